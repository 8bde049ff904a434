"""The score: a number from the findings.

    score = 1 / (1 + demerits)

    demerits of a check = weight of its severity * (1 + 1/2 + 1/4 + ...), one summand a finding
    weight: error 1, warning 0.2, note 0.02

A page without findings has 1; one error halves the score, a second check's error makes it a third; any number of
findings of one check costs less than two. So a page that misspells forty formulas in the one way is not worse than one
that refuses, loops and is cut. Between 0 (never reached) and 1.

Monotone: a finding less, or a milder one, never lowers the score. The summands of a check, heaviest first, are then
each as large as before or smaller, and no demerit is negative. Floating point keeps to that: halves are exact, `fsum`
rounds once, and rounding keeps the order. So does rounding to three decimals; but two pages that differ by a note may
share a score, and beside several errors a note does not show in it any more.

What the page waves through with a reason costs nothing. The score in a page's file is of the page alone, so that it
does not change when a page is added elsewhere; `answerdesk check` counts what the checks of many pages find as well. A
page with a crashed check has no score, and that is not 0. What models say of a page's claims (`judge-…`, `samples-…`)
costs nothing either: it orders a reviewer's work, and a score decides what passes. Nor does it that the references say
nothing of a claim (`source-none`): that is open, and no fault.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from evals.facts.layers import ASKED, OPEN
from evals.finding import Finding, Severity

NOT_SCORED = -1.0
_FREE = ASKED | OPEN
WEIGHTS = {Severity.ERROR: 1.0, Severity.WARNING: 0.2, Severity.NOTE: 0.02}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one check cost a page: its demerits, from how many findings."""

    check: str
    findings: int
    demerits: float


@dataclass(frozen=True, slots=True)
class Score:
    """A score with its reasons, the dearest first.

    Attributes:
        value: 0 to 1, three decimals.
        costs: what cost what.
    """

    value: float
    costs: tuple[Cost, ...]

    def __str__(self) -> str:
        reasons = ", ".join(f"{cost.check} {cost.demerits:.2f}" for cost in self.costs)
        return f"{self.value:.3f} = 1 / (1 + {reasons})" if reasons else f"{self.value:.3f}"


def score_of(findings: Iterable[Finding]) -> Score:
    """The score of the findings of one page."""
    weights: dict[str, list[float]] = defaultdict(list)
    for finding in findings:
        if finding.check not in _FREE:
            weights[finding.check].append(WEIGHTS[finding.severity])
    costs = [Cost(check, len(each), _demerits(each)) for check, each in weights.items()]
    costs.sort(key=lambda cost: (-cost.demerits, cost.check))
    return Score(round(1 / (1 + fsum(cost.demerits for cost in costs)), 3), tuple(costs))


def _demerits(weights: list[float]) -> float:
    """Heaviest first, each further one for half of what it would cost there."""
    return fsum(weight * 0.5**index for index, weight in enumerate(sorted(weights, reverse=True)))
