"""Logistic regression by Newton's method, in plain Python: eleven features and two thousand rows are no more."""

import math
from collections.abc import Sequence

RIDGE = 1.0  # on standardised features, none on the bias
STEPS = 25


def fit(rows: Sequence[Sequence[float]], flags: Sequence[bool], shares: Sequence[float]) -> list[float]:
    """The bias, and a weight for each column as it stands, so that sigmoid(bias + weights · row) is nearest to flags.

    Args:
        rows: the features.
        flags: what they should tell.
        shares: how much each row counts; their mean is 1.
    """
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    scales = [_spread(column, mean) for column, mean in zip(zip(*rows, strict=True), means, strict=True)]
    standard = [
        [1.0, *((value - mean) / scale for value, mean, scale in zip(row, means, scales, strict=True))] for row in rows
    ]
    found = [0.0] * (len(means) + 1)
    for _ in range(STEPS):
        step = _step(standard, flags, shares, found)
        found = [weight + change for weight, change in zip(found, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    weights = [weight / scale for weight, scale in zip(found[1:], scales, strict=True)]
    return [found[0] - sum(weight * mean for weight, mean in zip(weights, means, strict=True)), *weights]


def _spread(column: Sequence[float], mean: float) -> float:
    return math.sqrt(sum((value - mean) ** 2 for value in column) / len(column)) or 1.0


def _step(
    rows: Sequence[Sequence[float]], flags: Sequence[bool], shares: Sequence[float], weights: Sequence[float]
) -> list[float]:
    size = len(weights)
    slope = [0.0] + [-RIDGE * weight for weight in weights[1:]]
    bend = [[RIDGE * (one == other and one > 0) for other in range(size)] for one in range(size)]
    for row, flag, share in zip(rows, flags, shares, strict=True):
        guess = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(map(float.__mul__, weights, row))))))
        off, steep = share * (flag - guess), share * guess * (1 - guess)
        for one in range(size):
            slope[one] += off * row[one]
            line, part = bend[one], steep * row[one]
            for other in range(size):
                line[other] += part * row[other]
    return _solve(bend, slope)


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss with pivots."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for at in range(size):
        pivot = max(range(at, size), key=lambda number: abs(rows[number][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for number in range(at + 1, size):
            factor = rows[number][at] / (rows[at][at] or 1e-12)
            rows[number] = [one - factor * other for one, other in zip(rows[number], rows[at], strict=True)]
    found = [0.0] * size
    for at in reversed(range(size)):
        rest = sum(rows[at][other] * found[other] for other in range(at + 1, size))
        found[at] = (rows[at][size] - rest) / (rows[at][at] or 1e-12)
    return found
