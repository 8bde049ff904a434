"""Words that people write into lists, looked for in a text: whole words, case and spaces aside, `*` for any ending."""

import re
from collections.abc import Iterable
from functools import cache


def folded(text: str) -> str:
    """A text as words are looked for in it: small letters, each run of white space a space."""
    return " ".join(text.casefold().split())


def has_any(words: Iterable[str], text: str) -> bool:
    """Whether one of the words stands in a text that `folded` gave."""
    return any(_pattern(each).search(text) for each in words)


@cache
def _pattern(words: str) -> re.Pattern[str]:
    stem = folded(words)
    end = "" if stem.endswith("*") else r"(?!\w)"
    return re.compile(rf"(?<!\w){re.escape(stem.removesuffix('*'))}{end}")
