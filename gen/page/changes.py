"""What one text has that another has not, as replacements of some of its characters."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKEN = re.compile(r"\w+|\s|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MOST_PAIRS = 1_000_000  # of pieces to compare: what is longer is replaced as a whole, in no time


class Change(NamedTuple):
    """Characters `start:end` of a text give way to `words`."""

    start: int
    end: int
    words: str


def changes(before: str, after: str) -> list[Change]:
    """The replacements that make `after` of `before`: in order, apart from each other, each a few words at most.

    Lines are paired first, then words within lines that differ. `apply(before, changes(before, after)) == after`.
    """
    found: list[Change] = []
    for start, end, words in _differing(before, after, _LINE, 0):
        old = before[start:end]
        lines, new = _LINE.findall(old), _LINE.findall(words)
        if len(lines) == len(new) > 1:
            at = start
            for line, other in zip(lines, new, strict=True):
                found += _differing(line, other, _TOKEN, at)
                at += len(line)
        else:
            found += _differing(old, words, _TOKEN, start)
    return found


def apply(text: str, parts: Sequence[Change]) -> str:
    """`text` with the replacements made; they are in order and do not overlap."""
    pieces, at = [], 0
    for change in parts:
        pieces += [text[at : change.start], change.words]
        at = change.end
    return "".join([*pieces, text[at:]])


def _differing(before: str, after: str, piece: re.Pattern[str], offset: int) -> Iterator[Change]:
    """Pieces of two texts that are not the same, by their place in the first, moved on by `offset`."""
    if before == after:
        return
    old, new = piece.findall(before), piece.findall(after)
    first = _common(old, new)
    last = _common(old[first:][::-1], new[first:][::-1])
    starts = [0]
    for token in old:
        starts.append(starts[-1] + len(token))
    old_middle, new_middle = old[first : len(old) - last], new[first : len(new) - last]
    if len(old_middle) * len(new_middle) > _MOST_PAIRS:
        yield Change(starts[first] + offset, starts[len(old) - last] + offset, "".join(new_middle))
        return
    matcher = SequenceMatcher(None, old_middle, new_middle, autojunk=False)
    for tag, left, right, new_left, new_right in matcher.get_opcodes():
        if tag != "equal":
            start, end = starts[first + left], starts[first + right]
            yield Change(start + offset, end + offset, "".join(new_middle[new_left:new_right]))


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """How many items two sequences begin with in common."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
