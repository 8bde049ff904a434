"""What the queue can be narrowed to, with how many drafts each choice would leave."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Column, Select, func, select

from gen.ledger import Ledger
from gen.ledger.schema import drafts, findings, verdicts
from review.filters import Filter
from review.queue import size

MOST = 200  # choices of a kind
MANY = 1000  # drafts: of more than these nobody sees that one is gone, and counting 30,000 takes 2.5 ms each time
RECENT = 3.0  # seconds: counting walks over an index of all drafts, 9 ms with 100,000 of them


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, and how many drafts have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The choices of each kind: states by their drafts, most first; the others by name."""

    states: Sequence[Choice]
    subjects: Sequence[Choice]
    checks: Sequence[str]
    reviewers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """What facets are made of.

    Attributes:
        drafts: subject, state, and how many drafts have both.
        checks, reviewers: all that there are, by name.
    """

    drafts: Sequence[tuple[str, str, int]]
    checks: Sequence[str]
    reviewers: Sequence[str]

    def of(self, wanted: Filter) -> Facets:
        """The choices beside a filter.

        States and subjects are counted as the filter's other conditions would leave them where it has only these two:
        every further condition would read all drafts again for each choice. Checks and reviewers are those of all.
        """
        states: Counter[str] = Counter()
        subjects: Counter[str] = Counter()
        for subject, state, count in self.drafts:
            states[state] += count if wanted.subject in ("", subject) else 0
            subjects[subject] += count if wanted.state in (None, state) else 0
        return Facets(_choices(states.most_common()), _choices(sorted(subjects.items())), self.checks, self.reviewers)

    def size(self, wanted: Filter) -> int | None:
        """How many drafts a filter asked for; None where it has other conditions than state and subject."""
        if wanted != Filter(state=wanted.state, subject=wanted.subject, order=wanted.order):
            return None
        of_subject = [(state, count) for subject, state, count in self.drafts if wanted.subject in ("", subject)]
        return sum(count for state, count in of_subject if wanted.state in (None, state))


@dataclass(slots=True)
class RecentCounts:
    """What was counted some seconds ago at most, for many who ask.

    Attributes:
        ledger: what is counted.
        clock: seconds; does not go back.
    """

    ledger: Ledger
    clock: Callable[[], float] = time.monotonic
    _turn: Lock = field(default_factory=Lock)
    _last: tuple[float, Counted] | None = None

    def get(self) -> Counted:
        """Counted anew where the last count is older than `RECENT`; while one counts, others get the last one."""
        last = self._last
        if last is not None and (self.clock() - last[0] < RECENT or not self._turn.acquire(blocking=False)):
            return last[1]
        if last is None:
            self._turn.acquire()
        try:
            now = self.clock()
            if self._last is None or now - self._last[0] >= RECENT:
                self._last = now, counted(self.ledger)
            return self._last[1]
        finally:
            self._turn.release()

    def size(self, wanted: Filter) -> int:
        """How many drafts a filter asks for: as of now, or where they are `MANY`, as of the last count."""
        recent = self.get().size(wanted)
        return recent if recent is not None and recent > MANY else size(self.ledger, wanted)


def counted(ledger: Ledger) -> Counted:
    """Count what there is: one walk over an index for states and subjects."""
    pairs = select(drafts.c.subject, drafts.c.state, func.count()).group_by(drafts.c.subject, drafts.c.state)
    with ledger.read() as connection:
        return Counted(
            [(str(subject), str(state), int(count)) for subject, state, count in connection.execute(pairs)],
            tuple(connection.scalars(_CHECKS)),
            tuple(connection.scalars(_REVIEWERS)),
        )


def _choices(counts: Iterable[tuple[str, int]]) -> list[Choice]:
    return [Choice(value, count) for value, count in counts if count][:MOST]


def _distinct(column: Column[str]) -> Select[tuple[str]]:
    """The values of an indexed column, by one look into the index for each: counting them would read all rows."""
    walk = select(func.min(column).label("value")).cte("walk", recursive=True)
    following = select(func.min(column)).where(column > walk.c.value).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.value.is_not(None)))
    return select(walk.c.value).where(walk.c.value.is_not(None)).limit(MOST)


_CHECKS = _distinct(findings.c.check)
_REVIEWERS = _distinct(verdicts.c.who)
