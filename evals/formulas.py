"""Finds formulas as remark-math 6 (micromark-extension-math 3) does: its rules, not TeX's.

A run of dollars opens a formula, and the next run of the same length in the same block closes it, whatever stands
between, an escaped dollar too. A run that is not closed is text. Two or more dollars alone on a line open a display
formula, which ends at such a line again, or with the text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

# Where a paragraph, heading, list item or table row ends: no inline formula reaches across.
_BLOCK_END = re.compile(r"\n(?=[ \t]*(?:\n|[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\|))")
_CELL_END = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"^(?P<indent>[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<dollars>\${2,})[^$\n]*$", re.MULTILINE)
_ESCAPE_OR_RUN = re.compile(r"\\[!-/:-@\[-`{-~]|\$+")
_RUN = re.compile(r"\$+")
_TEX_OPENING = re.compile(r"(?<!\\)(?:\\\\)*(\\\(|\\\[)")
_LONGEST_TEX = 2000  # characters; what is longer is no formula, and looking for its end takes time


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: characters `start:end` of the text with its dollars, `tex` at `tex_start` without.

    A display formula that no line of dollars ends is not `closed`: it goes on to the end of what it stands in.
    """

    start: int
    end: int
    tex_start: int
    tex: str
    display: bool
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Dollars:
    """The dollars of a text: the formulas they make, and the offsets of runs that are left over."""

    formulas: tuple[Formula, ...] = ()
    lone: tuple[int, ...] = ()


def find_formulas(text: str) -> Dollars:
    """All formulas of a Markdown text whose code is blanked out. Linear in the text's length."""
    if "$" not in text:
        return Dollars()
    formulas: list[Formula] = []
    lone: list[int] = []
    at = 0
    for display in _displays(text):
        _scan(text, at, display.start, formulas, lone)
        formulas.append(display)
        at = display.end
    _scan(text, at, len(text), formulas, lone)
    return Dollars(tuple(formulas), tuple(lone))


def find_delimited(text: str) -> Iterator[tuple[int, int]]:
    r"""Spans of `\(…\)` and `\[…\]` with their delimiters: formulas that remark-math does not read."""
    at = 0
    while opened := _TEX_OPENING.search(text, at):
        start, at = opened.start(1), opened.end()
        closing = text.find("\\)" if opened[1] == "\\(" else "\\]", at, at + _LONGEST_TEX)
        if closing > 0 and text.find("\n\n", at, closing) < 0:
            at = closing + 2
            yield start, at


def _displays(text: str) -> Iterator[Formula]:
    at = 0
    while "$$" in text and (opened := _FENCE.search(text, at)):
        begin = min(opened.end() + 1, len(text))
        stop, at = _display_end(text, begin, len(opened["dollars"]), len(opened["indent"]))
        closed = "$" in text[stop:at]
        yield Formula(opened.start("dollars"), at, begin, text[begin:stop], display=True, closed=closed)


def _display_end(text: str, begin: int, size: int, indent: int) -> tuple[int, int]:
    """Where a display formula's TeX and the formula end: its closing line, or the end of the list item it stands in."""
    dedent = rf"|^(?=[ \t]{{0,{indent - 1}}}[^ \t\n])" if indent else ""
    ending = re.compile(rf"^[ \t]*\${{{size},}}[ \t]*$" + dedent, re.MULTILINE).search(text, begin)
    return ending.span() if ending else (len(text), len(text))


def _scan(text: str, start: int, end: int, formulas: list[Formula], lone: list[int]) -> None:
    """Inline formulas of `text[start:end]`, block by block."""
    at = start
    while at < end and text.find("$", at, end) >= 0:
        boundary = _BLOCK_END.search(text, at, end)
        stop = boundary.start() if boundary else end
        for left, right in _cells(text, at, stop):
            if text.find("$", left, right) >= 0:
                _scan_block(text, left, right, formulas, lone)
        at = boundary.end() if boundary else end


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of a table row; any other block whole."""
    if not text[start:end].lstrip().startswith("|"):
        yield start, end
        return
    at = start
    for bar in _CELL_END.finditer(text, start, end):
        yield at, bar.start()
        at = bar.end()
    yield at, end


def _scan_block(text: str, start: int, end: int, formulas: list[Formula], lone: list[int]) -> None:
    runs: dict[int, list[int]] = {}
    for run in _RUN.finditer(text, start, end):
        runs.setdefault(len(run[0]), []).append(run.start())
    at = start
    while found := _ESCAPE_OR_RUN.search(text, at, end):
        at = found.end()
        if found[0][0] == "\\":
            continue
        size = len(found[0])
        same = runs.get(size, [])
        following = bisect_left(same, at)
        if following == len(same):
            lone.append(found.start())
            continue
        close = same[following]
        formulas.append(Formula(found.start(), close + size, at, text[at:close], display=size > 1))
        at = close + size
