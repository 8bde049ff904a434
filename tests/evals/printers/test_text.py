"""Text: a line a finding in a file, and on a terminal the line of the page with a mark under the words."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from evals.finding import Finding, Severity
from evals.printers.excerpt import excerpt_of
from evals.printers.text import TextPrinter
from tests.evals.printers.samples import HOSTILE, REPORTS, UNHURRIED, finding, page, printed


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")  # 80 columns, no colours

    def show(*findings: Finding, path: str) -> list[str]:
        screen = Terminal()
        TextPrinter(screen).page(page(*findings, path=path))
        return screen.getvalue().splitlines()

    return show


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: x\nShe says no to 東京 and never again to anybody who asks her for it here or there.\n",
        encoding="utf-8",
    )
    return str(path)


def test_the_words_are_marked_in_their_line(shown: Any, file: str) -> None:
    said = finding(column=10, end_column=12, suggestion="yes")
    assert shown(said, path=file) == [
        f"{file}:3:10: error [refusal] it says no",
        "   3 │ She says no to 東京 and never again to anybody who asks her for it here …",
        "     │          ^^",
        "     → yes",
    ]


def test_wide_characters_take_two_cells(shown: Any, file: str) -> None:
    _, line, mark = shown(finding(column=16, end_column=18, evidence="東京"), path=file)
    assert mark == "     │                ^^^^"
    assert line.startswith("   3 │ She says no to 東京 and")


def test_a_mark_runs_to_the_end_of_its_first_line(shown: Any, file: str) -> None:
    _, _, mark = shown(finding(line=2, column=8, end_line=3, end_column=4, evidence="x\nShe"), path=file)
    assert mark == "     │        ^"


@pytest.mark.parametrize(
    "said",
    [
        finding(evidence="yes"),  # changed since
        finding(line=99, end_line=99),
        finding(line=0, column=0),
    ],
)
def test_without_its_place_the_words_stand_alone(shown: Any, file: str, said: Finding) -> None:
    assert shown(said, path=file)[1:] == [f"     │ {said.evidence}"]


@pytest.mark.parametrize("path", [".", "no-such-file.md", "\x00"])
def test_what_is_no_file_is_not_shown(path: str) -> None:
    assert excerpt_of(path, finding(), 60) is None


LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1, max_size=90)


@UNHURRIED
@given(LINES, st.integers(0, 80), st.integers(1, 40), st.integers(10, 60))
def test_an_excerpt_fits_and_is_of_the_line(
    tmp_path_factory: pytest.TempPathFactory, line: str, start: int, length: int, width: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "excerpt.md"
    path.write_text(f"\n{line}\n", encoding="utf-8", newline="\n")
    excerpt_of(str(path.parent), finding(), 1)  # another file: nothing of the last one is remembered
    words = line[start : start + length]
    said = Finding("a", Severity.NOTE, "b", "answer", 2, start + 1, 2, start + 1 + length, words)
    excerpt = excerpt_of(str(path), said, width)
    if excerpt is None:
        assert not words.strip() or not all(each.isprintable() for each in words)
        return
    assert cell_len(excerpt.before + excerpt.words + excerpt.after) <= width
    assert excerpt.words
    assert all(each.isprintable() for each in excerpt.before + excerpt.words + excerpt.after)
    if words.isprintable() and cell_len(words) <= width:
        assert excerpt.words == words


@UNHURRIED
@given(REPORTS)
def test_text_is_a_line_a_finding(reports: list[Any]) -> None:
    lines = printed("text", reports).split("\n")
    assert len(lines) - 1 == sum(len(each.findings) for each in reports)


def test_a_terminal_obeys_no_page(shown: Any) -> None:
    said = finding(message=HOSTILE, evidence=HOSTILE, suggestion=HOSTILE)
    assert "\x1b" not in "".join(shown(said, path=HOSTILE))
