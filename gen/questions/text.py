r"""What may stand in a text that becomes a page.

Refused, because no reader would see what the editor sees: control characters (NUL, and the C1 range, which is what
Windows-1252 looks like when read as Latin-1), lone surrogates and U+FFFD (bytes that could not be decoded), characters
that turn the direction of the text around them (U+202A to U+202E, U+2066 to U+2069: "Trojan source"), and tag
characters (U+E0000 to U+E007F: text that a model reads and a person does not see).

Dropped, because they mean nothing and come from copying: zero-width space, word joiner, soft hyphen, byte-order mark.
Joiners, left-to-right and right-to-left marks stay: Persian, Hindi and emoji need them.

The text is brought to Unicode's form NFC: the slug rule keeps the `e` of a decomposed `é` and drops a composed one, so
that one question would otherwise make two pages.
"""

import re
import unicodedata

from gen.questions.raw import Unreadable

_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
    "\U000e0000-\U000e007f]"
)
_DROPPED = re.compile("[\u00ad\u180e\u200b\u2060\ufeff]")
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")


class RefusedError(ValueError):
    """A cell is not what its column takes.

    Args:
        problem: why, and what to do.
    """

    def __init__(self, why: str, hint: str = "") -> None:
        super().__init__(why)
        self.problem = Unreadable(why, hint)


def one_line(text: str) -> str:
    """The text on one line, white space trimmed and folded. Raises RefusedError."""
    if not (text.isascii() and text.isprintable()):
        text = _clean(text)
    elif "  " not in text:
        return text.strip()
    return " ".join(text.split())


def many_lines(text: str) -> str:
    """The text trimmed, its line breaks kept as `\\n`. Raises RefusedError."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return _LINE_END.sub("\n", _clean(text)).strip()


def _clean(text: str) -> str:
    bad = _REFUSED.search(text)
    if bad is not None:
        raise RefusedError(f"has {_name(bad[0])} at character {bad.start() + 1}", "Type that place again.")
    return unicodedata.normalize("NFC", _DROPPED.sub("", text))


def _name(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"a byte that is not UTF-8 (0x{code - 0xDC00:02X})"
    if code == 0xFFFD:
        return "U+FFFD, the mark of a character that was lost"
    return f"the character U+{code:04X} ({unicodedata.name(char, 'a control character')})"
