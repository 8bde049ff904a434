"""An answer's sentences, each with its place and its neighbours."""

import re
from collections.abc import Iterator
from functools import lru_cache

from evals.claims.abbreviations import BEFORE_NUMBERS, GOES_ON, MAY_END, UNITS
from evals.claims.blocks import Part, blocks
from evals.claims.masks import not_prose
from evals.claims.sentence import Block, Sentence
from evals.stopwords import STOP_WORDS

_END = re.compile(r"[.!?…。！？](?:(?<![。！？])[.!?…]+)?[\"'”’»)\]*_`]*(?=\s|$|[^\x00-\u2fff])")
_TOKEN = re.compile(r"[^\s(\[“\"'*_/-]*$")
_NEXT = re.compile(r"\s*[\"'“‘«(\[*_`¿¡]*")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]$")
_CAPITAL_INSIDE = re.compile(r"[a-z]{1,3}[A-Z]")
# What can stand at the beginning of a sentence, and hardly in a name.
_MORE = "however therefore thus hence many several another one two use patients"
_STARTERS = STOP_WORDS["en"] | frozenset(_MORE.split())
_SPACE = re.compile(r"[^\n]")


@lru_cache(maxsize=4)  # several checks ask for those of one answer
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a Markdown text, in order; rows of tables, headings and items without a stop are some, too.

    A stop ends no sentence within a number, a formula, code or an address, behind an abbreviation that goes on
    (`e.g.`, `Fig.`, `v.`), behind initials, or before a small letter (`2.5 mg. twice daily`). Code blocks have none.
    """
    readable, parts = _blocks(text)
    found = [(part, start, end) for part in parts for start, end in _spans(readable, part)]
    words = ["", *(text[start:end] for _, start, end in found), ""]
    return tuple(
        Sentence(words[at], start, end, words[at - 1], words[at + 1], part.block, part.heading, part.intro)
        for at, (part, start, end) in enumerate(found, 1)
    )


def sentences_beside(sign: re.Pattern[str], text: str) -> Iterator[Sentence]:
    """The sentences of the blocks that have a sign in them, in order, without their neighbours.

    The other blocks, mostly nearly all, are not taken apart.
    """
    readable, parts = _blocks(text)
    for part in parts:
        if sign.search(text, part.start, part.end):
            for start, end in _spans(readable, part):
                yield Sentence(text[start:end], start, end, block=part.block, heading=part.heading, intro=part.intro)


@lru_cache(maxsize=4)
def _blocks(text: str) -> tuple[str, tuple[Part, ...]]:
    """The text as `_readable` gives it, and its blocks."""
    readable = _readable(text)
    return readable, tuple(blocks(readable))


def _readable(text: str) -> str:
    """The text with fenced code blanked out, and a letter for every character of formulas, code and addresses."""
    parts, at = [], 0
    for kind, start, end in not_prose(text):
        sign = " " if kind == "fence" else "x"
        parts += [text[at:start], _SPACE.sub(sign, text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def _spans(text: str, part: Part) -> Iterator[tuple[int, int]]:
    at = part.start
    if part.block in (Block.PROSE, Block.ITEM):
        for match in _END.finditer(text, part.start, part.end):
            if _ends(text, match, part.end):
                yield from _trimmed(text, at, match.end())
                at = match.end()
    yield from _trimmed(text, at, part.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    if stripped := piece.strip():
        begin = start + len(piece) - len(piece.lstrip())
        yield begin, begin + len(stripped)


def _ends(text: str, match: re.Match[str], end: int) -> bool:
    """Whether a stop, and what closes behind it, is the end of a sentence."""
    following = text[_NEXT.match(text, match.end()).end() : end]  # type: ignore[union-attr]
    if not following:
        return True
    word = _WORD.match(following)
    first = word[0] if word else ""
    if first[:1].islower() and not _CAPITAL_INSIDE.match(first):
        return False
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    token = _token(text, match.start())
    if following[0].isdigit():
        return token.lower() not in BEFORE_NUMBERS
    return _ends_before_a_word(token, first.lower() in _STARTERS)


def _token(text: str, end: int) -> str:
    """The word before a stop, with the stops inside it."""
    found = _TOKEN.search(text, max(0, end - 40), end)
    return found[0] if found else ""


def _ends_before_a_word(token: str, is_starter: bool) -> bool:
    """Whether the stop behind a token ends the sentence, where a capital letter follows."""
    lowered = token.lower()
    if lowered in GOES_ON and not (len(token) == 1 and token.isupper()):
        return lowered in ("al", "no") and is_starter
    if _INITIALS.match(token) or (len(token) == 1 and token.isupper()):
        return is_starter
    return is_starter or lowered in UNITS or lowered not in MAY_END
