"""The language that questions are asked in: which of its words say nothing, and which are forms of one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import snowballstemmer

from evals.reading import words_of
from evals.stopwords import STOP_WORDS

_STEMMERS = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese"}
_STEMMERS |= {"nl": "dutch"}
_LONGEST = 50  # letters; of a longer word, which is none, stemming may take minutes
# By language: words of questions that do not say what is asked; in the form of their stems, words for one thing.
_FILLERS = {
    "en": frozenset(
        (
            *("main", "key", "major", "various", "describe", "described", "explain", "explained", "discuss"),
            *("define", "defined", "definition"),
        )
    )
}
_ONE_THING = {
    "en": {
        **dict.fromkeys(("signific",), "import"),
        **dict.fromkeys(("impact", "effect", "influenc"), "affect"),
        **dict.fromkeys(("applic", "appli"), "use"),
        **dict.fromkeys(("relationship",), "relat"),
    }
}
# One of these more or less turns a question round.
TURNS = frozenset(
    (
        *("not", "no", "nor", "without", "never", "before", "after", "above", "below", "over", "under", "between"),
        *("up", "down", "off", "out", "more", "less", "most", "least", "only", "many", "much", "long", "far"),
        *("often", "few", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        *("first", "second", "third", "fourth", "fifth", "half", "double", "single", "left", "right", "per"),
    )
)


@dataclass(frozen=True)
class Language:
    """What is known of the language that questions are asked in.

    Attributes:
        code: `en` and the like; of another one only words and signs are compared.
    """

    code: str

    @classmethod
    def of(cls, tag: str, questions: Iterable[str]) -> "Language":
        """A site's language, by its BCP 47 tag; where it names none, the one whose function words stand in them."""
        if tag:
            return cls(tag.partition("-")[0].lower())
        counts = Counter(word for question in questions for word in words_of(question))
        found = {code: sum(counts[word] for word in words) for code, words in STOP_WORDS.items()}
        return cls(max(found, key=lambda code: found[code]))

    @cached_property
    def fillers(self) -> frozenset[str]:
        """Words that do not say what is asked."""
        return (STOP_WORDS.get(self.code, frozenset()) | _FILLERS.get(self.code, frozenset())) - TURNS

    def stem(self, word: str) -> str:
        """A word in a form that all of its forms share."""
        found = self._stems.get(word)
        if found is None:
            found = self._stemmer.stemWord(word) if self._stemmer and len(word) <= _LONGEST else word
            found = self._stems[word] = _ONE_THING.get(self.code, {}).get(found, found)
        return found

    @cached_property
    def _stemmer(self) -> Any:
        name = _STEMMERS.get(self.code)
        return snowballstemmer.stemmer(name) if name else None

    @cached_property
    def _stems(self) -> dict[str, str]:
        return {}
