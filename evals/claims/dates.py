"""Dates and years of a text."""

import re
from collections.abc import Iterator

from evals.claims.figure import Figure, Kind
from evals.claims.matches import matches

_MONTHS = "january february march april may june july august september october november december"
_NUMBER = {name: number for number, name in enumerate(_MONTHS.split(), 1)}
_NUMBER |= {name[:3]: number for name, number in _NUMBER.items()} | {"sept": 9}
_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
_MONTH += r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"[12]\d{3}(?!\d)"
_FIRST = re.compile(r"[\dADFJMNOS](?<![\w.,/-].)")
_DATE = re.compile(
    rf"(?:(?P<day>{_DAY})(?:[ ]of)?[ ](?P<month>{_MONTH})(?:,?[ ](?P<year>{_YEAR}))?"
    rf"|(?P<month2>{_MONTH})[ ](?P<day2>{_DAY})(?![\w:%]|[.,]\d|[ ](?:percent|million))(?:,?[ ](?P<year2>{_YEAR}))?"
    rf"|(?P<month3>{_MONTH}),?[ ](?P<year3>{_YEAR})"
    rf"|(?P<iso>[12]\d{{3}}-[01]\d-[0-3]\d)"
    rf"|(?P<slashed>[0-3]?\d[/.][0-3]?\d[/.](?:[12]\d)?\d\d))(?![\w])"
)
_PAIR = re.compile(r"(?P<from>[12](?<![\w.,/$€£-].)\d{3})(?P<dash>[-–—/])(?P<to>\d{4}|\d{2}|\d)(?![\w%]|[.,]\d)")
_SHORT = re.compile(
    rf"(?<![\w'’])['’](\d\d)(?!\d|['’]?s\b)|\b{_DAY}[ ]{_MONTH},?[ ]['’]?(\d\d)(?![\w:.,/%]|[ ][ap]\.?m)"
)
_FIRST_YEAR, _LAST_YEAR = 1000, 2100
_LATELY = (1900, 2000)  # what two digits leave out


def is_year(value: float, *, grouped: bool) -> bool:
    """Whether a number alone is read as a year: from 1000 to 2100, and written without a separator."""
    return not grouped and value == int(value) and _FIRST_YEAR <= value <= _LAST_YEAR


def dates(text: str) -> Iterator[Figure]:
    """The dates of a text that say at least month and day, or month and year; numbers alone are no dates.

    Of `03/04/2010` nobody knows which is the month: it has a year and no more.
    """
    for match in matches(_DATE, _FIRST, text):
        values = _values(match)
        if values:
            yield Figure(Kind.DATE, values, "", *match.span(), match[0])


def _values(match: re.Match[str]) -> tuple[float, float, float] | None:
    if match["iso"]:
        return _iso(*map(int, match["iso"].split("-")))
    if match["slashed"]:
        first, second, last = map(int, re.split(r"[/.]", match["slashed"]))
        return (last, 0, 0) if last >= _FIRST_YEAR and min(first, second) <= len(_MONTHS.split()) else None
    name = match["month"] or match["month2"] or match["month3"]
    day = re.sub(r"\D", "", match["day"] or match["day2"] or "")
    year = match["year"] or match["year2"] or match["year3"]
    return float(year or 0), _NUMBER[name.rstrip(".").lower()], float(day or 0)


def _iso(year: int, month: int, day: int) -> tuple[float, float, float] | None:
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def spans_of_years(text: str) -> Iterator[Figure]:
    """`1994-95`, `2007–8`, `1939–1945`: two years, the second one in full."""
    for match in _PAIR.finditer(text):
        start, end = match["from"], match["to"]
        last = int(start[: 4 - len(end)] + end)
        if int(start) < last <= _LAST_YEAR and (match["dash"] != "/" or len(end) < 4):
            yield Figure(Kind.YEAR, (float(start), float(last)), "", *match.span(), match[0])


def short_years(text: str) -> set[int]:
    """What years of two digits may mean: `'06` and `15 Feb 19`, in the last century or in this one."""
    return {century + int(one or other) for one, other in _SHORT.findall(text) for century in _LATELY}
