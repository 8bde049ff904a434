"""Annotations, as the runner of GitHub Actions reads them, and the summary on a job's page."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.finding import Severity
from evals.printers import github
from evals.report import PageReport
from tests.evals.printers.samples import HOSTILE, REPORTS, UNHURRIED, finding, page, printed

COMMAND = re.compile(r"::(error|warning|notice) ((?:(?:file|line|col|endLine|endColumn|title)=[^:,\r\n]*,?)+)::(.*)")


def read(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands in an output, undone as the runner does it (actions/runner, ActionCommand.cs)."""
    commands = []
    for line in re.split(r"\r\n|\r|\n", text):
        found = COMMAND.fullmatch(line.lstrip())
        if found is None:
            assert not line.lstrip().startswith("::")
            assert "##[" not in line
            continue
        said = dict(each.split("=", 1) for each in found[2].split(","))
        commands.append((found[1], {name: undone(value) for name, value in said.items()}, undone(found[3])))
    return commands


def undone(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


@UNHURRIED
@given(REPORTS)
def test_no_page_gives_the_runner_a_command(reports: list[PageReport]) -> None:
    commands = read(printed("github", reports))
    findings = [each for report in reports for each in report.findings]
    assert len(commands) <= len(findings)
    for kind, said, _ in commands:
        assert kind in {"error", "warning", "notice"}
        assert said["title"] in {each.check for each in findings}


def test_what_is_said_comes_through() -> None:
    (only,) = read(printed("github", [page(finding(message="50%: a,\nb", suggestion="c"), path="x:y,z%.md")]))
    place = {"file": "x:y,z%.md", "line": "3", "col": "5", "endColumn": "9", "title": "refusal"}
    assert only == ("error", place, "50%: a,\nb\n→ c")


def test_columns_are_of_one_line() -> None:
    (only,) = read(printed("github", [page(finding(end_line=7))]))
    assert only[1] == {"file": "biology/a b.md", "line": "3", "endLine": "7", "title": "refusal"}
    (only,) = read(printed("github", [page(finding(line=0, column=0, end_line=0, end_column=0))]))
    assert only[1] == {"file": "biology/a b.md", "title": "refusal"}


def test_annotations_are_ten_of_a_kind_the_worst_pages_first() -> None:
    pages = [page(finding(), finding(), finding(), path=f"{n}.md", score=n / 20) for n in range(12, 0, -1)]
    text = printed("github", pages)
    commands = read(text)
    assert [said["file"] for _, said, _ in commands] == [f"{n}.md" for n in range(1, 6) for _ in range(2)]
    assert len(commands) == github.MOST
    assert "26 more findings are in the other formats of this check.\n12 pages: 36 errors" in text


@UNHURRIED
@given(REPORTS)
def test_a_summary_is_small_and_holds_no_markup_of_a_page(reports: list[PageReport]) -> None:
    text = printed("summary", reports)
    assert len(text) < 100_000
    assert not re.search(r"(?<!\\)[<`$@]", text)
    for line in text.splitlines():
        assert not line.startswith("|") or line.endswith("|")


def test_a_summary_of_anything_is_under_a_megabyte() -> None:
    long = [
        page(finding(), path=f"{n}{'|' * 4000}", question=HOSTILE * 99, subject=f"{n}{'é' * 999}") for n in range(300)
    ]
    assert len(printed("summary", long).encode(errors="replace")) < 300_000


def test_a_summary_counts_checks_pages_and_subjects() -> None:
    text = printed("summary", [page(finding(), finding()), page(score=1.0, subject="Physics", path="c.md")])
    assert text.startswith("## Some pages need work\n\n2 pages: 2 errors, 0 warnings, 0 notes")
    assert "| refusal | error | 2 | 1 |" in text
    assert "| 0.50 | biology/a b.md | Why? |" in text
    assert "| Biology | 1 | 0.50 |\n| Physics | 1 | 1.00 |" in text


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_has_its_kind(severity: Severity) -> None:
    ((kind, _, _),) = read(printed("github", [page(finding(severity=severity))]))
    assert kind == {"note": "notice"}.get(str(severity), str(severity))


ORDER = "##[stop-commands]x"


@pytest.mark.parametrize("name", ["text", "json"])
@pytest.mark.parametrize("path", [f"{ORDER}.md", "::error::x.md", " ::add-mask::x.md"])
def test_what_else_stands_in_a_jobs_log_gives_no_command_either(name: str, path: str) -> None:
    said = finding(message=ORDER, evidence=ORDER, suggestion=ORDER)
    assert read(printed(name, [page(said, path=path)])) == []


def test_json_says_all_the_same() -> None:
    assert json.loads(printed("json", [page(finding(message=ORDER))]))["message"] == ORDER


@UNHURRIED
@given(REPORTS, st.sampled_from(["text", "json"]))
def test_no_page_gives_the_log_a_command(reports: list[PageReport], name: str) -> None:
    assert read(printed(name, reports)) == []
