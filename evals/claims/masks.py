"""What of a Markdown text is not prose: code, formulas, addresses and the targets of links."""

import re
from functools import cache

_SPACE = re.compile(r"[^\n]")
_CODE = r"(?P<code>(?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`))"
_FENCE = r"(?P<fence>^[ ]{0,3}(?P<sign>```+|~~~+)[^\n]*\n(?:.*\n)*?(?:[ ]{0,3}(?P=sign)[`~]*[ ]*$|\Z))"
# A pair of dollars is a formula where it holds a sign of TeX or one term; else it may be two sums of money.
_FORMULA = (
    r"(?P<formula>(?<!\\)\$\$[^$]{1,2000}\$\$|\\\((?:(?!\n\n).){1,2000}?\\\)|\\\[(?:(?!\n\n)[\s\S]){1,2000}?\\\]"
    r"|(?<![\\$\w])\$(?![\s$])(?:[^$\n]{0,200}[\\^_{}=+<>][^$\n]{0,200}|[^$\s]{1,40})(?<![\s\\])\$(?![\d$]))"
)
_ADDRESS = r"(?P<address>(?:https?://|www\.)[^\s<>\"')\]]*[^\s<>\"')\].,;:!?])"
_TARGET = r"(?P<target>(?<=\])\([^()\s]*(?:[ ]\"[^\"\n]*\")?\))"
_TAG = r"(?P<tag></?[A-Za-z][^<>\n]{0,200}>|<!--[\s\S]{0,2000}?-->)"
# Each with signs of which it has one.
_KINDS = (
    (_FENCE, ("```", "~~~")),
    (_CODE, ("`",)),
    (_FORMULA, ("$", "\\(", "\\[")),
    (_ADDRESS, ("://", "www.")),
    (_TARGET, ("](",)),
    (_TAG, ("<",)),
)


def not_prose(text: str) -> list[tuple[str, int, int]]:
    """What is not prose, in order: its kind (`code`, `fence`, `formula`, `address`, `target`, `tag`), start and end."""
    kinds = tuple(kind for kind, signs in _KINDS if any(sign in text for sign in signs))
    return [(match.lastgroup or "", *match.span()) for match in _any_of(kinds).finditer(text)] if kinds else []


@cache
def _any_of(kinds: tuple[str, ...]) -> re.Pattern[str]:
    """The first of some kinds that begins at a place: one that a text has no sign of only takes time."""
    return re.compile("|".join(kinds), re.MULTILINE)


def masked(text: str, sign: str = " ") -> str:
    """`text` with `sign` in place of each character that is not prose; offsets and line breaks are kept."""
    parts, at = [], 0
    for _, start, end in not_prose(text):
        parts += [text[at:start], _SPACE.sub(sign, text[start:end])]
        at = end
    return "".join([*parts, text[at:]])
