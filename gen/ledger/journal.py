"""The journal: everything that happened to a draft, or that a person did, in its order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, select

from gen.ledger.drafts import DraftRow
from gen.ledger.schema import assessments, calls, drafts, inspections, settlements, verdicts


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened.

    Attributes:
        at: Unix time.
        draft_id: to which draft.
        kind: `claimed`, `called`, `checked`, `assessed`, `settled`, or the verdict's kind.
        who: the person, `""` where it was a run.
        what: the rest, as the ledger has it.
    """

    at: float
    draft_id: int
    kind: str
    who: str
    what: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {"at": self.at, "draft": self.draft_id, "kind": self.kind, "who": self.who, **self.what}


_CALL = (
    *("run_id", "kind", "model_asked", "model", "outcome", "error", "prompt_tokens", "completion_tokens"),
    *("cost", "seconds", "key"),
)
_SENTENCE = (
    "run_id",
    "layer",
    "words",
    "state",
    "kind",
    "evidence",
    "quote",
    "place",
    "reason",
    "model",
    "prompt_hash",
)
_VERDICT = ("id", "reason", "note", "override", "role", "page_hash", "state_before", "undoes", "batch", "seconds")
_SETTLEMENT = ("how", "finding", "check", "severity", "reason", "note", "role", "page_hash")


def of_draft(connection: Connection, draft: DraftRow) -> Iterator[Event]:
    """All that happened to a draft, oldest first."""
    claimed = Event(draft.created, draft.id, "claimed", "", {"question": draft.question, "where": draft.where})
    asked = _rows(connection, select(calls).where(calls.c.question_key == draft.key), calls.c.started)
    looked = _rows(connection, select(inspections).where(inspections.c.draft_id == draft.id), inspections.c.at)
    assessed = _rows(connection, select(assessments).where(assessments.c.draft_id == draft.id), assessments.c.at)
    yield claimed
    yield from merge(
        (Event(row["started"], draft.id, "called", "", _call(row)) for row in asked),
        (Event(row["at"], draft.id, "checked", "", _of(row, "page_hash", "score", "needs_person")) for row in looked),
        (Event(row["at"], draft.id, "assessed", "", _assessment(row)) for row in assessed),
        _said(connection, verdicts, verdicts.c.draft_id == draft.id),
        _said(connection, settlements, settlements.c.draft_id == draft.id),
        key=attrgetter("at"),
    )


def of_person(connection: Connection, who: str) -> Iterator[Event]:
    """All that a person said of drafts and of findings, oldest first."""
    of = (_said(connection, table, table.c.who == who) for table in (verdicts, settlements))
    yield from merge(*of, key=attrgetter("at"))


def people(connection: Connection) -> list[str]:
    """All who have said something, in the order of their names."""
    of = [set(connection.scalars(select(table.c.who).distinct())) for table in (verdicts, settlements)]
    return sorted(set[str]().union(*of))


def _said(connection: Connection, table: Table, which: ColumnElement[bool]) -> Iterator[Event]:
    names = _VERDICT if table is verdicts else _SETTLEMENT
    asked = select(table, drafts.c.question).join(drafts, drafts.c.id == table.c.draft_id).where(which)
    for row in _rows(connection, asked, table.c.at):
        kind = row["kind"] if table is verdicts else "settled"
        yield Event(row["at"], row["draft_id"], kind, row["who"], _of(row, "question", *names))


def _rows(connection: Connection, asked: Select[Any], order: ColumnElement[Any]) -> Iterator[Mapping[Any, Any]]:
    found = connection.execute(asked.order_by(order)).mappings()
    return iter(found.all())


def _call(row: Mapping[Any, Any]) -> dict[str, Any]:
    said = _of(row, *_CALL)
    return {"of": said.pop("kind"), **said}


def _assessment(row: Mapping[Any, Any]) -> dict[str, Any]:
    said = _of(row, *_SENTENCE)
    return {"found": said.pop("kind"), **said}


def _of(row: Mapping[Any, Any], *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}
