"""XLSX: the first visible sheet of a workbook."""

import contextlib
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from gen.errors import ListError
from gen.questions.cells import SheetCells, SheetRow
from gen.questions.columns import Columns
from gen.questions.raw import RawRow, Unreadable
from gen.questions.shown import shown
from gen.questions.strings import SharedStrings
from gen.questions.workbook import Workbook, read_workbook

# zipfile has a KeyError for a part that is missing, a RuntimeError for one that is encrypted or packed in another way.
_BROKEN = (BadZipFile, zlib.error, EOFError, ParseError, LookupError, ValueError, RuntimeError)


def rows(path: Path, columns: Columns) -> Iterator[RawRow]:
    """The rows of a workbook's first visible sheet; empty ones are skipped, further sheets are reported.

    Raises:
        ListError: no workbook, a broken or password-protected one, or no header with a question column.
    """
    try:
        with ZipFile(path) as archive, contextlib.closing(SharedStrings()) as strings:
            book = read_workbook(archive, columns.where)
            if book.others:
                names = ", ".join(shown(name) for name in book.others)
                columns.notices.say(f"only the sheet {shown(book.sheet_name)} is read, not {names}")
            yield from _named(_sheet_rows(archive, book, strings), columns)
    except _BROKEN as error:
        raise ListError(
            f"not a readable XLSX workbook: {str(error) or 'it is cut off'}",
            where=columns.where,
            hint="Open it in a spreadsheet, remove its password if it has one, and save it as `.xlsx` again.",
        ) from error


def _sheet_rows(archive: ZipFile, book: Workbook, strings: SharedStrings) -> Iterator[SheetRow]:
    if book.strings in archive.namelist():
        with archive.open(book.strings) as stream:
            for _chunk in strings.feed(stream):
                pass
    cells = SheetCells(strings, book.date_styles, from_1904=book.from_1904)
    with archive.open(book.sheet) as stream:
        for _chunk in cells.feed(stream):
            yield from cells.done
            cells.done.clear()


def _named(sheet: Iterator[SheetRow], columns: Columns) -> Iterator[RawRow]:
    filled = ((number, cells) for number, cells in sheet if any(not _blank(value) for value in cells.values()))
    number, header = next(filled, (0, {}))
    if not number:
        raise ListError("the sheet is empty", where=columns.where)
    fields = _header(number, header, columns)
    for number, cells in filled:
        beyond = max(cells) > len(fields) and any(n > len(fields) and not _blank(cells[n]) for n in cells)
        if beyond:
            yield number, Unreadable("has a cell in a column without a name", "Name the column, or empty the cell.")
        else:
            yield number, _fields(cells, fields)


def _fields(cells: Mapping[int, object], fields: list[str]) -> Mapping[str, object]:
    named = {fields[n - 1]: value for n, value in cells.items() if n <= len(fields)}
    named.pop("", None)
    return named


def _header(number: int, cells: Mapping[int, object], columns: Columns) -> list[str]:
    last = max(n for n, value in cells.items() if not _blank(value))
    names = [cells.get(n, "") for n in range(1, last + 1)]
    return columns.header([name if isinstance(name, str) else str(name) for name in names], number)


def _blank(value: object) -> bool:
    return isinstance(value, str) and (not value or value.isspace())
