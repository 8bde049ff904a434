"""The blocks of a Markdown text that hold sentences: paragraphs, items, rows of tables, headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.claims.sentence import Block

_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(.*?)[ \t#]*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t]+")
_QUOTE = re.compile(r"[ ]{0,3}(?:>[ ]?)+")
_RULE = re.compile(r"[ ]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,})$")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


@dataclass(frozen=True, slots=True)
class Part:
    """A block: what it is, its span without its mark, the heading and the introduction that it stands under."""

    block: Block
    start: int
    end: int
    heading: str = ""
    intro: str = ""


def blocks(text: str) -> Iterator[Part]:
    """The blocks of a text in order. Lines that follow a paragraph or an item without a blank line belong to it.

    Args:
        text: the text, of the same length, with fenced code blanked out.
    """
    heading = intro = ""
    for part in _parts(text):
        if part.block is Block.HEADING:
            heading, intro = text[part.start : part.end].strip(), ""
        elif part.block is Block.PROSE:
            last = text[part.start : part.end].rstrip().rstrip("*_")
            intro = last if last.endswith(":") else ""
        under = part.intro or (intro if part.block is Block.ITEM else "")
        yield Part(part.block, part.start, part.end, "" if part.block is Block.HEADING else heading, under)


def _parts(text: str) -> Iterator[Part]:
    open_part: Part | None = None
    head, lines, start = "", text.split("\n"), 0
    for number, line in enumerate(lines):
        end = start + len(line)
        is_row = "|" in line and (bool(head) or (number + 1 < len(lines) and _is_table_rule(lines[number + 1])))
        head = head if is_row else ""
        own = _row(line, start, end, head) if is_row else _own(line, start, end)
        if own or not line.strip() or _RULE.match(line):
            if open_part:
                yield open_part
            open_part = own if own and own.block is Block.ITEM else None
            if own and not open_part and not _is_table_rule(line):
                yield own
        elif open_part:
            open_part = Part(open_part.block, open_part.start, end)
        else:
            open_part = Part(Block.PROSE, start + _mark(line), end)
        head = head or (line.strip() if is_row else "")
        start = end + 1
    if open_part:
        yield open_part


def _own(line: str, start: int, end: int) -> Part | None:
    """The block that a line begins or is by itself, None for a line that may go on the one before."""
    if "#" in line and (match := _HEADING.match(line)):
        return Part(Block.HEADING, start + match.start(1), start + match.end(1))
    if (match := _ITEM.match(line)) and not _RULE.match(line):
        return Part(Block.ITEM, start + match.end(), end)
    return None


def _row(line: str, start: int, end: int, head: str) -> Part:
    return Part(Block.ROW, start, end, intro=head)


def _mark(line: str) -> int:
    match = _QUOTE.match(line)
    return match.end() if match else 0


def _is_table_rule(line: str) -> bool:
    return "|" in line and "-" in line and bool(_TABLE_RULE.match(line))
