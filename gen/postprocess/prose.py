"""Telling running English from TeX: what stands between two dollar signs, or between `\\(` and `\\)`."""

import re

_WORDS_IN_TEX = re.compile(r"\\(?:text|mathrm|mathbf|mathit|operatorname|textbf|textit|mbox)\s*\{[^{}]*\}|\\[A-Za-z]+")
_SMALL_WORD = re.compile(
    r"(?<![A-Za-z\\])(?:an|and|are|as|at|but|by|for|from|has|have|if|in|is|it|its|of|on|or|per|than|that|the|their|"
    r"then|this|to|was|were|when|where|which|while|with|would|million|billion|trillion|thousand)(?![A-Za-z'])"
)
_SIGNS = re.compile(r"[\\^_={}<>]")


def small_words(tex: str) -> int:
    """How many of English's commonest words stand in `tex` outside of commands and their text."""
    return len(_SMALL_WORD.findall(_WORDS_IN_TEX.sub(" ", tex)))


def reads_as_prose(tex: str) -> bool:
    """Two common words and nothing that only TeX has."""
    return not _SIGNS.search(tex) and small_words(tex) >= 2
