"""Are the characters the ones that were meant?"""

import re
from collections.abc import Iterator
from dataclasses import replace

from ftfy import fix_encoding
from ftfy.badness import is_bad

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_ESCAPED = re.compile(r"(?<!\\)\\u(?:00[89a-f]|0[1-9a-f][\da-f]|[1-9a-f][\da-f]{2})[\da-f](?![\da-f])", re.IGNORECASE)
_SUSPECT = re.compile(r"[ÂÃÅâãðïìëêÐÑ][^\x00-\x7f]|\ufffd")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_FIELDS = ("question", "answer", "description", "keywords")


class Mojibake(Check):
    """Characters were read in the wrong encoding

    UTF-8 read as Windows-1252 makes `â€™` of an apostrophe; spreadsheets do that to whole lists. JSON that was written
    twice and read once leaves `\\u2019`.
    """

    id = "mojibake"
    severity = Severity.ERROR
    source = "ftfy 6, its badness heuristic."
    bad = "`the cellâ€™s wall`"
    good = "`the cell’s wall`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for name in _FIELDS:
            text: str = getattr(reading.page, name)
            if not text.isascii() and (hit := _misread(text, name)):
                yield hit
            shown = reading.uncoded if name == "answer" else text
            if "\\u" in text and (match := _ESCAPED.search(shown)):
                meant = chr(int(match[0][2:], 16))
                yield Hit(f"`{match[0]}` was never read", name, match.start(), match.end(), suggestion=meant)
        for index, article in enumerate(reading.page.related):
            if not article.title.isascii() and (hit := _misread(article.title, "related")):
                yield replace(hit, start=0, end=0, evidence=article.title, keys=reading.site.layout.related_keys(index))


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
            match = None if text.replace("\n", "").isprintable() else _CONTROL.search(text)
            if match:
                shown = f"U+{ord(match[0]):04X}"
                yield Hit(f"the control character {shown}", name, match.start(), match.end(), evidence=shown)


class InvisibleCharacter(Check):
    """A character that nobody sees is in the text

    Zero-width spaces part words for search engines, marks of direction turn text around, and both come along with
    pasted text. Joiners of Indic and Arabic letters and of emoji are left alone, and a byte order mark is not.
    """

    id = "invisible-character"
    severity = Severity.WARNING
    source = "Unicode TR 36, invisible characters; CVE-2021-42574 for marks of direction. No published page has one."
    bad = "`osmosis` with a zero-width space in its middle"
    good = "`osmosis`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for name in _FIELDS:
            text: str = getattr(reading.page, name)
            match = None if text.isascii() else _INVISIBLE.search(text)
            if match:
                shown = f"U+{ord(match[0]):04X}"
                yield Hit(f"the invisible character {shown}", name, match.start(), match.end(), evidence=shown)


def _misread(text: str, name: str) -> Hit | None:
    """A hit where a text that is not ASCII was read in the wrong encoding."""
    match = _SUSPECT.search(text)
    if match is None:
        return None
    if match[0] == "\ufffd":
        return Hit("a character was lost on the way", name, match.start(), match.end())
    if not is_bad(text):
        return None
    mended = fix_encoding(text[match.start() : match.start() + 40])
    return Hit("characters were read in the wrong encoding", name, match.start(), match.end(), suggestion=mended)


CHECKS: tuple[type[Check], ...] = (Mojibake, ControlCharacter, InvisibleCharacter)
