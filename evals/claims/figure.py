"""A figure of a text: a number with its unit, and where it stands."""

from dataclasses import dataclass
from enum import StrEnum

from evals.claims.units import Unit


class Kind(StrEnum):
    """What a figure is."""

    NUMBER = "number"
    RANGE = "range"
    PERCENTAGE = "percentage"
    MONEY = "money"
    DOSE = "dose"
    DATE = "date"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it stands in a text.

    Attributes:
        kind: a dose is one even as a range; a range of percentages is a percentage, one of money is money.
        values: one number, or both ends of a range; of a date year, month and day, 0 for what it does not say.
        unit: `""` for none; `%`; the sign of a currency; else the unit in its usual spelling.
        start, end: characters of the text, the end exclusive, unit included.
        text: the characters between them.
        spelled: whether it is written in words: `three`, `twice`, `half`.
        measure: what the unit is of others of its dimension, None for none that can be converted.
        step: the unit in the last place that is written: 0.1 for `2.5`, 100,000 for `1.2 million`; 0 where exact.
    """

    kind: Kind
    values: tuple[float, ...]
    unit: str
    start: int
    end: int
    text: str
    spelled: bool = False
    measure: Unit | None = None
    step: float = 0.0
