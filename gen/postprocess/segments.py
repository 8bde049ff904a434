"""Which characters of a Markdown answer are text, code or mathematics, as the site's renderer reads them.

CommonMark's block rules with remark-math's and GFM's tables on top, as far as they decide where code and formulas
are: fences, indented code, `$$` blocks, list items, quotes, headings, tables. Inside a block of text, backslash
escapes, code spans and `$` pair from left to right as micromark does it: whichever opens first wins, a run closes only
with a run of the same length, and inside a formula a backslash escapes nothing. Linear in the length of the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a stretch of an answer is."""

    TEXT = "text"
    CODE = "code"
    MATH = "math"


class Segment(NamedTuple):
    """`text[start:end]`, delimiters included; segments follow each other without gaps."""

    kind: Kind
    start: int
    end: int


class Block(NamedTuple):
    """A stretch that inline constructs cannot leave: a paragraph, heading, table cell, fence or `$$` block.

    `column` is the column at which the container's content begins: what a further line must be indented by to stay in
    the same list item. `flow` is false where no block can stand: in headings and table cells.
    """

    kind: Kind
    start: int
    end: int
    column: int = 0
    flow: bool = True


Formula = Callable[[int, int], bool]
"""Is the `$…$` whose TeX is `text[start:end]` a formula?"""

