"""What printers write is what other programs read."""

import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml
from sarif_pydantic import Sarif

from evals.commands.check import PRINTERS
from evals.finding import Finding, Severity
from evals.printers import github, sarif
from evals.report import PageReport, Suppressed, Totals

HOSTILE = "</script><script>alert(1)</script>]]>&\x00\x1b[31m::error::\r\n%0A\ud800\u2028|`*"
ANY = st.text(st.characters(), max_size=30) | st.just(HOSTILE)
FINDINGS = st.builds(
    Finding,
    check=st.sampled_from(["refusal", "katex-error", "id-twice", "page-unreadable", "check-crashed"]),
    severity=st.sampled_from(Severity),
    message=ANY,
    field=st.sampled_from(["answer", ""]),
    line=st.integers(0, 30),
    column=st.integers(0, 30),
    end_line=st.integers(0, 30),
    end_column=st.integers(0, 30),
    evidence=ANY,
    suggestion=ANY,
)
REPORTS = st.lists(
    st.builds(
        PageReport,
        path=ANY.filter(bool),
        findings=st.lists(FINDINGS, max_size=4).map(tuple),
        score=st.sampled_from([-1.0, 0.0, 0.5, 1.0]),
        needs_person=st.booleans(),
        subject=ANY,
        question=ANY,
        suppressed=st.lists(st.builds(Suppressed, finding=FINDINGS, reason=ANY), max_size=2).map(tuple),
    ),
    max_size=4,
)


def printed(name: str, reports: list[PageReport]) -> str:
    stream, totals = io.StringIO(), Totals(version="v1", seconds=1.5)
    printer = PRINTERS[name](stream)
    for report in reports:
        printer.page(report)
        totals.add(report, Severity.ERROR)
    printer.close(totals)
    return stream.getvalue()


def finding(check: str = "refusal", severity: Severity = Severity.ERROR, **said: object) -> Finding:
    return Finding(check, severity, "it says no", "answer", 3, 5, 3, 9, "no", **said)  # type: ignore[arg-type]


def report(*findings: Finding, path: str = "biology/a b.md", score: float = 0.5, **said: object) -> PageReport:
    return PageReport(path, findings, score, subject="Biology", question="Why?", **said)  # type: ignore[arg-type]


@given(REPORTS)
def test_junit_is_what_a_consumer_reads(reports: list[PageReport]) -> None:
    text = printed("junit", reports).encode(errors="backslashreplace")
    suites = JUnitXml.fromstring(text)
    assert suites.tests == len(reports)
    crashed = sum(each.needs_person for each in reports)
    assert suites.errors == crashed
    failed = [r for r in reports if not r.needs_person and any(f.severity is Severity.ERROR for f in r.findings)]
    assert suites.failures == len(failed)
    assert sum(len(list(suite)) for suite in suites) == len(reports)


def test_junit_names_what_fails_a_page() -> None:
    root = ET.fromstring(printed("junit", [report(finding(), finding("money-bare", Severity.NOTE)), report()]))
    (failure,) = root.iter("failure")
    assert failure.get("type") == "refusal"
    assert failure.text == "biology/a b.md:3:5: error [refusal] it says no"
    (output,) = root.iter("system-out")
    assert "note [money-bare]" in (output.text or "")


@given(REPORTS)
def test_sarif_is_of_its_schema(reports: list[PageReport]) -> None:
    log = json.loads(printed("sarif", reports))
    Sarif.model_validate(log)
    (run,) = log["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert len(run["results"]) == sum(len(each.findings) + len(each.suppressed) for each in reports)
    for result in run["results"]:
        assert result["ruleId"] in rules
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9._~%/-]*", place["artifactLocation"]["uri"])
        region = place.get("region")
        if region:
            start = (region["startLine"], region["startColumn"])
            assert min(start) >= 1
            assert (region.get("endLine", region["startLine"]), region.get("endColumn", 10**9)) > start
    assert run["invocations"][0]["executionSuccessful"] is not any(each.needs_person for each in reports)


def test_a_fingerprint_survives_that_lines_move() -> None:
    moved = Finding("refusal", Severity.ERROR, "it says no", "answer", 9, 1, 9, 5, "no")
    one, other, third = (
        [result["partialFingerprints"] for result in json.loads(printed("sarif", [each]))["runs"][0]["results"]]
        for each in (report(finding(), finding()), report(moved, moved), report(finding(), path="c.md"))
    )
    assert one == other
    assert one[0] != one[1]
    assert one[0] != third[0]


def test_of_too_many_results_the_worst_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST", 3)
    notes = report(*[finding("money-bare", Severity.NOTE)] * 5, path="a.md")
    (run,) = json.loads(printed("sarif", [notes, report(finding(), finding(), path="b.md")]))["runs"]
    assert [result["level"] for result in run["results"]] == ["note", "error", "error"]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "4 of 7 findings, the least severe, are left out"


def test_what_a_page_waves_through_is_suppressed() -> None:
    waved = report(suppressed=(Suppressed(finding(), "it is a quotation"),))
    ((result,),) = [run["results"] for run in json.loads(printed("sarif", [waved]))["runs"]]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "it is a quotation"}]


@given(REPORTS)
def test_no_page_gives_the_runner_a_command(reports: list[PageReport]) -> None:
    for line in printed("github", reports).split("\n"):
        if "::" in line:
            assert re.match(r"::(error|warning|notice) ((file|line|col|endLine|endColumn|title)=[^:,\r\n]*,?)+::", line)


def test_annotations_are_ten_of_a_kind_the_worst_pages_first() -> None:
    pages = [report(finding(), finding(), finding(), path=f"{n}.md", score=n / 20) for n in range(12, 0, -1)]
    lines = [line for line in printed("github", pages).splitlines() if line.startswith("::error")]
    assert len(lines) == github.MOST
    assert [re.search(r"file=(\d+)", line)[1] for line in lines] == ["1", "1", "2", "2", "3", "3", "4", "4", "5", "5"]  # type: ignore[index]
    assert "::notice title=answerdesk::26 more findings" in printed("github", pages)


def test_a_property_and_a_message_are_escaped() -> None:
    line = printed("github", [report(Finding("a", Severity.NOTE, "50%: a,\nb", line=1), path="x:y,z%.md")])
    assert "file=x%3Ay%2Cz%25.md,line=1," in line
    assert "::50%25: a,%0Ab\n" in line


@given(REPORTS)
def test_a_summary_is_small_and_holds_no_markup_of_a_page(reports: list[PageReport]) -> None:
    text = printed("summary", reports)
    assert len(text) < 100_000
    assert not re.search(r"(?<!\\)<", text)
    for line in text.splitlines():
        assert not line.startswith("|") or line.endswith("|")


def test_every_format_is_documented() -> None:
    said = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
    for name in PRINTERS:
        assert f"`{name}`" in said
