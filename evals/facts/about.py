"""Whether a passage is about what a sentence says: how many of its telling words the passage has."""

import re
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from evals.stopwords import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]{2,}")
_STEMMER = snowballstemmer.stemmer("english")
_COMMON = STOP_WORDS["en"]


@dataclass(frozen=True, slots=True)
class Shared:
    """How many of a sentence's telling words a passage has, in any form, of how many. Numbers do not count."""

    words: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """0 to 1; 0 for a sentence without telling words: nobody can say what it is about."""
        return self.words / self.of if self.of else 0.0


def shared(sentence: str, passage: str) -> Shared:
    """What a sentence and a passage have in common."""
    wanted = _stems(sentence)
    return Shared(len(wanted & _stems(passage)), len(wanted))


@lru_cache(maxsize=256)
def _stems(text: str) -> frozenset[str]:
    words = {word for word in _WORD.findall(text.lower()) if word not in _COMMON}
    return frozenset(_STEMMER.stemWords(sorted(words)))
