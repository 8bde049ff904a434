r"""Formulas of an answer: those that the site makes of dollars, and those that stand between `\(` and `\)`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.pipeline.shown import Maths, Shown

_ESCAPE_OR_RUN = re.compile(r"\\[!-/:-@\[-`{-~]|\$+")
_TEX_OPENING = re.compile(r"(?<!\\)(?:\\\\)*(\\\(|\\\[)")
_LONGEST_TEX = 2000  # characters; what is longer is no formula, and looking for its end takes time


@dataclass(frozen=True, slots=True)
class Dollars:
    """The dollars of an answer: the formulas they make, and the offsets of runs that are shown as text."""

    formulas: tuple[Maths, ...] = ()
    lone: tuple[int, ...] = ()


def dollars_of(shown: Shown, plain: str) -> Dollars:
    """The dollars of an answer.

    Args:
        shown: what the site makes of it.
        plain: the answer with all blanked out that is not shown as text.
    """
    lone = tuple(run.start() for run in _ESCAPE_OR_RUN.finditer(plain) if run[0][0] == "$") if "$" in plain else ()
    code = {each.start for each in shown.code}  # a block of it that calls itself math has no dollars
    return Dollars(tuple(maths for maths in shown.maths if maths.start not in code), lone)


def find_delimited(text: str) -> Iterator[tuple[int, int]]:
    r"""Spans of `\(…\)` and `\[…\]` with their delimiters: formulas that remark-math does not read."""
    at = 0
    while opened := _TEX_OPENING.search(text, at):
        start, at = opened.start(1), opened.end()
        closing = text.find("\\)" if opened[1] == "\\(" else "\\]", at, at + _LONGEST_TEX)
        if closing > 0 and text.find("\n\n", at, closing) < 0:
            at = closing + 2
            yield start, at
