"""Are the characters the ones that were meant?"""

import re
from collections.abc import Iterator

from ftfy import fix_encoding
from ftfy.badness import is_bad

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_SUSPECT = re.compile(r"[ÂÃÅâãðïìëêÐÑ][^\x00-\x7f]|\ufffd")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_FIELDS = ("question", "answer", "description", "keywords")


class Mojibake(Check):
    """Characters were read in the wrong encoding

    UTF-8 read as Windows-1252 makes `â€™` of an apostrophe; spreadsheets do that to whole lists.
    """

    id = "mojibake"
    severity = Severity.ERROR
    source = "ftfy 6, its badness heuristic."
    bad = "`the cellâ€™s wall`"
    good = "`the cell’s wall`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for name in _FIELDS:
            text: str = getattr(reading.page, name)
            match = None if text.isascii() else _SUSPECT.search(text)
            if match is None:
                continue
            if match[0] == "\ufffd":
                yield Hit("a character was lost on the way", name, match.start(), match.end())
            elif is_bad(text):
                mended = fix_encoding(text[match.start() : match.start() + 40])
                yield Hit(
                    "characters were read in the wrong encoding", name, match.start(), match.end(), suggestion=mended
                )


class ControlCharacter(Check):
    """A control character is in the text

    It shows as a box or not at all, and some readers refuse the page for it.
    """

    id = "control-character"
    severity = Severity.ERROR
    source = "YAML 1.2.2, printable characters."
    bad = "a form feed where `\\f` was meant"
    good = "printable characters, line breaks and tabs"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for name in _FIELDS:
            text: str = getattr(reading.page, name)
            match = _CONTROL.search(text)
            if match:
                shown = f"U+{ord(match[0]):04X}"
                yield Hit(f"the control character {shown}", name, match.start(), match.end(), evidence=shown)


CHECKS: tuple[type[Check], ...] = (Mojibake, ControlCharacter)
