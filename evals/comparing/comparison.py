"""Two sides, paired by question and sample."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import mean, median
from typing import Any

from evals.comparing.statistics import Difference, difference
from evals.trials.result import Result, State

RISE = 0.25  # of the share of drafts with a finding: of a hundred checks, some differ by less than that by chance
NOT_COMPARED = frozenset({State.STALE, State.UNRECORDED})


@dataclass(frozen=True, slots=True)
class Side:
    """One side.

    Attributes:
        name: as people call it.
        results: what came of each case, each sample.
    """

    name: str
    results: Sequence[Result]


@dataclass(frozen=True, slots=True)
class Pair:
    """The same sample of the same case on both sides."""

    a: Result
    b: Result

    @property
    def change(self) -> float:
        """Of the score."""
        return worth(self.b) - worth(self.a)

    @property
    def new_errors(self) -> tuple[str, ...]:
        """What the second side's draft has that is severe, and the first one's has not: checks and expectations."""
        before, now = _errors(self.a), _errors(self.b)
        return tuple(sorted(now - before))


@dataclass(frozen=True, slots=True)
class Effort:
    """What a draft takes on one side.

    Attributes:
        cost: US dollars a draft, None where that is not known.
        tokens: a draft, None where the server did not say.
        seconds: that the server took, the median.
    """

    cost: float | None
    tokens: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the pairs say.

    Attributes:
        a, b: names of the sides.
        pairs: in the order of the second side.
        missing: cases that only one side has, each with the reason.
        score, met, drafted: of all pairs; a draft that was not made has a score of 0 and meets nothing.
        checks: of each check the share of drafts with a finding of it, and of each step of the post-processor, as
            `mended: STEP`, the share of answers that it had to mend.
        effort: of both sides.
    """

    a: str
    b: str
    pairs: tuple[Pair, ...]
    missing: Mapping[str, str]
    score: Difference
    met: Difference
    drafted: Difference
    checks: Mapping[str, Difference]
    effort: tuple[Effort, Effort]

    @property
    def verdict(self) -> str:
        """`worse`, `better`, or `no difference shown`: by score, expectations and drafts made, as intervals say.

        Worse is also what a quarter of the drafts have that had it not.
        """
        main = (self.score, self.met, self.drafted)
        if self.risen or any(one.falls for one in main):
            return "worse"
        return "better" if any(one.rises for one in main) else "no difference shown"

    @property
    def risen(self) -> dict[str, Difference]:
        """Checks that find something in many more drafts, and what has to be mended in many more."""
        return {name: of for name, of in self.checks.items() if of.rises and of.value >= RISE}

    @property
    def losses(self) -> list[Pair]:
        """The pairs that got worse, the worst first."""
        return sorted((one for one in self.pairs if _got(one) < 0), key=_got)

    @property
    def wins(self) -> list[Pair]:
        """The pairs that got better, the best first."""
        return sorted((one for one in self.pairs if _got(one) > 0), key=_got, reverse=True)


def compare(a: Side, b: Side) -> Comparison:
    """Pair two sides, and count.

    Cases that one side could not be asked are left out, and named; a case that was asked and brought no draft is not.
    """
    before = {(one.case, one.sample): one for one in a.results}
    pairs, missing = [], dict[str, str]()
    for one in b.results:
        other = before.get((one.case, one.sample))
        if other is None or other.state in NOT_COMPARED or one.state in NOT_COMPARED:
            lacking = a.name if other is None or other.state in NOT_COMPARED else b.name
            missing[one.case] = f"not recorded for {lacking}"
        else:
            pairs.append(Pair(other, one))
    names = sorted({name for pair in pairs for one in (pair.a, pair.b) for name in _signs(one)})
    return Comparison(
        a.name,
        b.name,
        tuple(pairs),
        missing,
        _of(pairs, worth),
        _of(pairs, lambda one: one.met),
        _of(pairs, lambda one: float(one.state is State.DRAFTED)),
        {name: _of(pairs, partial(_has, name)) for name in names},
        (_effort(pair.a for pair in pairs), _effort(pair.b for pair in pairs)),
    )


def worth(result: Result) -> float:
    """A result's score; nothing where there is no draft, or where nothing was scored."""
    return max(result.score, 0.0) if result.state is State.DRAFTED else 0.0


def _got(pair: Pair) -> float:
    return round(pair.change + pair.b.met - pair.a.met, 6)


def _errors(result: Result) -> set[str]:
    if result.state is not State.DRAFTED:
        return {f"no draft: {result.message.splitlines()[0] if result.message else result.state}"}
    severe = {str(each["check"]) for each in result.findings if each["severity"] == "error"}
    return severe | {str(one) for one in result.unmet if one.kind == "must_not"}


def _signs(result: Result) -> set[str]:
    """The checks that found something, and what was mended."""
    return {str(each["check"]) for each in result.findings} | {f"mended: {step}" for step in result.mended}


def _has(name: str, result: Result) -> float:
    return float(name in _signs(result))


def _of(pairs: Sequence[Pair], value: Callable[[Result], float]) -> Difference:
    by_case = defaultdict[str, tuple[list[float], list[float]]](lambda: ([], []))
    for pair in pairs:
        by_case[pair.a.case][0].append(value(pair.a))
        by_case[pair.a.case][1].append(value(pair.b))
    return difference(list(by_case.values()))


def _effort(results: Iterable[Result]) -> Effort:
    of = list(results)
    return Effort(
        _mean(one.cost for one in of), _mean(one.tokens for one in of), median(one.seconds for one in of) if of else 0
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known: list[Any] = list(values)
    return None if not known or None in known else mean(known)
