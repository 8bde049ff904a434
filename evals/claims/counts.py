"""Lists whose introduction says how many items they have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = "two three four five six seven eight nine ten"
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split(), 2)}
_COUNTED = (
    "types kinds categories forms ways steps stages phases reasons factors components elements parts principles causes"
    " methods groups classes conditions criteria properties features functions branches sections levels rules laws"
    " goals characteristics strategies layers pillars dimensions advantages disadvantages benefits objectives"
)
_SAID = re.compile(
    r"(?=[1-9tfsen])"  # the first letter of a number: what must not stand before it is tried at few places then
    rf"(?<!\bthe )(?<!\bthese )(?<!\bthose )(?<!\bboth )(?<!\bbetween )(?<!\bleast )(?<!\bof )(?<![\w,.-])"
    rf"(?P<number>{'|'.join(_NUMBERS)}|[2-9]|10)[ ](?:(?!of\b)[A-Za-z-]+[ ]){{0,2}}(?:{'|'.join(_COUNTED.split())})\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*+]|\d{1,2}[.)])[ \t]+\S")
_SEVERAL = re.compile(r"\b(?:and|or)\b|[,/&]")  # an item that may stand for more than one
_SENTENCE = re.compile(r"(?<=[.!?])\s")


@dataclass(frozen=True, slots=True)
class Counted:
    """A list that has not as many items as its introduction says.

    Attributes:
        words: what says how many, with its place: start, end.
        said, items: how many are said, and are.
    """

    words: str
    start: int
    end: int
    said: int
    items: int


def miscounted(text: str) -> Iterator[Counted]:
    """The lists of a text that have another number of items than the line right before them says.

    Args:
        text: Markdown with its code blanked out.
    """
    lines, at = text.split("\n"), 0
    for number, line in enumerate(lines):
        found = _said(line) if ":" in line else None
        if found:
            items = _items(lines, number + 1)
            said = _NUMBERS.get(found["number"].lower()) or int(found["number"])
            is_grouped = len(items) < said and any(_SEVERAL.search(item) for item in items)
            if len(items) > 1 and len(items) != said and not is_grouped:
                yield Counted(found[0], at + found.start(), at + found.end(), said, len(items))
        at += len(line) + 1


def _said(line: str) -> re.Match[str] | None:
    """Where a line that leads up to something says how many there are; None where it says none, or more than one."""
    if not line.rstrip(" *_").endswith(":") or line.lstrip().startswith("#"):
        return None
    last = _SENTENCE.split(line)[-1]
    found = list(_SAID.finditer(line, len(line) - len(last)))
    return found[0] if len(found) == 1 else None


def _items(lines: list[str], at: int) -> list[str]:
    """The first lines of the items of the list that begins here, behind empty lines."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    first = _ITEM.match(lines[at]) if at < len(lines) else None
    if not first:
        return []
    found = []
    for line in lines[at:]:
        item = _ITEM.match(line)
        if item and item["indent"] == first["indent"] and item["mark"][-1] == first["mark"][-1]:
            found.append(line)
        elif line.strip() and len(line) - len(line.lstrip()) <= len(first["indent"]):
            break
    return found
