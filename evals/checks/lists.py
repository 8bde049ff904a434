"""Do the numbers of the answer's lists count?"""

from collections.abc import Iterator
from dataclasses import dataclass

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Item, Reading

_LARGEST = 100  # "1998. The war" at a line's start is a year


@dataclass(slots=True)
class _List:
    """An ordered list so far, on one level of indentation: its latest item, and what is known of its numbers.

    Attributes:
        last: the latest item.
        length: items of the Markdown list that it stands in; text between two items begins another one.
        all_ones: whether all its items are numbered 1, which Markdown counts by itself.
        lone: the item of the list before it, where that was one item numbered 1 with no heading behind it.
    """

    last: Item
    length: int = 1
    all_ones: bool = True
    lone: Item | None = None


class ListNumbers(Check):
    """The numbers of a list skip, repeat or start again

    A number that is missing is a missing step, or a wrong reference to one. Markdown counts a list on from its first
    number, whatever the others say, and begins a new list behind a paragraph: readers of `1.`, a paragraph and `1.` see
    two lists of one step. `1.` before every item of one list is right.
    """

    id = "list-numbers"
    severity = Severity.WARNING
    source = "CommonMark 0.31, lists; markdownlint MD029. No published answer has it."
    bad = "`1. Rinse.` `2. Dry.` `4. Weigh.`"
    good = "`1. Rinse.` `2. Dry.` `3. Weigh.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        lists: dict[tuple[int, str], _List] = {}
        deepest = 0
        for item in reading.items:
            level = item.indent // 2
            if level < deepest:
                lists = {key: found for key, found in lists.items() if key[0] <= level}
                deepest = level
            if item.number is not None and item.number < _LARGEST:
                key, deepest = (level, item.marker[-1]), level
                message, lists[key] = _follow(lists.get(key), item, reading)
                if message:
                    yield Hit(message, start=item.start, end=item.end)


def _follow(before: _List | None, item: Item, reading: Reading) -> tuple[str, _List]:
    """What is wrong with the number of an item, `""` for nothing, and the list with the item in it."""
    number = item.number or 0
    if before is None:
        return (f"the list begins with {number}" if number > 1 else ""), _List(item, all_ones=number == 1)
    last = before.last.number or 0
    if _together(reading.answer, before.last.end, item.start):
        ones = before.all_ones and number == 1
        if before.all_ones and before.length > 1 and number > 1:
            return "1 twice, and then the numbers count", _List(item, before.length + 1, all_ones=False)
        wrong = number != last + 1 and not ones
        return _said(last, number) if wrong else "", _List(item, before.length + 1, ones)
    if number > 1:
        return _said(last, number) if number != last + 1 else "", _List(item, all_ones=False)
    lone = before.length == 1 and before.all_ones and not _parted(reading, before.last.end, item.start)
    message = "the list starts again: its items stand in lists of their own" if lone and before.lone else ""
    return message, _List(item, all_ones=number == 1, lone=before.last if lone else None)


def _said(last: int, number: int) -> str:
    return f"{number} twice" if number == last else f"{number} follows {last}"


def _together(text: str, end: int, start: int) -> bool:
    """Whether nothing but indented and empty lines stands between two items, so that they are of one list."""
    return all(not line or line[0] in " \t" for line in text[end:start].split("\n"))


def _parted(reading: Reading, end: int, start: int) -> bool:
    """Whether a heading, or a line that introduces the next list, stands between two items."""
    between = reading.answer[end:start].rstrip().rstrip("*_ ")
    return between.endswith(":") or any(end <= heading.start < start for heading in reading.headings)


CHECKS: tuple[type[Check], ...] = (ListNumbers,)
