"""Bytes of a reference as text."""

import codecs
import re

from gen.questions.decode import guess
from gen.sources.document import RefusedError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_START = 8192  # bytes that tell a binary file, as git does it
_SAMPLE = 65_536  # bytes to guess an encoding by
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp850", "mac_roman"})
# C0 controls but tab, line breaks and form feed; no reader sees them, and no search finds words with them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")


def decoded(content: bytes, declared: str = "") -> str:
    r"""The text of a file; every line end is `\n`.

    A guess is good enough here, other than for a question list: what is quoted is shown beside its place.

    Args:
        content: of the file.
        declared: the encoding that the file or its mail header names, `""` for none.

    Raises:
        RefusedError: it is no text, or nobody can say in which encoding.
    """
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "")
    if not encoding and b"\0" in content[:_START]:
        raise RefusedError("it is no text: there are NUL bytes in it")
    for name in dict.fromkeys((encoding or "utf-8", declared)):
        text = _strictly(content, name)
        if text is not None:
            return _plain(text)
    return _plain(_guessed(content))


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding) if encoding else None
    except (UnicodeError, LookupError):
        return None


def _guessed(content: bytes) -> str:
    encoding = guess(content[:_SAMPLE])
    if not encoding:
        raise RefusedError("its encoding is not known; save it as UTF-8")
    # A guess tells alphabets apart, and Western text from Central European only where there is much of it.
    western = _strictly(content, "cp1252") if encoding in _LATIN else None
    return content.decode(encoding, "replace") if western is None else western


def _plain(text: str) -> str:
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
