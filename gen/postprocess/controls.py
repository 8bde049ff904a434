"""Line breaks, control characters and characters without width."""

import re

from gen.postprocess.tex import COMMANDS

_BREAKS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_EATEN = re.compile(r"[\a\b\f\v](?=[a-z]{2})")
_EATEN_LETTER = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\v": r"\v"}
_SURROGATE_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_NEVER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u200b\u2060\ufffe\uffff]")
_SUSPECT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u200b-\u200d\u2060\ud800-\udfff\ufffe\uffff]"
)  # of all below
_NO_JOIN = re.compile(r"(?<=[\x00-\x7f])[\u200c\u200d](?=[\x00-\x7f])|(?<=[\x00-\x7f])[\u200c\u200d]$|^[\u200c\u200d]")
_WRITTEN_BREAK = re.compile(rf"(?<!\\)(?:\\r)?\\n(?!(?:{'|'.join(n[1:] for n in COMMANDS)})(?![A-Za-z]))")
_CERTAIN = re.compile(r"(?<!\\)\\n(?![a-z])")


def line_breaks(text: str) -> str:
    r"""CR LF, CR and the Unicode line and paragraph separators become LF.

    NEL too, save where it is half of a mojibake letter (`Ã` + NEL is `Å`): those are mended first, and the rest of the
    C1 range goes in `control_characters`.
    """
    return _BREAKS.sub(_break, text) if any(mark in text for mark in "\r\x85\u2028\u2029") else text


def _break(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1 : found.start()]
    return "\x85" if found.group() == "\x85" and "\x80" <= before <= "\xff" else "\n"


def written_line_breaks(text: str) -> str:
    r"""An answer on one line whose line breaks are written out as `\n` is given real ones.

    Only where the model escaped its answer twice: it has no line break of its own, but `\n\n`, or two `\n` that no
    lower-case letter follows. TeX commands that begin with `\n` stay.
    """
    if "\\n" not in text or "\n" in text.strip():
        return text
    if "\\n\\n" not in text and len(_CERTAIN.findall(text)) < 2:
        return text
    return _WRITTEN_BREAK.sub("\n", text)


def control_characters(text: str) -> str:
    r"""Drops what has no place in a page: C0 and C1 controls, byte-order marks, zero-width spaces, noncharacters.

    Tabs, line feeds and right-to-left marks stay. Joiners stay between letters that join and in emoji, and go between
    ASCII characters, where they only mark a text. A form feed before `rac` is what a JSON decoder leaves of `\frac`
    (likewise `\b`, `\v`, `\a`): it becomes the backslash and letter again. Surrogate halves are put together.
    """
    if not _SUSPECT.search(text):
        return text
    text = _EATEN.sub(lambda found: _EATEN_LETTER[found.group()], text)
    text = _NEVER.sub("", text)
    if text.isascii():
        return text
    if _SURROGATE_PAIR.search(text):
        text = _SURROGATE_PAIR.sub(lambda found: found.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _NO_JOIN.sub("", text) if "\u200c" in text or "\u200d" in text else text
