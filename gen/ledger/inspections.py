"""Inspections: what the checks said of one version of a page, and when. A page checked again has several."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from gen.ledger.schema import drafts, findings, inspections

_PLACE = ("line", "column", "end_line", "end_column")
_FIELDS = ("check", "severity", "message", "field", *_PLACE, "evidence", "suggestion")
_PASSAGE = ("place", "passage")

# Made once: SQLAlchemy knows a statement again that it has seen, and works a new one out from its parts.
_ADD = insert(inspections)
_LAST = select(func.coalesce(func.max(inspections.c.id), 0))
_SINCE = select(inspections.c.draft_id, inspections.c.id).where(inspections.c.id > bindparam("last"))
_POINT = update(drafts).where(drafts.c.id == bindparam("draft")).values(inspection_id=bindparam("number"))
_ADD_FINDINGS = insert(findings)


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the checks said of a page.

    Attributes:
        page_hash: of the page's file.
        score: 0 to 1; -1.0 where nothing was scored.
        needs_person: a check could not do its work.
        findings: one mapping each, with the names that `evals.finding.Finding.as_dict` gives.
        facts: how each sentence stands to the references, with the names that `evals.facts.against.Held.as_dict` gives;
            empty where there are none.
        sources: a hash of the references that it was held against, `""` for none; None where nobody knows.
    """

    page_hash: str
    score: float
    needs_person: bool
    findings: tuple[Mapping[str, Any], ...] = ()
    facts: tuple[Mapping[str, str], ...] = ()
    sources: str | None = None


def record(connection: Connection, inspected: Sequence[tuple[int, Inspected]]) -> None:
    """Write down what was said of drafts.

    Args:
        connection: in a transaction.
        inspected: draft id and inspection, at least one, and no draft twice.
    """
    now = time.time()
    heads = [
        {
            "draft_id": draft_id,
            "page_hash": said.page_hash,
            "score": said.score,
            "needs_person": said.needs_person,
            "at": now,
            "facts": list(said.facts) or None,
            "sources": said.sources,
        }
        for draft_id, said in inspected
    ]
    # With RETURNING, SQLite takes one row at a time, or keeps a statement ready for each number of rows: 11 MB of them.
    last = connection.scalar(_LAST)
    connection.execute(_ADD, heads)
    ours = {draft_id for draft_id, _ in inspected}  # another machine may have added others
    numbers = {draft_id: number for draft_id, number in connection.execute(_SINCE, {"last": last}) if draft_id in ours}
    connection.execute(_POINT, [{"draft": draft_id, "number": number} for draft_id, number in numbers.items()])
    rows = [
        {
            "inspection_id": numbers[draft_id],
            **{name: finding[name] for name in _FIELDS},
            **{name: finding.get(name, "") for name in _PASSAGE},
        }
        for draft_id, said in inspected
        for finding in said.findings
    ]
    if rows:
        connection.execute(_ADD_FINDINGS, rows)


# Drafts that estimates go by: the newest.
_NEWEST = 4000


def failing(connection: Connection, names: Collection[str]) -> float | None:
    """The part of the newest drafts that have a finding of these checks or severities; None where there are none."""
    newest = select(drafts.c.inspection_id).where(drafts.c.inspection_id.is_not(None))
    chosen = newest.order_by(drafts.c.id.desc()).limit(_NEWEST).subquery()
    count = connection.scalar(select(func.count()).select_from(chosen)) or 0
    wanted = or_(findings.c.check.in_(names), findings.c.severity.in_(names))
    hit = select(func.count(findings.c.inspection_id.distinct())).where(
        findings.c.inspection_id.in_(select(chosen.c.inspection_id)), wanted
    )
    return (connection.scalar(hit) or 0) / count if count else None


_NEWEST_OF = (
    select(inspections)
    .where(inspections.c.draft_id == bindparam("draft"), inspections.c.page_hash == bindparam("hash"))
    .order_by(inspections.c.id.desc())
    .limit(1)
)
_FINDINGS = (
    select(*(findings.c[name] for name in (*_FIELDS, *_PASSAGE)))
    .where(findings.c.inspection_id == bindparam("inspection"))
    .order_by(findings.c.id)
)


def find(connection: Connection, draft_id: int, page_hash: str) -> Inspected | None:
    """The newest inspection of this version of a draft; None where it was never checked."""
    head = connection.execute(_NEWEST_OF, {"draft": draft_id, "hash": page_hash}).one_or_none()
    if head is None:
        return None
    found = tuple(dict(row) for row in connection.execute(_FINDINGS, {"inspection": head.id}).mappings())
    return Inspected(page_hash, head.score, head.needs_person, found, tuple(head.facts or ()), head.sources)
