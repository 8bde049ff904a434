"""A difference between two sides, and how sure it is: a paired bootstrap, clustered by question.

What differs between two questions is far more than what differs between two prompts, and samples of one question are
no independent evidence. So questions are drawn anew, each with all of its samples on both sides (Efron and Tibshirani,
An Introduction to the Bootstrap, 1993, chapter 8; clustered as in Cameron, Gelbach and Miller, Review of Economics and
Statistics 90, 2008).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

DRAWS = 2000  # the ends of a 95 % interval then vary by about a twentieth of its width
LEVEL = 0.95
FEW = 5  # questions; of fewer an interval says nothing


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean on both sides.

    Attributes:
        a, b: the means of the questions' means.
        low, high: ends of the interval of b - a; None where there are too few questions.
        questions: how many.
    """

    a: float
    b: float
    low: float | None
    high: float | None
    questions: int

    @property
    def value(self) -> float:
        """b - a."""
        return self.b - self.a

    @property
    def rises(self) -> bool:
        """Whether b is higher, as far as can be told."""
        return self.low is not None and self.low > 0

    @property
    def falls(self) -> bool:
        """Whether b is lower, as far as can be told."""
        return self.high is not None and self.high < 0


def difference(pairs: Sequence[tuple[Sequence[float], Sequence[float]]], seed: int = 0) -> Difference:
    """The difference of two sides.

    Args:
        pairs: of each question the values of its samples, on one side and on the other; none of them empty.
        seed: of the draws: the same pairs have the same interval.
    """
    ones = [(sum(a) / len(a), sum(b) / len(b)) for a, b in pairs]
    number = len(ones)
    if not number:
        return Difference(0.0, 0.0, None, None, 0)
    means = [sum(side) / number for side in zip(*ones, strict=True)]
    low, high = _interval([b - a for a, b in ones], seed) if number >= FEW else (None, None)
    return Difference(means[0], means[1], low, high, number)


def _interval(values: Sequence[float], seed: int) -> tuple[float, float]:
    if min(values) == max(values):
        return values[0], values[0]
    number, draw = len(values), random.Random(seed)  # noqa: S311 - nothing secret
    sums = sorted(sum(draw.choices(values, k=number)) for _ in range(DRAWS))
    aside = int(DRAWS * (1 - LEVEL) / 2)
    return sums[aside] / number, sums[-1 - aside] / number
