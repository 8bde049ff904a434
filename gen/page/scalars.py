"""YAML scalars that every reader reads alike: PyYAML (YAML 1.1), js-yaml, yaml, Psych, Hugo.

YAML 1.1 and 1.2 differ on what an unquoted `yes`, `12:30`, `010`, `0o17` or `1e5` is, and on whether U+0085, U+2028 and
U+2029 are line breaks. What is written here is the common part of both; what is read here and is not, is refused.
"""

import datetime
import json
import math
import re
from decimal import Decimal
from functools import lru_cache

from gen.errors import PageError

# What a YAML stream may not hold (section 5.1 of both versions), and the carriage return, which becomes a line break.
_UNPRINTABLE = "\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
FORBIDDEN = re.compile(f"[{_UNPRINTABLE}]")
# Line breaks to YAML 1.1 and plain characters to 1.2.
DISPUTED = re.compile("[\x85\u2028\u2029]")
_NOT_ON_ONE_LINE = re.compile("[\n\x85\u2028\u2029]")
_ESCAPED = re.compile("[\x85\u2028\u2029\ufeff]")

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_WORDS = frozenset({"", "~", "null", "true", "false", "y", "n", "yes", "no", "on", "off", "nan", "inf", "=", "<<"})
_NUMERIC = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*|[0-9._][0-9._:,eE+-]*|\.(?:inf|nan))"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9].*",
    re.IGNORECASE,
)
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,15})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+][0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[-+][0-9]{2}:[0-9]{2})?"
)
_PLAIN_START = frozenset("/._($")
LARGEST_INTEGER = 2**53 - 1  # what JavaScript holds exactly
EARLIEST_YEAR = 1000  # JavaScript takes the years up to 99 for 1900 and later

Scalar = str | int | float | bool | datetime.date | None


class AmbiguousScalar(ValueError):
    """An unquoted value that readers take for different things."""


def read_plain(text: str) -> Scalar:
    """What every reader takes an unquoted scalar for.

    Raises:
        AmbiguousScalar: they do not agree, or there is no such value (30 February); the message says what it could be.
    """
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if not is_ambiguous(text):
        return text
    if _INTEGER.fullmatch(text) and abs(int(text)) <= LARGEST_INTEGER:
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return _read_time(text)


def _read_time(text: str) -> datetime.date:
    try:
        if _DATE.fullmatch(text):
            return datetime.date.fromisoformat(text)
        if _TIME.fullmatch(text):
            return datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise AmbiguousScalar(f"{text!r} is no date: {error}") from None
    raise AmbiguousScalar(f"{text[:40]!r} is text to some YAML readers and something else to others")


def is_ambiguous(text: str) -> bool:
    """Whether some reader takes the unquoted text for anything but text."""
    return is_word(text) or _NUMERIC.fullmatch(text) is not None


def is_word(text: str) -> bool:
    """Whether it is a word that stands for a value: `yes`, `null`, `nan`."""
    return text.lower() in _WORDS


@lru_cache(maxsize=512)  # the keys of all pages of a site, and what a page says in several places
def is_plain(text: str) -> bool:
    """Whether the text can stand unquoted after a key and is the same text to every reader."""
    return (
        text.isprintable()
        and text != ""
        and (text[0].isalnum() or text[0] in _PLAIN_START or (text[0] == "-" and text[1:2] not in {"", " "}))
        and text[-1] not in " :"
        and ": " not in text
        and " #" not in text
        and not is_ambiguous(text)
    )


def is_plain_number(text: str) -> bool:
    """Whether the text is a number or a date that every reader takes for the same one."""
    return any(kind.fullmatch(text) for kind in (_INTEGER, _FLOAT, _DATE))


def plain(text: str) -> str:
    """Unquoted where that is safe, double quoted otherwise."""
    return text if is_plain(text) else quoted(text)


def quoted(text: str) -> str:
    """Double quoted. Its escapes are those of JSON, which every YAML reader knows."""
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def folded(text: str, column: int) -> str:
    """Folded (`>-`), on one line indented by `column` spaces; double quoted where a line cannot carry it."""
    if text == "" or text[0] in " \t" or text[-1] in " \t" or _NOT_ON_ONE_LINE.search(text):
        return quoted(text)
    return f">-\n{' ' * column}{text}"


def block(text: str, column: int) -> str:
    """Literal (`|-`), indented by `column` spaces; double quoted where a block cannot carry it.

    A last line break is one such case: readers that cut the front matter out without its own last line break lose it.
    """
    lines = text.split("\n")
    edges = " \t\n"
    if text == "" or text[0] in edges or text[-1] in edges or DISPUTED.search(text) or any(map(str.isspace, lines)):
        return quoted(text)
    pad = " " * column
    return "\n".join(["|-", *(pad + line if line else "" for line in lines)])


def number(value: bool | float) -> str:
    """An int, float or bool, without an exponent (`1e-05` is text to YAML 1.1)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    digits = format(Decimal(repr(value)), "f")
    return digits if "." in digits else f"{digits}.0"


def scalar(value: Scalar) -> str:
    """Any value in its plainest form."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return number(value)


def check_text(text: str, field: str) -> None:
    """Refuse characters that no YAML reader takes.

    Raises:
        PageError: says which character, where in the field, and what to do.
    """
    if text.replace("\n", "").isprintable():  # nearly every text, at a tenth of the search's time
        return
    found = FORBIDDEN.search(text)
    if found is None:
        return
    at = found.start()
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    raise PageError(
        f"{field} has {_name(found[0])} at line {line}, column {column}, which a page cannot hold",
        field=field,
        hint="Remove it, or write a line break as a line feed." if found[0] == "\r" else "Remove it.",
    )


def _name(character: str) -> str:
    code = f"U+{ord(character):04X}"
    if character == "\r":
        return f"a carriage return ({code})"
    if "\ud800" <= character <= "\udfff":
        return f"half a character, a lone surrogate ({code})"
    return f"the control character {code}" if character < "\xa0" else f"the non-character {code}"
