"""What searchers look for when a page should be found, and whether a text has it."""

from collections.abc import Sequence

_WHOLE = 5  # characters; what is shorter has no ending to leave out
_LONGEST_STEM = 7  # characters; `transformation` is found in `to transform`


def stem(word: str) -> str:
    """Enough of a lower-case word to find it in another form: `methods` in `method`, `analyse` in `analysis`."""
    return word if len(word) < _WHOLE else word[: min(_LONGEST_STEM, max(_WHOLE - 1, len(word) - 3))]


def share_found(words: Sequence[str], text: str) -> float:
    """The share of some words that a text has, in any form; 1 where there are no words. Both in lower case."""
    return sum(stem(word) in text for word in words) / len(words) if words else 1.0


def choose_key_phrase(keywords: Sequence[tuple[str, ...]], question: str) -> tuple[str, ...]:
    """The key phrase of a page: the first keyword whose words the question has, all of them; empty where there is none.

    Yoast asks writers for a focus keyphrase. Our pages name none, but 98 % of the published ones have a keyword that
    their question has.

    Args:
        keywords: each as its words, in lower case, in the page's order.
        question: in lower case.
    """
    return next((words for words in keywords if words and share_found(words, question) == 1), ())
