"""The words of a text that a search asks for."""

import re

MOST_WORDS = 32  # of one search: a sentence has fewer, and each costs time
_WORD = re.compile(r"\w+(?:[.,'’-]\w+)*")
# English words that nearly every passage has: they tell no passage from another, and cost most of a search's time.
# fmt: off
_COMMON = frozenset({
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been", "but", "by",
    "can", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into",
    "is", "it", "its", "may", "more", "most", "not", "of", "on", "one", "only", "or", "other", "our", "over", "she",
    "should", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "through", "to", "under", "up", "was", "we", "were", "what", "when", "where", "which", "while", "who",
    "why", "will", "with", "would", "you", "your",
})
# fmt: on


def query_of(text: str) -> str:
    """An FTS5 query for passages with any of the text's words, the first `MOST_WORDS`; `""` where it has none.

    Every word is quoted, so nothing in a text is read as an operator.
    """
    words = (match[0].lower() for match in _WORD.finditer(text))
    wanted = list(dict.fromkeys(word for word in words if word not in _COMMON))
    return " OR ".join(f'"{word}"' for word in wanted[:MOST_WORDS])


def phrase_of(text: str) -> str:
    """An FTS5 query for all of the text's words one after the other; `""` where it has none."""
    words = _WORD.findall(text)
    return f'"{" ".join(words)}"' if words else ""
