"""The number rule: figures of a claim that no passage has.

Where the passages are from the source that a claim rests on, a figure that none of them has is the strongest sign that
needs no model. Against pages that are only about the same thing it is worth nothing.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.claims.dates import short_years
from evals.claims.figure import Figure, Kind
from evals.claims.figures import figures
from evals.claims.numerals import ORDINALS
from evals.claims.units import Unit

_CLOSE = 1e-6
_DECADE, _CENTURY = 10, 100
_FEW = 3  # `two`, `half`, `twice`: what is so little is often counted, and said nowhere
_VAGUE = ("dozen", "dozens")
_WIDE = 0.05  # of its value a number may be away from the one it was rounded from


@dataclass(frozen=True, slots=True)
class Amount:
    """One number of a passage: its value, its unit, what the unit can be converted by, and its kind."""

    value: float
    unit: str
    measure: Unit | None
    kind: Kind


class Held:
    """All numbers that some passages have, to look claims' figures up in."""

    def __init__(self, passages: Sequence[str]) -> None:
        found = [figure for passage in passages for figure in figures(passage)]
        self._is_any = any(passage.strip() for passage in passages)
        self._dates = {figure.values for figure in found if figure.kind is Kind.DATE}
        self._amounts = [amount for figure in found for amount in _amounts(figure)]
        self._years = {int(amount.value) for amount in self._amounts if amount.kind is Kind.YEAR}
        self._years |= {year for passage in passages for year in short_years(passage)}

    def missing(self, claimed: Iterable[Figure]) -> list[Figure]:
        """The figures that should be in one of the passages and are not, in order.

        A dose is there in a unit that it can be converted to, and in no other.

        Nothing is said of what sources leave to their readers, where the rule is often wrong (measured on WiCE):
        ordinals and words up to three, and the year of a day, where the passages say the day, or no year within a
        century: it stands in the date line of the page that they were cut out of. Without passages, all others are
        missing.
        """
        return [figure for figure in claimed if not self.has(figure) and not self.may_leave_out(figure)]

    def has(self, figure: Figure) -> bool:
        """Whether a figure is there: as it stands, in another unit, or exactly enough to be rounded to it."""
        if figure.kind is Kind.DATE:
            return self._has_date(figure.values)
        return all(self._has_value(figure, value) for value in figure.values)

    def may_leave_out(self, figure: Figure) -> bool:
        """Whether a source may mean a figure without having it: see `missing`."""
        if figure.spelled:
            word = figure.text.lower()
            return word in ORDINALS or word in _VAGUE or max(figure.values) <= _FEW
        if figure.kind is Kind.DATE:
            year, month, day = figure.values
            return (bool(day) and (0, month, day) in self._dates) or (bool(year) and self._is_undated(year))
        return figure.kind is Kind.YEAR and self._is_undated(figure.values[0])

    def _is_undated(self, year: float) -> bool:
        return self._is_any and not any(abs(other - year) <= _CENTURY for other in self._years)

    def _has_date(self, date: tuple[float, ...]) -> bool:
        if any(all(not part or part == other for part, other in zip(date, held, strict=True)) for held in self._dates):
            return True
        year, _, day = date
        return (not year or int(year) in self._years) and (not day or self._any(day))

    def _any(self, value: float) -> bool:
        return any(math.isclose(amount.value, value, rel_tol=_CLOSE) for amount in self._amounts)

    def _has_value(self, figure: Figure, value: float) -> bool:
        if figure.kind is Kind.YEAR:
            first = int(value)
            last = first + _DECADE - 1 if figure.step else first
            return any(first <= year <= last for year in self._years) or self._any(value)
        if figure.unit == "century":
            return any(-(-year // _CENTURY) == value for year in self._years) or self._any(value)
        return any(_same(figure, value, amount) for amount in self._amounts)


def _amounts(figure: Figure) -> list[Amount]:
    if figure.kind is Kind.DATE:
        year, _, day = figure.values
        parts = ((year, Kind.YEAR), (day, Kind.NUMBER))
        return [Amount(value, "", None, kind) for value, kind in parts if value]
    return [Amount(value, figure.unit, figure.measure, figure.kind) for value in figure.values]


def _same(figure: Figure, value: float, amount: Amount) -> bool:
    held = amount.value
    is_alike = figure.measure and amount.measure and figure.measure.dimension == amount.measure.dimension
    if figure.kind is Kind.DOSE and not is_alike:
        return False  # the 3 of `three weeks` says nothing of 3 g
    if is_alike and figure.measure and amount.measure:
        held *= amount.measure.factor / figure.measure.factor
    elif figure.unit == "%" and amount.unit != "%" and 0 < held < 1:
        held *= 100
    elif amount.unit == "%" and not figure.unit and 0 < value < 1:
        held /= 100
    if math.isclose(held, value, rel_tol=_CLOSE):
        return True
    is_round = figure.step and amount.kind is not Kind.YEAR and abs(held - value) <= _WIDE * abs(value)
    return bool(is_round) and abs(held - value) <= figure.step / 2 * (1 + _CLOSE)


def missing_figures(claim: str, passages: Sequence[str]) -> list[Figure]:
    """The figures of a claim that should be in one of the passages and are not, in order: see `Held.missing`."""
    return Held(passages).missing(figures(claim))
