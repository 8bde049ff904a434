"""What a fix does to a text, cut into pieces that a person can read: the words before and after, with some around."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from gen.page.changes import Change, changes

_AROUND = 32  # characters of the text that are shown on either side
_LONGEST = 240  # characters of words that are shown of one change
_CUT = " … "


class Part(Enum):
    """What becomes of a piece of text."""

    KEPT = " "
    OLD = "-"
    NEW = "+"


@dataclass(frozen=True, slots=True)
class Hunk:
    """Changes that stand close together.

    Attributes:
        start: the first changed character's place in the text before.
        pieces: kept, old and new text, in order.
    """

    start: int
    pieces: tuple[tuple[Part, str], ...]

    def side(self, part: Part) -> tuple[tuple[Part, str], ...]:
        """The pieces of one side: kept ones and those of `part`."""
        return tuple(piece for piece in self.pieces if piece[0] in {Part.KEPT, part})


def hunks(before: str, after: str) -> Iterator[Hunk]:
    """All differences of two texts."""
    group: list[Change] = []
    for change in changes(before, after):
        if group and change.start - group[-1].end > 2 * _AROUND:
            yield _hunk(before, group)
            group = []
        group.append(change)
    if group:
        yield _hunk(before, group)


def _hunk(text: str, group: list[Change]) -> Hunk:
    first, last = group[0].start, group[-1].end
    start, end = max(0, first - _AROUND), min(len(text), last + _AROUND)
    pieces = [(Part.KEPT, ("…" if start else "") + text[start:first])]
    at = first
    for change in group:
        pieces += [
            (Part.KEPT, text[at : change.start]),
            (Part.OLD, _short(text[change.start : change.end])),
            (Part.NEW, _short(change.words)),
        ]
        at = change.end
    pieces.append((Part.KEPT, text[at:end] + ("…" if end < len(text) else "")))
    return Hunk(first, tuple(piece for piece in pieces if piece[1]))


def _short(words: str) -> str:
    """The beginning and the end of words that are too many to read."""
    half = _LONGEST // 2
    return words if len(words) <= _LONGEST else words[:half] + _CUT + words[-half:]