_PREFIX = re.compile(r"[ \t]*(?:>[ \t]*)*")
_MARKER = re.compile(r"(?:[-*+]|(\d{1,9})[.)])(?:([ \t]+)|$)")
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})|(\${2,})[^$]*$")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_RULE = re.compile(r"(?:-[ \t]*){3,}$|(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$")
_DELIMITER_ROW = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$")
_DEEPEST = 32  # list items in list items: deeper ones are read as text
_PIPE = re.compile(r"(?<!\\)\|")
_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|`+|\$+")
_RUN = re.compile(r"`+|\$+")
_PLAIN = re.compile(r"[`$]|~~~|^(?: {4}| {0,3}\t)", re.MULTILINE)


def segments(text: str) -> list[Segment]:
    """The whole of `text`, cut into text, code and formulas, in order."""
    if not _PLAIN.search(text):
        return [Segment(Kind.TEXT, 0, len(text))]
    found: list[Segment] = []
    at = 0
    for block in blocks(text):
        if block.start > at:
            found.append(Segment(Kind.TEXT, at, block.start))
        found.extend(inline(text, block) if block.kind is Kind.TEXT else (Segment(block.kind, block.start, block.end),))
        at = block.end
    if at < len(text):
        found.append(Segment(Kind.TEXT, at, len(text)))
    return found


def rewrite(text: str, kind: Kind, change: Callable[[str], str]) -> str:
    """`text` with every segment of `kind` replaced by what `change` makes of it."""
    return "".join(
        change(text[part.start : part.end]) if part.kind is kind else text[part.start : part.end]
        for part in segments(text)
    )


def replace_in_text(text: str, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> str:
    """`text` with every match of `pattern` replaced that begins in a segment of kind TEXT."""
    if not pattern.search(text):
        return text
    bounds = [(part.start, part.end) for part in segments(text) if part.kind is Kind.TEXT]
    starts = [start for start, _ in bounds]

    def replaced(found: re.Match[str]) -> str:
        index = bisect_right(starts, found.start()) - 1
        return change(found) if index >= 0 and found.start() < bounds[index][1] else found.group()

    return pattern.sub(replaced, text)


def inline(text: str, block: Block, is_formula: Formula | None = None) -> Iterator[Segment]:
    """The segments of one block of text.

    Args:
        text: the whole answer.
        block: a block of kind TEXT.
        is_formula: asked of every single-dollar pair; where it says no, the opening `$` is text. Asking also means that
            `\\$` closes no formula: the pairs as their writer meant them. None: the pairs as the renderer reads them.
    """
    runs = _Runs(text, block, escapes=is_formula is not None)
    plain = at = block.start
    while token := _TOKEN.search(text, at, block.end):
        at = token.end()
        if text[token.start()] == "\\":
            continue
        close = runs.closing(token.group(), at)
        if close is None:
            continue
        size = at - token.start()
        is_math = text[token.start()] == "$"
        if is_math and size == 1 and is_formula and not is_formula(at, close):
            continue
        if token.start() > plain:
            yield Segment(Kind.TEXT, plain, token.start())
        plain = at = close + size
        yield Segment(Kind.MATH if is_math else Kind.CODE, token.start(), at)
    if plain < block.end:
        yield Segment(Kind.TEXT, plain, block.end)


class _Runs:
    """The runs of backticks and dollars of a block, by what they are: a closing run is found without a scan."""

    def __init__(self, text: str, block: Block, *, escapes: bool) -> None:
        self._starts: dict[str, list[int]] = {}
        for run in _RUN.finditer(text, block.start, block.end):
            start = run.start()
            if escapes and text[start] == "$" and _escaped(text, start, block.start):
                start += 1
            if start < run.end():
                self._starts.setdefault(text[start : run.end()], []).append(start)

    def closing(self, run: str, at: int) -> int | None:
        """Where the next run like `run` begins, from `at` on."""
        starts = self._starts.get(run, [])
        index = bisect_left(starts, at)
        return starts[index] if index < len(starts) else None


def _escaped(text: str, at: int, floor: int) -> bool:
    """Does an odd number of backslashes stand before `at`?"""
    slashes = at
    while slashes > floor and text[slashes - 1] == "\\":
        slashes -= 1
    return (at - slashes) % 2 == 1


def blocks(text: str) -> Iterator[Block]:
    """The blocks of `text` in order. What lies between them (markers, blank lines) is of no kind."""
    reader = _BlockReader(text)
    at = 0
    for line in text.splitlines(keepends=True) if "\r" not in text else [text]:
        reader.read(at, at + len(line))
        at += len(line)
    reader.close_paragraph()
    reader.close_fence(len(text))
    return iter(reader.blocks)


class _BlockReader:
    """Reads lines, keeps what is open: list items, a paragraph, a fence, a table."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks: list[Block] = []
        self._items: list[int] = []  # content columns of the open list items
        self._paragraph: tuple[int, int] | None = None
        self._last_line = 0
        self._fence = ""
        self._fence_start = 0
        self._fence_column = 0
        self._table = False

    def read(self, start: int, end: int) -> None:
        """Takes the line `text[start:end]`, its line break included."""
        line = self.text[start:end].rstrip("\n")
        prefix = _PREFIX.match(line).end()  # type: ignore[union-attr]  # it matches the empty string
        column = len(line[:prefix].expandtabs(4))
        if self._fence and self._in_fence(line[prefix:], column, start, end):
            return
        if prefix == len(line):
            self.close_paragraph()
            self._table = False
            return
        self._enter(line, prefix, column, start, end)

    def close_paragraph(self) -> None:
        """Ends the paragraph that is open, if one is."""
        if self._paragraph:
            self.blocks.append(Block(Kind.TEXT, *self._paragraph, self._column))
            self._paragraph = None

    def close_fence(self, end: int) -> None:
        """Ends the fence or `$$` block that is open, if one is."""
        if self._fence:
            kind = Kind.MATH if self._fence[0] == "$" else Kind.CODE
            self.blocks.append(Block(kind, self._fence_start, end, self._fence_column))
            self._fence = ""

    @property
    def _column(self) -> int:
        return self._items[-1] if self._items else 0

    def _in_fence(self, body: str, column: int, start: int, end: int) -> bool:
        """Does the line belong to the open fence? A line that is too far left ends it with its list item."""
        if body and column < self._fence_column:
            self.close_fence(start)
            return False
        closing = body.rstrip(" \t")
        if len(closing) >= len(self._fence) and not closing.strip(self._fence[0]):
            self.close_fence(end)
        return True

    def _enter(self, line: str, at: int, column: int, start: int, end: int) -> None:
        at, column = self._containers(line, at, column)
        body = line[at:]
        if not body.strip():
            return
        if self._paragraph is None and column - self._column >= 4 and not self._table:
            self.blocks.append(Block(Kind.CODE, start + at, end, self._column))
        elif fence := _FENCE.match(body):
            self._interrupt(column)
            self._fence, self._fence_start, self._fence_column = fence[fence.lastindex or 0], start + at, self._column
        elif _HEADING.match(body) or _RULE.match(body):
            self._interrupt(column)
            self.blocks.append(Block(Kind.TEXT, start + at, end, self._column, flow=False))
        else:
            self._text(body, start + at, end)

    def _interrupt(self, column: int) -> None:
        """A block begins that is no paragraph: only paragraphs go on to the left of their list item."""
        self.close_paragraph()
        self._leave(column)
        self._table = False

    def _containers(self, line: str, at: int, column: int) -> tuple[int, int]:
        """Opens and closes list items; gives where the line's own content begins."""
        if self._paragraph is None:
            self._leave(column)
        while (marker := _MARKER.match(line, at)) and len(self._items) < _DEEPEST and not _RULE.match(line[at:]):
            if column - self._outer(column) >= 4 or not self._may_start(marker):
                break
            self.close_paragraph()
            self._table = False
            self._leave(column)
            space = marker[2] or ""
            wide = len(space) > 4
            width = marker.end() - marker.start() - len(space) + (1 if wide else max(1, len(space)))
            self._items.append(column + width)
            column += width + (len(space) - 1 if wide else 0)
            at = marker.end()
        return at, column

    def _may_start(self, marker: re.Match[str]) -> bool:
        """A list that interrupts a paragraph starts at 1 and is not empty; the next item of an open list may be any."""
        return self._paragraph is None or bool(self._items) or (marker[1] in {None, "1"} and marker[2] is not None)

    def _outer(self, column: int) -> int:
        return next((item for item in reversed(self._items) if item <= column), 0)

    def _leave(self, column: int) -> None:
        while self._items and self._items[-1] > column:
            self._items.pop()

    def _text(self, body: str, start: int, end: int) -> None:
        if self._table:
            self._row(start, end)
        elif self._paragraph and "|" in body and _DELIMITER_ROW.match(body):
            header, self._paragraph = self._paragraph[0], None
            if header < self._last_line:
                self.blocks.append(Block(Kind.TEXT, header, self._last_line, self._column))
            self._row(self._last_line, start)
            self._table = True
        elif self._paragraph:
            self._paragraph = (self._paragraph[0], end)
            if _UNDERLINE.match(body):
                self.close_paragraph()
        else:
            self._paragraph = (start, end)
        self._last_line = start

    def _row(self, start: int, end: int) -> None:
        """A table row: one block a cell."""
        at = start
        for pipe in _PIPE.finditer(self.text, start, end):
            self.blocks.append(Block(Kind.TEXT, at, pipe.end(), self._column, flow=False))
            at = pipe.end()
        self.blocks.append(Block(Kind.TEXT, at, end, self._column, flow=False))
