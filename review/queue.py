"""The queue: drafts as a list shows them, lean, a hundred thousand of them if need be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from gen.ledger import DraftRow, Ledger, State
from gen.ledger.chunks import CHUNK
from gen.ledger.schema import drafts, findings, inspections
from review.filters import Filter
from review.findings import SEVERITIES


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A draft, as a list shows it.

    Attributes:
        findings: how many of each severity; empty where the page was never checked.
        outcome, error: why it failed.
        The others: as `gen.ledger.DraftRow`'s.
    """

    id: int
    key: str
    ref: str
    state: State
    score: float | None
    needs_person: bool
    subject: str
    question: str
    path: str
    outcome: str
    error: str
    updated: float
    findings: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {**asdict(self), "state": str(self.state)}


_NAMES = ("id", "key", "ref", "state", "score", "needs_person", "subject", "question", "path", "outcome", "error")
_COLUMNS = tuple(drafts.c[name] for name in (*_NAMES, "updated"))
_TALLY = (
    select(inspections.c.draft_id, findings.c.severity, func.count(findings.c.id))
    .join_from(inspections, findings, isouter=True)
    .where(inspections.c.id.in_(bindparam("numbers", expanding=True)))
    .group_by(inspections.c.draft_id, findings.c.severity)
)


def queue(ledger: Ledger, wanted: Filter, *, limit: int | None = None, offset: int = 0) -> Iterator[QueueLine]:
    """The drafts that a filter asks for, as they come: all of them take no more memory than some.

    Args:
        ledger: where they are.
        wanted: which, and in which order.
        limit, offset: which part of them.
    """
    query = wanted.ordered(wanted.narrow(select(*_COLUMNS, drafts.c.inspection_id))).limit(limit).offset(offset)
    with ledger.read() as connection:
        for part in connection.execute(query).partitions(CHUNK):
            yield from _lines(connection, part)


def size(ledger: Ledger, wanted: Filter) -> int:
    """How many drafts a filter asks for."""
    with ledger.read() as connection:
        return connection.scalar(wanted.narrow(select(func.count()).select_from(drafts))) or 0


def next_after(ledger: Ledger, wanted: Filter, draft: DraftRow, *, backwards: bool = False) -> int | None:
    """The draft that comes after another in a queue; None at its end. The other itself may have left the queue.

    Args:
        ledger: where they are.
        wanted: the queue.
        draft: the other, as it stood in the queue.
        backwards: the one before it instead.
    """
    value = wanted.value(draft)
    query = _next(wanted, value is not None, backwards)
    with ledger.read() as connection:
        row = connection.execute(query, {"value": value, "number": draft.id}).one_or_none()
    return None if row is None else row.id


@lru_cache(maxsize=256)
def _next(wanted: Filter, scored: bool, backwards: bool) -> Select[tuple[int]]:
    """Made once for each filter: whoever opens a draft asks it twice, and making it takes longer than the answer."""
    query = wanted.ordered(wanted.narrow(select(drafts.c.id)), backwards=backwards)
    return query.where(wanted.after(scored=scored, backwards=backwards)).limit(1)


def _lines(connection: Connection, rows: Sequence[Row[Any]]) -> Iterable[QueueLine]:
    tallies: dict[int, dict[str, int]] = {}
    numbers = [row.inspection_id for row in rows if row.inspection_id is not None]
    for number, severity, count in connection.execute(_TALLY, {"numbers": numbers}):
        counts = tallies.setdefault(number, dict.fromkeys(SEVERITIES, 0))
        if severity is not None:
            counts[severity] = count
    for row in rows:
        said = {name: row._mapping[name] for name in (*_NAMES, "updated")}
        yield QueueLine(**{**said, "state": State(row.state), "findings": tallies.get(row.id, {})})
