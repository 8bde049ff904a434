"""A sentence of an answer, with its place and its neighbours."""

import re
from dataclasses import dataclass
from enum import StrEnum

_MARKS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|~~|^[ \t]*(?:[-*+>]|\d{1,9}[.)])[ \t]+", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^()\s]*(?:[ ]\"[^\"\n]*\")?\)")


class Block(StrEnum):
    """Where in a page a sentence stands."""

    PROSE = "prose"
    ITEM = "item"
    ROW = "row"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, an item without a stop, a row of a table, or a heading.

    Attributes:
        text: as it stands, Markdown and line breaks included.
        start, end: characters of the answer, the end exclusive.
        before, after: the sentences around it, as they stand, in whatever block they are; `""` at the ends.
        block: where it stands.
        heading: the heading that it stands under, `""` for none.
        intro: for an item the line that introduces its list, for a row of a table its head; else `""`.
    """

    text: str
    start: int
    end: int
    before: str = ""
    after: str = ""
    block: Block = Block.PROSE
    heading: str = ""
    intro: str = ""

    @property
    def plain(self) -> str:
        """The text without emphasis, links' targets, marks of lists and line breaks: what to look up, or to show."""
        text = _LINK.sub(r"\1", self.text) if "](" in self.text else self.text
        return " ".join(_MARKS.sub("", text).split())

    @property
    def claims(self) -> bool:
        """Whether it may say something: no heading, no question, and nothing that only leads up to a list."""
        words = self.plain
        return self.block is not Block.HEADING and not words.endswith(("?", ":")) and any(c.isalpha() for c in words)
