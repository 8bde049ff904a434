"""Whether a quotation stands in a passage, word for word."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Protocol

LEAST_WORDS = 2  # a single word stands in most passages, and shows nothing
# What typesetters, file formats and models exchange without changing a word.
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    }
)
_WORD = re.compile(r"\w+")
_AT_THE_ENDS = " \"'.,;:…"  # around a quotation, these are as likely the quoting sentence's as the passage's


class Quoted(Protocol):
    """A passage, as far as quoting is concerned."""

    @property
    def text(self) -> str:
        """Its words."""

    @property
    def place(self) -> str:
        """Where it stands."""


def same_words(text: str) -> str:
    """The text with white space, quotation marks, dashes, ligatures and case made the same; hidden characters gone."""
    plain = unicodedata.normalize("NFKC", text).translate(_SAME).casefold()
    return " ".join("".join(c for c in plain if unicodedata.category(c) != "Cf").split())


def find_quote(quote: str, passages: Sequence[Quoted]) -> Quoted | None:
    """The first passage that has the quotation word for word; None where none has it, or it is hardly a word.

    It stands there from the beginning of a word to the end of one: a "50" is no part of "1500" or "0.50". Nothing is
    left out: an ellipsis in the middle is one of the passage's own.
    """
    sought = same_words(quote).strip(_AT_THE_ENDS)
    if len(_WORD.findall(sought)) < LEAST_WORDS:
        return None
    pattern = re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(sought)}(?!\w)(?![.,]\d)")
    return next((passage for passage in passages if pattern.search(same_words(passage.text))), None)
