"""What a text says in somebody else's words."""

import re
from dataclasses import dataclass

_QUOTED = re.compile(
    r"[“„](?P<curly>[^“”„\n]{1,600})[”“]|«(?P<angle>[^«»\n]{1,600})»|(?<![\w\"=])\"(?P<straight>[^\"\n]{1,600})\"(?!\w)"
)
_BLOCK = re.compile(r"(?:^[ ]{0,3}>[^\n]*(?:\n|\Z))+", re.MULTILINE)
_MARK = re.compile(r"^[ ]{0,3}>[ ]?", re.MULTILINE)
_WORD = re.compile(r"\w+")
_WORDS = 4  # what is shorter is a name, a term or a word held at arm's length


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: its words without the marks around them, and the span with them."""

    words: str
    start: int
    end: int


def quotations(text: str, least: int = _WORDS) -> list[Quotation]:
    """The quotations of at least so many words: between marks of one line, and block quotes. In order."""
    found = [Quotation(_inside(match), *match.span()) for match in _QUOTED.finditer(text)]
    found += [Quotation(_MARK.sub("", match[0]).strip(), *match.span()) for match in _BLOCK.finditer(text)]
    found = [quotation for quotation in found if len(quotation.words.split()) >= least]
    return sorted(found, key=lambda quotation: quotation.start)


def is_verbatim(words: str, passage: str) -> bool:
    """Whether a passage has these words one after the other: case, white space and kinds of marks do not count.

    What an ellipsis leaves out may be anything, but what stands around it must be there, in this order.
    """
    held, at = _folded(passage), 0
    pieces = [piece for part in re.split(r"\.\.\.|…|\[[^\]]*\]", words) if (piece := _folded(part))]
    for piece in pieces:
        found = held.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece) - 1
    return bool(pieces)


def _folded(text: str) -> str:
    """Words in lower case with one space around each; `""` for none."""
    words = " ".join(_WORD.findall(text.lower()))
    return f" {words} " if words else ""


def _inside(match: re.Match[str]) -> str:
    return (match["curly"] or match["angle"] or match["straight"]).strip()
