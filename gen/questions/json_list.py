"""JSONL and JSON: an object a line, or an array of objects read item by item."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from gen.errors import ListError
from gen.questions.columns import Columns
from gen.questions.decode import decoding
from gen.questions.escapes import eaten_escape
from gen.questions.lines import LONGEST_LINE, Lines, LongLineError
from gen.questions.raw import Cells, RawRow, Unreadable
from gen.questions.shown import shown

_CHUNK = 1 << 16
_SPACE = " \t\n\r"


class _Object(list[tuple[str, object]]):
    """A JSON object as its pairs, so that a name given twice is seen."""


def _integer(digits: str) -> int | Unreadable:
    # Python itself refuses thousands of digits, but then the whole array is lost.
    return int(digits) if len(digits) < 40 else Unreadable(f"is a number of {len(digits)} digits")


# Not strict: a raw control character then fails its row, not the whole array.
_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_Object, parse_int=_integer)


def json_lines(path: Path, columns: Columns) -> Iterator[RawRow]:
    """The rows of a JSONL file. Empty lines are skipped; a line that is not JSON is a bad row."""
    with decoding(path).open(path) as stream:
        lines = Lines(stream)
        while True:
            try:
                for line in lines:
                    if not line.isspace():
                        yield lines.number, _line(line, lines.number, columns)
            except LongLineError as error:
                yield lines.number, Unreadable(str(error))
            else:
                return


def _line(line: str, number: int, columns: Columns) -> Cells | Unreadable:
    try:
        return _cells(_DECODER.decode(line), number, columns)
    except json.JSONDecodeError as error:
        return Unreadable(f"is not JSON: {error.msg} at column {error.colno}", "Write one JSON object a line.")
    except RecursionError:
        return Unreadable("is nested too deeply")


def json_array(path: Path, columns: Columns) -> Iterator[RawRow]:
    """The items of a JSON array, one at a time.

    Raises:
        ListError: the file is no array, or its syntax breaks, after which no item can be told from another.
    """
    with decoding(path).open(path) as stream:
        text = _Text(stream, columns.where)
        if text.peek() != "[":
            raise text.error("this is not a JSON array", "Begin with `[`; a file with one object a line is `.jsonl`.")
        text.skip()
        if text.peek() == "]":
            text.skip()
        else:
            yield from _items(text, columns)
        if text.peek():
            raise text.error("there is something after the end of the array", "One array a file.")


def _items(text: "_Text", columns: Columns) -> Iterator[RawRow]:
    while True:
        if text.peek() == "]":
            raise text.error("an item is missing after the comma", "Delete the last comma.")
        line = text.line
        yield line, _cells(text.item(), line, columns)
        after = text.peek()
        if after not in {",", "]"}:
            raise text.error("expected `,` or `]` after an item", "Nothing below it can be read.")
        text.skip()
        if after == "]":
            return


def _cells(item: object, line: int, columns: Columns) -> Cells | Unreadable:
    if not isinstance(item, _Object):
        return Unreadable("is not an object", 'Write it as {"question": "…", "subject": "…"}.')
    cells = columns.item(item, line)
    if isinstance(cells, Unreadable):
        return cells
    question = cells.get("question")
    eaten = eaten_escape(question) if isinstance(question, str) else None
    return cells if eaten is None else {**cells, "question": eaten}


class _Text:
    """The text of an array, of which a window is in memory.

    Attributes:
        line: 1-based number of the line at which it stands.
    """

    def __init__(self, stream: TextIO, where: str) -> None:
        self._stream = stream
        self._where = where
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def error(self, message: str, hint: str, at: int | None = None) -> ListError:
        """The error at the place where the text stands, or `at` characters into the window."""
        line = self.line if at is None else self.line + self._text.count("\n", self._at, at)
        near = shown(self._text[self._at if at is None else at :][:20].strip())
        return ListError(f"{message}, at {near}", where=f"{self._where}:{line}", hint=hint)

    def peek(self) -> str:
        """The next character that is no white space, `""` at the end."""
        while True:
            text, at = self._text, self._at
            while at < len(text) and text[at] in _SPACE:
                at += 1
            self._move(at)
            if at < len(text):
                return text[at]
            if not self._fill():
                return ""

    def skip(self) -> None:
        """Go past one character."""
        self._at += 1

    def item(self) -> object:
        """The value that begins here."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise self.error("an item is nested too deeply", "A row is one flat object.") from None
            except json.JSONDecodeError as error:
                if len(self._text) - self._at > LONGEST_LINE or not self._fill():
                    raise self.error(f"not JSON: {error.msg}", "Nothing below it can be read.", error.pos) from None
                continue
            # A number at the end of the window may go on in the next one.
            if end == len(self._text) and self._fill():
                continue
            self._move(end)
            return value

    def _move(self, to: int) -> None:
        self.line += self._text.count("\n", self._at, to)
        self._at = to

    def _fill(self) -> bool:
        """Drop what is behind, read on; False at the end of the file."""
        chunk = "" if self._ended else self._stream.read(_CHUNK)
        self._ended = not chunk
        if chunk:
            self._text = self._text[self._at :] + chunk
            self._at = 0
        return bool(chunk)
