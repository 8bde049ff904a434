"""CSV and TSV: the separator found from the header, broken quoting confined to the row it stands in."""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from gen.errors import ListError
from gen.questions.columns import FIELDS, Columns
from gen.questions.decode import decoding
from gen.questions.lines import LONGEST_LINE, Lines, LongLineError
from gen.questions.raw import Cells, RawRow, Unreadable

_SEPARATORS = (",", ";", "\t", "|")
_MOST_READ_AGAIN = 16 * LONGEST_LINE  # characters: a bound on what a file full of open quotes can cost


class _Feed:
    """Hands lines to the csv module, and takes them back when the row they were for turns out to be broken.

    Attributes:
        number: 1-based number of the line that was handed out last.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self._size = 0
        self._read_again = 0
        self.number = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._next_line()
        self.number += 1
        self._row.append(line)
        self._size += len(line)
        if self._size > LONGEST_LINE:
            raise LongLineError(f"is longer than {LONGEST_LINE:,} characters")
        return line

    def _next_line(self) -> str:
        try:
            return next(self._lines)
        except LongLineError:
            self.number += 1
            raise

    def begin_row(self) -> None:
        """The lines from here on are a new row's."""
        self._row.clear()
        self._size = 0

    def put_back(self) -> None:
        """Hand out the line that was handed out last once more."""
        self._again.appendleft(self._row.pop())
        self.number -= 1

    def take_back(self) -> int:
        """Read the row's lines after its first one again, as rows of their own; gives how many lines that are."""
        rest = self._row[1:]
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        self._read_again += self._size
        if self._read_again > _MOST_READ_AGAIN:
            raise LongLineError("more quotes are opened and never closed than can be sorted out")
        return len(rest)


def rows(path: Path, columns: Columns) -> Iterator[RawRow]:
    """The rows of a CSV or TSV file: `,` `;` tab and `|` are found out, empty rows are skipped.

    Raises:
        ListError: no header with a question column.
    """
    with decoding(path).open(path) as stream:
        feed = _Feed(Lines(stream))
        separator = _separator(feed, path.suffix.lower(), columns.where)
        reader = csv.reader(feed, delimiter=separator, strict=True)
        fields = _header(reader, feed, columns)
        torn = False
        for line, cells in _rows(reader, feed, columns.where):
            if isinstance(cells, Unreadable):
                torn = True
                yield line, cells
            elif any(cells) and not "".join(cells).isspace():
                # What follows a broken row may be its other half, with the closing quote still in it.
                torn = torn and any(cell.count('"') % 2 for cell in cells)
                yield line, _torn() if torn else _cells(fields, cells)


def _rows(reader: Iterator[list[str]], feed: _Feed, where: str) -> Iterator[tuple[int, list[str] | Unreadable]]:
    while True:
        feed.begin_row()
        line = feed.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, LongLineError) as error:
            yield line, _broken(error, feed, where)
        else:
            yield line, cells


def _broken(error: Exception, feed: _Feed, where: str) -> Unreadable:
    try:
        lines = feed.take_back()
    except LongLineError as limit:
        raise ListError(str(limit), where=f"{where}:{feed.number}", hint="Double every quote inside a cell.") from error
    if "end of data" in str(error) or lines:
        return Unreadable("opens a quote that is not closed where a cell ends", "Close it, or double it inside a cell.")
    if isinstance(error, LongLineError) or "field limit" in str(error):
        return Unreadable(f"is too long: {error}")
    return Unreadable("has a quote inside a quoted cell", 'Write it twice: `""`.')


def _torn() -> Unreadable:
    return Unreadable("has an unpaired quote, and seems to be the rest of the broken row above")


def _cells(fields: list[str], cells: list[str]) -> Cells | Unreadable:
    if len(cells) > len(fields) and any(cells[len(fields) :]):
        return Unreadable(
            f"has {len(cells)} cells for {len(fields)} columns",
            "Put a cell that has the separator in it in quotes.",
        )
    named = dict(zip(fields, cells, strict=False))
    named.pop("", None)
    return named


def _header(reader: Iterator[list[str]], feed: _Feed, columns: Columns) -> list[str]:
    for line, cells in _rows(reader, feed, columns.where):
        if isinstance(cells, Unreadable):
            raise ListError(f"the header {cells.why}", where=f"{columns.where}:{line}", hint=cells.hint)
        if any(cell.strip() for cell in cells):
            while not cells[-1].strip():
                cells.pop()
            return columns.header(cells, line)
    raise ListError("the list is empty", where=columns.where)


def _separator(feed: _Feed, suffix: str, where: str) -> str:
    """The separator by which the header has most of the names we know; `sep=;`, Excel's own word for it, is obeyed."""
    try:
        line = next(filter(str.strip, feed))
    except StopIteration:
        raise ListError("the list is empty", where=where) from None
    except LongLineError as error:
        raise ListError(f"the header {error}", where=where) from None
    if line.lower().startswith("sep=") and len(line.strip("\r\n")) == 5:
        return line[4]
    feed.put_back()
    order = ("\t", *_SEPARATORS) if suffix == ".tsv" else _SEPARATORS
    return max(order, key=lambda separator: _names(line, separator))


def _names(line: str, separator: str) -> tuple[int, int]:
    """How many fields, and how many columns, a header has by this separator."""
    names = [name.strip(' "\ufeff\r\n').casefold() for name in line.split(separator)]
    return len(set(names) & set(FIELDS)), len(names)
