"""What the queue can be narrowed to, with how many drafts each choice would leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, func, select

from gen.ledger import Ledger
from gen.ledger.schema import drafts, findings, verdicts
from review.filters import Filter

MOST = 200  # choices of a kind


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, and how many drafts have it (findings, of a check)."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The choices of each kind, most drafts first but for states, which come in their own order."""

    states: Sequence[Choice]
    subjects: Sequence[Choice]
    checks: Sequence[Choice]
    reviewers: Sequence[Choice]


def facets(ledger: Ledger, wanted: Filter) -> Facets:
    """The choices that there are.

    States and subjects are counted as the filter's other conditions would leave them where it has only these two:
    every further condition would read all drafts again for each choice. Checks and reviewers are those of all drafts.
    """
    plain = Filter(state=wanted.state, subject=wanted.subject)
    with ledger.read() as connection:

        def count(column: Column[str], given: Filter) -> list[Choice]:
            columns: tuple[ColumnElement[Any], ...] = (column, func.count())
            counted = select(*columns).group_by(column).order_by(func.count().desc())
            return [Choice(str(value), n) for value, n in connection.execute(given.narrow(counted).limit(MOST))]

        names = select(findings.c.check, func.count()).group_by(findings.c.check).order_by(findings.c.check)
        people = select(verdicts.c.who, func.count()).group_by(verdicts.c.who).order_by(func.count().desc()).limit(MOST)
        return Facets(
            count(drafts.c.state, plain.without("state")),
            sorted(count(drafts.c.subject, plain.without("subject")), key=lambda choice: choice.value),
            [Choice(name, number) for name, number in connection.execute(names)],
            [Choice(name, number) for name, number in connection.execute(people)],
        )
