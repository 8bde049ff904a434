"""The queue: drafts as a list shows them, lean, a hundred thousand of them if need be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, select

from gen.ledger import DraftQuery, Ledger, State
from gen.ledger.chunks import CHUNK
from gen.ledger.drafts import narrowed
from gen.ledger.schema import drafts, findings, inspections
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
# The newest inspection of the version that the draft has now.
_NEWEST = (
    select(func.max(inspections.c.id))
    .join(drafts, and_(drafts.c.id == inspections.c.draft_id, drafts.c.page_hash == inspections.c.page_hash))
    .where(inspections.c.draft_id.in_(bindparam("ids", expanding=True)))
    .group_by(inspections.c.draft_id)
)
_TALLY = (
    select(inspections.c.draft_id, findings.c.severity, func.count(findings.c.id))
    .join_from(inspections, findings, isouter=True)
    .where(inspections.c.id.in_(_NEWEST))
    .group_by(inspections.c.draft_id, findings.c.severity)
)


def queue(ledger: Ledger, wanted: DraftQuery) -> Iterator[QueueLine]:
    """The drafts that a query asks for, as they come: all of them take no more memory than some."""
    with ledger.read() as connection:
        rows = connection.execute(narrowed(select(*_COLUMNS), wanted))
        for part in rows.partitions(CHUNK):
            yield from _lines(connection, part)


def size(ledger: Ledger, wanted: DraftQuery) -> int:
    """How many drafts a query asks for, its bounds aside."""
    query = select(func.count()).select_from(drafts)
    conditions = narrowed(query, DraftQuery(wanted.states, wanted.subject, wanted.ref)).order_by(None).limit(None)
    with ledger.read() as connection:
        return connection.scalar(conditions.offset(None)) or 0


def _lines(connection: Connection, rows: Sequence[Row[Any]]) -> Iterable[QueueLine]:
    tallies: dict[int, dict[str, int]] = {}
    for number, severity, count in connection.execute(_TALLY, {"ids": [row.id for row in rows]}):
        counts = tallies.setdefault(number, dict.fromkeys(SEVERITIES, 0))
        if severity is not None:
            counts[severity] = count
    for row in rows:
        yield QueueLine(**{**row._mapping, "state": State(row.state), "findings": tallies.get(row.id, {})})
