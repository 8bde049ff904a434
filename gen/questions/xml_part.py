"""A part of a workbook, read by expat chunk by chunk."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile

_CHUNK = 1 << 16
_LONGEST_TEXT = 40_000  # characters kept of a cell; Excel's own limit is 32,767, so what is cut is refused for length
_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)

Starts = Mapping[str, Callable[[dict[str, str]], None]]
Ends = Mapping[str, Callable[[], None]]


class BrokenSheetError(ValueError):
    """The XML of a workbook is broken."""


class Xml:
    """Feeds a part of the archive to expat, and collects the text of its `t` elements.

    Subclasses say what happens at which other element. A document type is refused: with it go entity bombs.
    """

    def __init__(self) -> None:
        self._parts: list[str] | None = None
        self._size = 0
        self._text = ""
        self._phonetic = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        starts = {"t": self._begin_text, "rPh": self._begin_phonetic, **self.starts()}
        ends = {"t": self._end_text, "rPh": self._end_phonetic, **self.ends()}
        self._starts = {f"{space} {name}": do for space in _NAMESPACES for name, do in starts.items()}
        self._ends = {f"{space} {name}": do for space in _NAMESPACES for name, do in ends.items()}

    def starts(self) -> Starts:
        """What to do where an element begins, by its name."""
        raise NotImplementedError

    def ends(self) -> Ends:
        """What to do where an element ends, by its name."""
        raise NotImplementedError

    def feed(self, stream: IO[bytes]) -> Iterator[None]:
        """Parse chunk by chunk, yielding after each. Raises BrokenSheetError."""
        try:
            while chunk := stream.read(_CHUNK):
                self._parser.Parse(chunk, False)
                yield
            self._parser.Parse(b"", True)
        except (expat.ExpatError, zlib.error, EOFError, BadZipFile) as error:
            raise BrokenSheetError(str(error)) from error
        yield

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if (do := self._starts.get(tag)) is not None:
            do(attributes)

    def _end(self, tag: str) -> None:
        if (do := self._ends.get(tag)) is not None:
            do()

    def _characters(self, data: str) -> None:
        if self._parts is not None and self._size < _LONGEST_TEXT:
            self._parts.append(data)
            self._size += len(data)

    def _doctype(self, *_declaration: object) -> None:
        raise BrokenSheetError("it declares a document type, which no spreadsheet does")

    def _begin_text(self, _attributes: dict[str, str]) -> None:
        if not self._phonetic:
            self._parts = []

    def _end_text(self) -> None:
        if self._parts is not None:
            self._text += "".join(self._parts)  # a text with formats in it comes in several runs
        self._parts = None

    def _begin_phonetic(self, _attributes: dict[str, str]) -> None:
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False

    def take_text(self) -> str:
        """The text since it was last taken, reading aids in other scripts left out."""
        text, self._text, self._size = self._text, "", 0
        return text
