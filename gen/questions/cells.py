"""The cells of a sheet, straight from the XML: one row in memory, whatever the sheet's size.

openpyxl's read-only mode keeps every shared string and an element of every row (190 MB for 500,000 rows with two texts
each, where this takes 10), makes up all the rows of a gap, and gives either formulas or their values, so that a formula
without a value looks empty. `bench/questions.py` shows both side by side.
"""

import datetime
import re

from gen.questions.raw import Unreadable
from gen.questions.strings import SharedStrings
from gen.questions.xml_part import BrokenSheetError, Ends, Starts, Xml

_MOST_COLUMNS = 16_384  # Excel's limit
_MOST_ROWS = 1_048_576  # Excel's limit
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_DAY_0 = datetime.date(1899, 12, 30)
_DAY_0_OF_1904 = datetime.date(1904, 1, 1)
_LEAP_DAY_1900 = 60  # which there was not: Excel kept it so as to agree with Lotus 1-2-3

SheetRow = tuple[int, dict[int, object]]
"""Row number from 1, and the row's cells that are not empty, by column number from 1."""


class SheetCells(Xml):
    """Collects the rows of a sheet while it is fed.

    Args:
        strings: the texts that cells refer to.
        date_styles: numbers of the styles that show a date.
        from_1904: whether day 0 is 1904-01-01.

    Attributes:
        done: the rows that are complete. Take them out between two chunks.
    """

    def __init__(self, strings: SharedStrings, date_styles: frozenset[int], *, from_1904: bool) -> None:
        super().__init__()
        self.done: list[SheetRow] = []
        self._strings = strings
        self._date_styles = date_styles
        self._from_1904 = from_1904
        self._row: dict[int, object] = {}
        self._number = 0
        self._column = 0
        self._columns: dict[str, int] = {}
        self._attributes: dict[str, str] = {}
        self._formula = False

    def starts(self) -> Starts:
        """A row, a cell, a formula, and a value, whose text counts as much as an inline string's."""
        return {"row": self._begin_row, "c": self._begin_cell, "f": self._begin_formula, "v": self._begin_text}

    def ends(self) -> Ends:
        """The same, at their ends."""
        return {"row": self._end_row, "c": self._end_cell, "v": self._end_text}

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = _whole(attributes.get("r", "")) or self._number + 1
        if not self._number < number <= _MOST_ROWS:
            raise BrokenSheetError(f"row {number} follows row {self._number}")
        self._number = number
        self._column = 0
        self._row = {}

    def _end_row(self) -> None:
        self.done.append((self._number, self._row))
        self._row = {}

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._attributes = attributes
        self._formula = False
        self.take_text()
        letters = attributes.get("r", "").rstrip("0123456789")
        self._column = self._column_of(letters) if letters else self._column + 1
        if not 0 < self._column <= _MOST_COLUMNS:
            raise BrokenSheetError(f"row {self._number} has a cell beyond column {_MOST_COLUMNS:,}")

    def _column_of(self, letters: str) -> int:
        column = self._columns.get(letters)
        if column is None:
            column = 0
            for letter in letters[:4]:
                column = column * 26 + ord(letter) - 64
            self._columns[letters] = column
        return column

    def _begin_formula(self, _attributes: dict[str, str]) -> None:
        self._formula = True

    def _end_cell(self) -> None:
        text = self.take_text()
        if text:
            self._row[self._column] = self._value(text)
        elif self._formula and self._attributes.get("t") != "str":  # "str" without a text is a formula that gave ""
            self._row[self._column] = Unreadable(
                "is a formula without a value", "Open the workbook in a spreadsheet and save it, or paste the values."
            )

    def _value(self, text: str) -> object:
        kind = self._attributes.get("t", "n")
        if kind == "s":
            return _unescaped(self._shared(text))
        if kind in {"inlineStr", "str"}:
            return _unescaped(text)
        if kind == "b":
            return text.strip() in {"1", "true"}
        if kind == "e":
            return Unreadable(f"is the spreadsheet's error {text[:20]}", "Mend the formula.")
        if kind == "d":
            return text
        return self._of_number(text)

    def _shared(self, text: str) -> str:
        try:
            return self._strings[int(text)]
        except (ValueError, IndexError):
            raise BrokenSheetError(f"row {self._number} refers to a text that is not there") from None

    def _of_number(self, text: str) -> object:
        try:
            value = float(text)
        except ValueError:
            raise BrokenSheetError(f"row {self._number} has a number that is none") from None
        if _whole(self._attributes.get("s", "")) in self._date_styles:
            return self._date(value)
        return int(value) if value.is_integer() and abs(value) < 1e15 else value

    def _date(self, value: float) -> object:
        lost = 0 if self._from_1904 else int(1 <= value < _LEAP_DAY_1900)
        try:
            date = (_DAY_0_OF_1904 if self._from_1904 else _DAY_0) + datetime.timedelta(int(value) + lost)
        except (OverflowError, ValueError):
            date = None
        if (
            date is None
            or value < (0 if self._from_1904 else 1)
            or (int(value) == _LEAP_DAY_1900 and not self._from_1904)
        ):
            return Unreadable(f"is no day of the calendar ({value:g})", "Write the date as 2024-04-03.")
        return date


def _whole(digits: str) -> int:
    return int(digits) if len(digits) < 10 and digits.isascii() and digits.isdigit() else 0


def _unescaped(text: str) -> str:
    """`_x000D_` is how XLSX writes a character that XML does not take (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
