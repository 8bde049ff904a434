"""Words that people write into lists, looked for in a text: whole words, case and spaces aside, `*` for any ending."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache


@lru_cache(maxsize=8)  # several checks look for words in one answer
def folded(text: str) -> str:
    """A text as words are looked for in it: small letters, each run of white space a space."""
    return " ".join(text.casefold().split())


def has_any(words: Iterable[str], text: str) -> bool:
    """Whether one of the words stands in a text that `folded` gave."""
    for each in words:
        stem, pattern = _sought(each)
        if stem in text and pattern.search(text):  # the pattern alone takes a hundred times as long
            return True
    return False


@cache
def _sought(words: str) -> tuple[str, re.Pattern[str]]:
    """What stands in every text that has the words, and how to find them."""
    said = folded(words)
    stem, end = said.removesuffix("*"), "" if said.endswith("*") else r"(?!\w)"
    return stem, re.compile(rf"(?<!\w){re.escape(stem)}{end}")
