"""What the queue can be narrowed to, with how many drafts each choice would leave."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Select, func, select

from gen.ledger import Ledger
from gen.ledger.schema import drafts, findings, verdicts
from review.filters import Filter

MOST = 200  # choices of a kind


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


def facets(ledger: Ledger, wanted: Filter) -> Facets:
    """The choices that there are.

    States and subjects are counted as the filter's other conditions would leave them where it has only these two:
    every further condition would read all drafts again for each choice. Checks and reviewers are those of all drafts.
    """
    pairs = select(drafts.c.subject, drafts.c.state, func.count()).group_by(drafts.c.subject, drafts.c.state)
    states: Counter[str] = Counter()
    subjects: Counter[str] = Counter()
    with ledger.read() as connection:
        for subject, state, count in connection.execute(pairs):  # one walk over an index, for both
            states[state] += count if wanted.subject in ("", subject) else 0
            subjects[subject] += count if wanted.state in (None, state) else 0
        return Facets(
            _choices(states.most_common()),
            _choices(sorted(subjects.items())),
            tuple(connection.scalars(_distinct(findings.c.check))),
            tuple(connection.scalars(_distinct(verdicts.c.who))),
        )


def _choices(counts: Iterable[tuple[str, int]]) -> list[Choice]:
    return [Choice(value, count) for value, count in counts if count][:MOST]


def _distinct(column: Column[str]) -> Select[tuple[str]]:
    """The values of an indexed column, by one look into the index for each: counting them would read all rows."""
    walk = select(func.min(column).label("value")).cte("walk", recursive=True)
    following = select(func.min(column)).where(column > walk.c.value).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.value.is_not(None)))
    return select(walk.c.value).where(walk.c.value.is_not(None)).limit(MOST)
