"""The figures of a text, with units and ranges, read the same way however they are written."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from evals.claims.dates import dates, is_year, spans_of_years
from evals.claims.figure import Figure, Kind
from evals.claims.masks import masked
from evals.claims.numerals import Numeral, numerals
from evals.claims.units import Unit, unit_at

_SIGNS = {"$": "$", "€": "€", "£": "£", "¥": "¥", "₹": "₹", "US$": "$", "USD": "$", "EUR": "€", "GBP": "£"}
_CURRENCIES = {"dollar": "$", "usd": "$", "euro": "€", "eur": "€", "pound": "£", "gbp": "£", "yen": "¥", "rupee": "₹"}
_MONEY_BEFORE = re.compile(r"(US\$|[$€£¥₹]|USD|EUR|GBP)[ \u00a0]?$")
_MONEY_BEHIND = re.compile(
    r"[ \u00a0-]?(?:US[ ])?(dollar|USD|euro|EUR|pound(?=s?[ ]sterling)|GBP|yen|rupee|€|£)s?\b", re.I
)
_PERCENT = re.compile(r"[ \u00a0]?%|[ \u00a0-]per[ -]?cent\b|[ ]percentage[ ]points?\b", re.I)
_CONNECTOR = re.compile(r"[ ]?[-–—−][ ]?|[ ]to[ ]|[ ]and[ ]|[ ]through[ ]")
_BETWEEN = re.compile(r"\bbetween[ ](?:about[ ]|roughly[ ])?$", re.I)
# What has a number and is counted by it, not measured: `Figure 3`, `[12]`, `(3)`, an item's mark, `Section 4.2`.
_LABEL = re.compile(
    r"(?:\b(?:fig(?:ure)?s?|tables?|eqs?|equations?|chapters?|ch|sections?|sec|steps?|examples?|questions?|appendix|pages?"
    r"|pp?|vols?|no|nos|isbn|issn|doi|pmid|version|ref|refs|art|articles?|issues?|level|§+)\.?[ \u00a0]*|\[|#[ ]?)$",
    re.I,
)
_DIGIT = re.compile(r"\d")
_MARKER = re.compile(r"^[ \t>]*(?:\d{1,3}[.)]|#{1,6}[ ]+\d{1,3}(?:\.\d+)*[.)]?)[ \t]+", re.MULTILINE)
_BRACKETED = re.compile(r"\[\^?\d[\d\s,;–-]*\]")


@lru_cache(maxsize=256)  # several checks ask for those of one sentence; a passage of a reference is held against many
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text in order, none of them overlapping.

    What is no prose (code, formulas, addresses), numbers of list items, references such as `[3]` and `Fig. 3`, and
    numbers that are part of a name (`COVID-19`, `H1N1`, `B12`) are none.
    """
    prose, whole = masked(text), list[Figure]()
    if _DIGIT.search(prose):
        prose = _without_marks(prose)
        whole = _apart([*dates(prose), *spans_of_years(prose)])
    numbers = _outside([n for n in numerals(prose) if not _LABEL.search(prose, max(0, n.start - 16), n.start)], whole)
    found = sorted([*_read(prose, numbers), *whole], key=lambda figure: figure.start)
    if prose != text:
        found = [replace(figure, text=text[figure.start : figure.end]) for figure in found]
    return tuple(found)


def _without_marks(text: str) -> str:
    """Marks of lists and references blanked out."""
    for pattern in (_MARKER, _BRACKETED):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def _apart(found: Iterable[Figure]) -> list[Figure]:
    """Those that begin behind the one before."""
    kept: list[Figure] = []
    for figure in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


def _outside(numbers: Iterable[Numeral], taken: Sequence[Figure]) -> list[Numeral]:
    starts = [figure.start for figure in taken]

    def is_free(number: Numeral) -> bool:
        at = bisect_right(starts, number.start) - 1
        return at < 0 or number.start >= taken[at].end

    return [number for number in numbers if is_free(number)]


def _read(text: str, numbers: Sequence[Numeral]) -> Iterator[Figure]:
    """Figures of numbers, two of them joined where they are the ends of a range."""
    end = at = 0
    while at < len(numbers):
        number, at = numbers[at], at + 1
        if number.start < end:
            continue
        figure = _figure(text, number, end)
        if at < len(numbers) and (pair := _range(text, figure, number, numbers[at])):
            figure, at = pair, at + 1
        end = figure.end
        yield figure


def _figure(text: str, number: Numeral, least: int = 0) -> Figure:
    """One number with what stands before it, from `least` on, and behind it."""
    money = _MONEY_BEFORE.search(text, max(least, number.start - 5), number.start)
    start = money.start() if money else number.start
    unit, measure, end = _unit(text, number.end)
    if money and unit != "%":
        unit, measure, end = _SIGNS[money[1]], None, number.end
    kind = _kind(number, unit, measure)
    is_exact = number.ordinal or (kind is Kind.YEAR and text[end - 1].isdigit())  # but for `1990s`
    step = 0.0 if is_exact else number.step
    return Figure(kind, (number.value,), unit, start, end, text[start:end], number.spelled, measure, step)


def _unit(text: str, at: int) -> tuple[str, Unit | None, int]:
    if match := _PERCENT.match(text, at):
        return "%", None, match.end()
    if match := _MONEY_BEHIND.match(text, at):
        return _CURRENCIES.get(match[1].lower(), match[1]), None, match.end()
    if found := unit_at(text, at):
        return found[0].name, *found
    return "", None, at


def _kind(number: Numeral, unit: str, measure: Unit | None) -> Kind:
    if unit == "%":
        return Kind.PERCENTAGE
    if measure:
        return Kind.DOSE if measure.is_dose else Kind.NUMBER
    if unit:
        return Kind.MONEY
    plain = not number.spelled and not number.ordinal
    return Kind.YEAR if plain and is_year(number.value, grouped=number.grouped) else Kind.NUMBER


def _range(text: str, first: Figure, number: Numeral, next_number: Numeral) -> Figure | None:
    """The range that a figure and the number behind it are the ends of, None where they are two figures."""
    behind, match = _figure(text, next_number, first.end), _CONNECTOR.match(text, first.end)
    if not match or match.end() != behind.start or not _same(first, behind):
        return None
    if match[0].strip() == "and" and not _BETWEEN.search(text, max(0, first.start - 20), first.start):
        return None
    value = first.values[0]  # `5 to 6 million`
    value = value * next_number.scale if number.scale == 1 and value < next_number.value / next_number.scale else value
    return replace(
        behind if behind.unit or not first.unit else first,
        kind=next((each.kind for each in (behind, first) if each.kind is not Kind.NUMBER), Kind.RANGE),
        values=(value, *behind.values),
        start=first.start,
        end=behind.end,
        text=text[first.start : behind.end],
        spelled=first.spelled and behind.spelled,
        step=max(first.step, behind.step),
    )


def _same(first: Figure, behind: Figure) -> bool:
    """Whether two figures can be ends of one range: of one unit, or only the second (or a first sum) has one."""
    if first.kind is Kind.YEAR or behind.kind is Kind.YEAR:
        return first.kind is behind.kind
    return not first.unit or first.unit == behind.unit or (first.kind is Kind.MONEY and not behind.unit)
