"""Inspections: what the checks said of one version of a page, and when. A page checked again has several."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from gen.ledger.schema import drafts, findings, inspections

_PLACE = ("line", "column", "end_line", "end_column")
_FIELDS = ("check", "severity", "message", "field", *_PLACE, "evidence", "suggestion")


_POINT = update(drafts).where(drafts.c.id == bindparam("draft")).values(inspection_id=bindparam("number"))


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the checks said of a page.

    Attributes:
        page_hash: of the page's file.
        score: 0 to 1; -1.0 where nothing was scored.
        needs_person: a check could not do its work.
        findings: one mapping each, with the names that `evals.finding.Finding.as_dict` gives.
    """

    page_hash: str
    score: float
    needs_person: bool
    findings: tuple[Mapping[str, Any], ...] = ()


def record(connection: Connection, inspected: Sequence[tuple[int, Inspected]]) -> None:
    """Write down what was said of drafts.

    Args:
        connection: in a transaction.
        inspected: draft id and inspection.
    """
    now = time.time()
    heads = [
        {
            "draft_id": draft_id,
            "page_hash": said.page_hash,
            "score": said.score,
            "needs_person": said.needs_person,
            "at": now,
        }
        for draft_id, said in inspected
    ]
    added = insert(inspections).returning(inspections.c.id, sort_by_parameter_order=True)
    numbers = connection.scalars(added, heads).all()
    newest = [{"draft": head["draft_id"], "number": number} for head, number in zip(heads, numbers, strict=True)]
    if newest:
        connection.execute(_POINT, newest)
    rows = [
        {"inspection_id": number, **{name: finding[name] for name in _FIELDS}}
        for number, (_, said) in zip(numbers, inspected, strict=True)
        for finding in said.findings
    ]
    if rows:
        connection.execute(insert(findings), rows)


def find(connection: Connection, draft_id: int, page_hash: str) -> Inspected | None:
    """The newest inspection of this version of a draft; None where it was never checked."""
    query = (
        select(inspections)
        .where(inspections.c.draft_id == draft_id, inspections.c.page_hash == page_hash)
        .order_by(inspections.c.id.desc())
        .limit(1)
    )
    head = connection.execute(query).one_or_none()
    if head is None:
        return None
    said = select(*(findings.c[name] for name in _FIELDS)).where(findings.c.inspection_id == head.id)
    rows = connection.execute(said.order_by(findings.c.id)).mappings()
    return Inspected(page_hash, head.score, head.needs_person, tuple(dict(row) for row in rows))
