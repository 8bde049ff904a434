"""What one text has that another has not, as replacements of some of its characters."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_TOKEN = re.compile(r"\w+|\s|[^\w\s]")
_ALIKE = 4  # tokens that must be the same for two texts to go on together
_FARTHEST = 60  # tokens, in both texts, within which they must


class Change(NamedTuple):
    """Characters `start:end` of a text give way to `words`."""

    start: int
    end: int
    words: str


def changes(before: str, after: str) -> list[Change]:
    """The replacements that make `after` of `before`: in order, apart from each other, of whole words and signs.

    Made for texts that differ in a word here and there: it looks a little ahead where they part, in linear time, while
    the standard library's matcher takes cubic time over texts that repeat themselves. Where they part for longer, all
    that follows up to their common end is one change. `apply(before, changes(before, after)) == after`.
    """
    if before == after:
        return []
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    same_end = _common(old[::-1], new[::-1])
    old_end, new_end = len(old) - same_end, len(new) - same_end
    found: list[Change] = []
    left = right = at = 0
    while left < old_end or right < new_end:
        if left < old_end and right < new_end and old[left] == new[right]:
            at += len(old[left])
            left, right = left + 1, right + 1
            continue
        next_left, next_right = _meeting(old, new, (left, right), (old_end, new_end))
        gone = sum(map(len, old[left:next_left]))
        found.append(Change(at, at + gone, "".join(new[right:next_right])))
        at += gone
        left, right = next_left, next_right
    return found


def apply(text: str, parts: Sequence[Change]) -> str:
    """`text` with the replacements made; they are in order and do not overlap."""
    pieces, at = [], 0
    for change in parts:
        pieces += [text[at : change.start], change.words]
        at = change.end
    return "".join([*pieces, text[at:]])


def _meeting(old: list[str], new: list[str], at: tuple[int, int], ends: tuple[int, int]) -> tuple[int, int]:
    """Where two texts that part at `at` go on together, the nearest place first; their ends where they do not."""
    for distance in range(1, _FARTHEST):
        for ahead in range(distance + 1):
            left, right = at[0] + ahead, at[1] + distance - ahead
            if left <= ends[0] and right <= ends[1] and _go_on(old, new, left, right):
                return left, right
    return ends


def _go_on(old: list[str], new: list[str], left: int, right: int) -> bool:
    following = old[left : left + _ALIKE]
    return len(following) == _ALIKE and following == new[right : right + _ALIKE]


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """How many items two sequences begin with in common."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
