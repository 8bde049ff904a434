r"""Formulas of an answer: those that the site makes of dollars, and those that stand between `\(` and `\)`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.pipeline.shown import Maths, Shown

_RUN = re.compile(r"(?<!\\)(?:\\\\)*(\$+)")
_FENCE_LINE = re.compile(r"\$+[^\n]*\n?")
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


def formulas_of(answer: str, shown: Shown) -> Dollars:
    """The formulas that the site makes of an answer, and the runs of dollars that it shows as text.

    Args:
        answer: Markdown.
        shown: what the site makes of it.
    """
    formulas = tuple(_formula(answer, maths) for maths in shown.maths)
    lone = [
        start + run.start(1)
        for start, end in shown.text
        if "$" in answer[start:end]
        for run in _RUN.finditer(answer[start:end])
    ]
    return Dollars(formulas, tuple(lone))


def _formula(answer: str, maths: Maths) -> Formula:
    source = answer[maths.start : maths.end]
    opening = _FENCE_LINE.match(source) if maths.display else None
    begin = opening.end() if opening else len(source) - len(source.lstrip("$"))
    at = source.find(maths.tex, begin) if maths.tex else begin
    display = maths.display or source.startswith("$$")
    return Formula(maths.start, maths.end, maths.start + max(at, begin), maths.tex, display, maths.closed)


def find_delimited(text: str) -> Iterator[tuple[int, int]]:
    r"""Spans of `\(…\)` and `\[…\]` with their delimiters: formulas that remark-math does not read."""
    at = 0
    while opened := _TEX_OPENING.search(text, at):
        start, at = opened.start(1), opened.end()
        closing = text.find("\\)" if opened[1] == "\\(" else "\\]", at, at + _LONGEST_TEX)
        if closing > 0 and text.find("\n\n", at, closing) < 0:
            at = closing + 2
            yield start, at
