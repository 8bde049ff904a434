"""YAML: a list of mappings, read event by event, so that neither size nor aliases nor nesting can fill the memory.

A mistake in one item does not cost the others: reading goes on at the next line that begins an item of the list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

import yaml

from gen.errors import ListError
from gen.questions.columns import Columns
from gen.questions.decode import Decoding, decoding
from gen.questions.escapes import eaten_escape
from gen.questions.lines import LONGEST_LINE
from gen.questions.raw import Cells, RawRow, Unreadable
from gen.questions.shown import shown

_MOST_BROKEN = 100  # each costs a walk through the file
_CHUNK = 1 << 14
# All but c-printable (YAML 1.2, 5.1), and U+0085, which no text of ours may have either.
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = "tag:yaml.org,2002:"
_AS_WRITTEN = {"id", "date"}  # `010` is 8 to YAML, `2024-01-31` a date: here the text counts
_PLAIN = {"bool": "true or false", "int": "a number", "float": "a number", "timestamp": "a date"}


class _Feed:
    """Text for the parser. What YAML does not allow in a file becomes U+FFFD, which fails its row and not the file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.since_item = 0

    def read(self, size: int) -> str:
        """Up to `size` characters; raises `_LongItemError` where one item has taken too many already."""
        text = self._stream.read(min(size, _CHUNK))
        self.since_item += len(text)
        if self.since_item > LONGEST_LINE + _CHUNK:
            raise _LongItemError
        # To libyaml these two end a line; no editor and no other part of us counts them so.
        return _NOT_YAML.sub("\ufffd", text).replace("\u2028", " ").replace("\u2029", " ")


class _LongItemError(Exception):
    """One item is longer than a row can be."""


@dataclass(slots=True)
class _Place:
    """Where reading stands. Lines count from 0, as YAML's marks do."""

    start: int = 0  # the line the parser began at
    item: int = -1  # the line of the item that is being read, or was last
    inside: bool = False
    column: int = 0  # of the list's dashes
    block: bool = False  # dashes, not brackets


def rows(path: Path, columns: Columns) -> Iterator[RawRow]:
    """The items of a YAML list.

    Raises:
        ListError: the file is no list, or breaks so that no further item can be found.
    """
    how = decoding(path)
    place = _Place()
    for _ in range(_MOST_BROKEN):
        with how.open(path) as stream:
            for _line in islice(stream, place.start):
                pass
            try:
                yield from _Items(stream, columns, place)
            except yaml.MarkedYAMLError as error:
                line = _broken_line(error, place)
                problem = str(error.problem)
            except _LongItemError:
                line = max(place.item, 0)
                problem = f"longer than {LONGEST_LINE:,} characters"
            else:
                return
        if not place.block:
            raise ListError(f"not YAML: {problem}", where=f"{columns.where}:{line + 1}", hint="Nothing below is read.")
        yield line + 1, Unreadable(f"is not YAML: {problem}", "Put text with `: `, ` #` or quotes in it in quotes.")
        following = _next_item(path, how, line, place.column)
        if following is None:
            return
        place = _Place(start=following, item=following - 1, column=place.column, block=True)
    raise ListError(f"{_MOST_BROKEN} items are not YAML", where=columns.where, hint="Mend the items named above first.")


def _broken_line(error: yaml.MarkedYAMLError, place: _Place) -> int:
    """The line of the item that an error belongs to."""
    if place.inside:
        return place.item
    marks = [mark.line + place.start for mark in (error.context_mark, error.problem_mark) if mark is not None]
    return min((line for line in marks if line > place.item), default=place.item + 1)


def _next_item(path: Path, how: Decoding, after: int, column: int) -> int | None:
    dash = re.compile(rf" {{{column}}}-(\s|$)")
    with how.open(path) as stream:
        for number, line in enumerate(stream):
            if number > after and dash.match(line):
                return number
    return None


class _Items:
    """The items of a list, from a parser's events."""

    def __init__(self, stream: TextIO, columns: Columns, place: _Place) -> None:
        self._feed = _Feed(stream)
        self._loader = yaml.CSafeLoader(self._feed)  # type: ignore[arg-type]  # it only calls read()
        self._columns = columns
        self._place = place

    def __iter__(self) -> Iterator[RawRow]:
        try:
            while not isinstance(event := self._next(), yaml.StreamEndEvent):
                if isinstance(event, yaml.SequenceStartEvent):
                    self._place.column = _at(event)[1]
                    self._place.block = not event.flow_style
                    yield from self._sequence()
                elif isinstance(event, yaml.NodeEvent):
                    raise self._no_list(event)
        finally:
            self._loader.dispose()

    def _next(self) -> yaml.Event:
        event = self._loader.get_event()
        assert event is not None  # noqa: S101  # None comes only after the end of the stream, where nobody asks
        return event

    def _no_list(self, event: yaml.Event) -> ListError:
        line = _at(event)[0] + self._place.start + 1
        hint = "Begin every item with a dash: `- question: …`."
        return ListError("this is not a YAML list", where=f"{self._columns.where}:{line}", hint=hint)

    def _sequence(self) -> Iterator[RawRow]:
        place = self._place
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            place.item = _at(event)[0] + place.start
            place.inside = True
            if isinstance(event, yaml.MappingStartEvent):
                cells = self._mapping(place.item + 1)
            else:
                self._skip(event)
                cells = Unreadable("is not a mapping", "Write `- question: …`, and `  subject: …` below it.")
            place.inside = False
            self._feed.since_item = 0
            yield place.item + 1, cells

    def _mapping(self, line: int) -> Cells | Unreadable:
        pairs: list[tuple[str, object]] = []
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            name = event.value if isinstance(event, yaml.ScalarEvent) else "?"
            self._skip(event)
            event = self._next()
            pairs.append((name, self._value(name, event, line)))
            self._skip(event)
        return self._columns.item(pairs, line)

    def _skip(self, event: yaml.Event) -> None:
        """Go to the end of what the event begins, however deep it is."""
        depth = int(isinstance(event, yaml.CollectionStartEvent))
        while depth:
            event = self._next()
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)

    def _value(self, name: str, event: yaml.Event, line: int) -> object:
        if isinstance(event, yaml.AliasEvent):
            return Unreadable("is an alias (`*…`), which is not followed", "Write the text itself.")
        if not isinstance(event, yaml.ScalarEvent):
            return Unreadable("is a list or mapping, not text")
        return self._scalar(name, event, line)

    def _scalar(self, name: str, event: yaml.ScalarEvent, line: int) -> object:
        text: str = event.value
        kind = self._kind(event)
        if kind == "str":
            return (eaten_escape(text) if event.style == '"' else None) or text
        if kind == "null":
            return None
        if kind in _PLAIN:
            if self._columns.field(name, line) in _AS_WRITTEN:
                return text
            return Unreadable(f"{shown(text)} is {_PLAIN[kind]} to YAML, not text", "Put it in quotes.")
        return Unreadable("has a tag that is not read", "Write plain text.")

    def _kind(self, event: yaml.ScalarEvent) -> str:
        """`str`, `null`, `bool`, `int` …: what YAML 1.1, PyYAML's, takes the text for."""
        tag = event.tag or self._loader.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
        return str(tag).removeprefix(_TAG)


def _at(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line, mark.column) if mark is not None else (0, 0)
