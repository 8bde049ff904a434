"""Names in a text: of people, places, bodies and things, told by their capital letters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.claims.sentences import sentences
from evals.stopwords import STOP_WORDS

_CAPITAL = r"(?:(?:[A-Z]\.)+|[A-ZÀ-ÖØ-Þ][\w'’-]*)"
_NAME = re.compile(rf"(?<![\w.])(?:{_CAPITAL})(?:[ ](?:(?:of|de|von|van|der|la|du|di)[ ](?:the[ ])?)?{_CAPITAL})*")
_LETTERS = re.compile(r"[^\W\d_]")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a text: words with capital letters, and the small words between them."""

    text: str
    start: int
    end: int


def names(text: str) -> list[Name]:
    """The names of a text in order.

    The first word of a sentence is part of one only where another capital follows, where it has capitals within, or
    where the text has it with a capital elsewhere. Words of the language's grammar are none. For texts in which nouns
    have small letters: not for German.
    """
    found = [each for sentence in sentences(text) for each in _of(sentence.text, sentence.start)]
    inside = {word for name, is_first in found if not is_first for word in name.text.split()}
    return [name for name, is_first in found if not is_first or _stands(name.text, inside)]


def _of(sentence: str, offset: int) -> Iterator[tuple[Name, bool]]:
    begins = _LETTERS.search(sentence)
    for match in _NAME.finditer(sentence):
        words, start = match[0], match.start()
        while words and words.split()[0].lower() in STOP_WORDS["en"]:
            rest = words.partition(" ")[2]
            start, words = start + len(words) - len(rest), rest
        words = _POSSESSIVE.sub("", words)
        if len(words) > 1:
            name = Name(words, offset + start, offset + start + len(words))
            yield name, bool(begins) and start == begins.start()  # type: ignore[union-attr]


def _stands(name: str, inside: set[str]) -> bool:
    """Whether the first words of a sentence are a name."""
    words = name.split()
    return len(words) > 1 or name in inside or not name[1:].islower()
