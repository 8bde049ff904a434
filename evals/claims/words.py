"""The words of a text that carry its meaning, cut to their stems."""

import re
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from evals.stopwords import STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
_STEMMER = snowballstemmer.stemmer("english")
_EMPTY = STOP_WORDS["en"]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word in lower case without its ending, as Porter's second English stemmer cuts it."""
    return str(_STEMMER.stemWord(word))


def words(text: str) -> list[str]:
    """The words and numbers of a text, in order, lower case."""
    return _WORD.findall(text.lower())


def stems(text: str) -> list[str]:
    """The stems of all words and numbers of a text, in order."""
    return [stem(word) for word in words(text)]


def content(words: Iterable[str]) -> list[str]:
    """Those stems that are of more than grammar."""
    return [word for word in words if word not in _EMPTY and len(word) > 1]


def content_stems(text: str) -> list[str]:
    """The stems of the words of a text that are of more than grammar, in order."""
    return content(stems(text))
