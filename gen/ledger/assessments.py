"""Assessments: what models were asked about single sentences of drafts, and what came of it.

They are kept by the sentence's words, so that what was found holds while other sentences are edited, and is gone with
the words. Rows are added; the newest run's of a sentence hold.
"""

import time
from collections.abc import Sequence
from dataclasses import asdict, fields

from sqlalchemy import Connection, bindparam, insert, select

from gen.assessment import Assessment
from gen.ledger.schema import assessments

_NAMES = tuple(field.name for field in fields(Assessment))


def record(connection: Connection, draft_id: int, run_id: int, found: Sequence[Assessment]) -> None:
    """Write down what a run found about a draft."""
    if found:
        now = time.time()
        rows = [{"draft_id": draft_id, "run_id": run_id, "at": now, **asdict(each)} for each in found]
        connection.execute(insert(assessments), rows)


_OF_DRAFT = select(assessments).where(assessments.c.draft_id == bindparam("draft")).order_by(assessments.c.id)


def of_draft(connection: Connection, draft_id: int) -> tuple[Assessment, ...]:
    """What holds of a draft: of each layer and sentence what the newest run said, in the order of its writing."""
    rows = connection.execute(_OF_DRAFT, {"draft": draft_id}).all()
    newest = {(row.layer, row.words): row.run_id for row in rows}
    return tuple(
        Assessment(**{name: getattr(row, name) for name in _NAMES})
        for row in rows
        if newest[row.layer, row.words] == row.run_id
    )
