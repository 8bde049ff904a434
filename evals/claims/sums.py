"""Sums that a text works out: `3 + 4 × 2 = 11`, in words' place or in a formula, and what they really come to."""

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNS = {
    **dict.fromkeys((r"\times", r"\cdot", "×", "·", "∗", "*"), "*"),
    **dict.fromkeys((r"\div", "÷"), "/"),
    **dict.fromkeys(("−", "–"), "-"),
    **dict.fromkeys((r"\left", r"\right", r"\,", r"\;", r"\:", r"\!", "\\ ", r"\quad", "~", "$", "&"), " "),
    r"\%": "%",
    "{,}": ",",
}
_READ = re.compile("|".join(map(re.escape, _SIGNS)))
# The longest run of what sums are made of around a sign: atomic, so that no run is tried twice.
_CHAIN = re.compile(r"(?>[-+*/()\d,.= ]+)")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[-+*/()]")
_WORD_BEFORE = re.compile(r"(?<![\\\w])[A-Za-z]{2,}$")  # `of 3 + 4 = 7`; not `x 3 + 4`
_NO_PROSE = "sin cos tan log ln exp mod sqrt frac max min gcd lcm det and"
_FUNCTIONS = frozenset(_NO_PROSE.split())
_OPENING = (":", ",", ";", "(", "[", "*", "")
_SIGN_BEHIND = re.compile(r"\s*[{}^_%'°!<>≈≡±|\[]|\s*\(?\\?[pb]?mod")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Sum:
    """Something worked out wrongly: what stands left of the sign, what it comes to, what is said, and the span."""

    worked: str
    value: float
    said: str
    start: int
    end: int


def wrong_sums(text: str) -> Iterator[Sum]:
    """Chains of plain numbers whose sides are not equal, even after rounding to the digits that are written.

    Anything but numbers, the four operations and brackets in a side, or at its ends, makes it none of ours.
    """
    if "=" not in text:
        return
    readable = _readable(text)
    for match in _CHAIN.finditer(readable):
        if "=" in match[0] and len(match[0]) <= _LONGEST:
            yield from _wrong(readable, match)


def _readable(text: str) -> str:
    """The text with TeX's signs in their plain form, each as long as it was."""

    def plain(match: re.Match[str]) -> str:
        sign = _SIGNS[match[0]]
        return sign + " " * (len(match[0]) - len(sign))

    return _READ.sub(plain, text)


def _wrong(text: str, match: re.Match[str]) -> Iterator[Sum]:
    sides = match[0].split("=")
    starts = [match.start() + len("=".join(sides[:number])) + (number > 0) for number in range(len(sides))]
    values = [value_of(side.rstrip(" .,")) for side in sides]
    values[0] = values[0] if _begins(text, match) else None
    values[-1] = values[-1] if _ends(text, match) else None
    for number, (worked, said) in enumerate(itertools.pairwise(values)):
        left, right = sides[number], sides[number + 1].rstrip(" .,")
        is_worked = len(_TOKEN.findall(left)) > 1
        if worked is not None and said is not None and is_worked and not _equal(worked, right, said):
            start, end = starts[number] + _indent(left), starts[number + 1] + len(right)
            yield Sum(left.strip(), worked, right.strip(), start, end)


def _begins(text: str, match: re.Match[str]) -> bool:
    """Whether the first side is whole: nothing that belongs to it stands before it."""
    before = text[max(0, match.start() - 20) : match.start()]
    if not before or before[-1] in _OPENING or before[-1] == "\n":
        return True
    word = _WORD_BEFORE.search(before)
    return word is not None and match[0][0] == " " and word[0].lower() not in _FUNCTIONS


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether the last side is whole: behind it stands nothing, or a word, and no sign that belongs to it."""
    following = text[match.end() : match.end() + 1]
    is_glued = following.isalpha() and not match[0].endswith(" ")
    return not is_glued and not _SIGN_BEHIND.match(text, match.end())


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _equal(worked: float, right: str, said: float) -> bool:
    """Whether they are the same to the digits that the coarser side is written with."""
    return abs(worked - said) <= max(_step(right), 0.0) / 2 + 1e-9 * max(abs(worked), abs(said))


def _step(text: str) -> float:
    """The unit in the last place of the side: a whole number is rounded to ones, a half of it is allowed."""
    decimals = [len(number.partition(".")[2]) for number in _NUMBER.findall(text)]
    return float(10.0 ** -max(decimals, default=0))


def value_of(text: str) -> float | None:
    """What an expression of numbers, `+ - * /` and brackets comes to; None for anything else."""
    tokens = _TOKEN.findall(text)
    try:
        value, at = _terms(tokens, 0)
    except (IndexError, ValueError, ZeroDivisionError, RecursionError):
        return None
    return value if at == len(tokens) and math.isfinite(value) else None


def _terms(tokens: list[str], at: int) -> tuple[float, int]:
    value, at = _factors(tokens, at)
    while at < len(tokens) and tokens[at] in "+-":
        other, behind = _factors(tokens, at + 1)
        value, at = (value + other if tokens[at] == "+" else value - other), behind
    return value, at


def _factors(tokens: list[str], at: int) -> tuple[float, int]:
    value, at = _single(tokens, at)
    while at < len(tokens) and tokens[at] in "*/":
        other, behind = _single(tokens, at + 1)
        value, at = (value * other if tokens[at] == "*" else value / other), behind
    return value, at


def _single(tokens: list[str], at: int) -> tuple[float, int]:
    if tokens[at] == "-":
        value, behind = _single(tokens, at + 1)
        return -value, behind
    if tokens[at] == "(":
        value, behind = _terms(tokens, at + 1)
        if tokens[behind] != ")":
            raise ValueError
        return value, behind + 1
    return float(tokens[at].replace(",", "")), at + 1
