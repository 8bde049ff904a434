"""A raw row: what a kind of list holds, before anybody asks whether it is a question."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row, or one cell of it, that the reader of its kind could not make sense of.

    Attributes:
        why: what is wrong with it, to stand after "the row" or "the question".
        hint: what to do about it.
    """

    why: str
    hint: str = ""


Cells = Mapping[str, object]
"""Field name to value: text, None, a number, a date, `Unreadable`, or whatever else the list holds there."""

RawRow = tuple[int, Cells | Unreadable]
"""The line (in a spreadsheet: the row) where a row starts, and its cells or why it has none."""
