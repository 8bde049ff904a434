"""The line that a finding is about, cut to a terminal's width, and where in it the words are."""

from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len

from evals.files import read_page_file
from evals.finding import Finding
from gen.errors import PageError

_MORE = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a line: what stands before the words that a finding is about, the words, and what stands after."""

    before: str
    words: str
    after: str

    @property
    def indent(self) -> int:
        """Terminal cells before the words."""
        return cell_len(self.before)

    @property
    def width(self) -> int:
        """Terminal cells of the words, at least one."""
        return max(cell_len(self.words), 1)


def excerpt_of(path: str, finding: Finding, width: int) -> Excerpt | None:
    """The excerpt of a finding, None where its place is unknown or the file has changed since.

    Args:
        path: of the page's file.
        finding: one of it; of several lines the first is shown.
        width: terminal cells.
    """
    lines = _lines(path)
    if not 0 < finding.line <= len(lines):
        return None
    line = lines[finding.line - 1]
    start = max(finding.column, 1) - 1
    end = finding.end_column - 1 if finding.end_line == finding.line else len(line)
    before, words, after = (_shown(part) for part in (line[:start], line[start:end], line[end:]))
    if not words.strip() or not _same(line[start:end], finding.evidence):
        return None
    words = _cut(words, width)
    room = max(width - cell_len(words), 0)
    before = _cut_before(before, max(room // 2, room - cell_len(after)))
    return Excerpt(before, words, _cut(after, room - cell_len(before)))


@lru_cache(maxsize=1)  # the findings of a page come one after another
def _lines(path: str) -> tuple[str, ...]:
    try:
        return tuple(read_page_file(path)[0].decode("utf-8", "replace").removeprefix("\ufeff").split("\n"))
    except PageError:
        return ()


def _same(words: str, evidence: str) -> bool:
    """Whether the words are what the finding is about. In a file they may stand with escapes, or in quotes."""
    return words.startswith(evidence.partition("\n")[0].removesuffix(_MORE))


def _shown(text: str) -> str:
    return "".join(each if each.isprintable() else " " if each.isspace() else "\ufffd" for each in text)


def _cut(text: str, width: int) -> str:
    """The beginning of a text that fits."""
    if cell_len(text) <= width:
        return text
    while text and cell_len(text) > width - 1:
        text = text[: min(len(text) - 1, width)]
    return f"{text}{_MORE}" if width > 0 else ""


def _cut_before(text: str, width: int) -> str:
    """The end of a text that fits."""
    return _cut(text[::-1], width)[::-1]
