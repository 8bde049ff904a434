"""Drafts in the ledger: one row a question, from its claim to its verdict."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, bindparam, cast, func, select, update

from gen.assessment import Assessment
from gen.errors import LedgerError, TakenError
from gen.ledger import assessments, inspections, texts
from gen.ledger.chunks import chunks
from gen.ledger.inspections import Inspected
from gen.ledger.schema import drafts


class State(StrEnum):
    """How a draft stands."""

    CLAIMED = "claimed"  # a run has it in hand, or had it when it ended
    WAITING = "waiting"  # for a verdict
    FAILED = "failed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVISE = "revise"  # to be made again


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A question's answer, as the ledger has it.

    Attributes:
        id: the page's id.
        key: `Question.key`.
        ref: the editor's own reference for the row of the list, `""` where there is none.
        question: its text.
        subject: display name.
        where: `file:line` of the list it came from.
        state: how it stands.
        run_id: the run that had it last.
        sample: which sample of its request made it: counts the times it was asked anew.
        path: its page, relative to the workspace; `""` before there is one.
        page_hash: of the page when it was last checked.
        score: 0 to 1; -1.0 where nothing was scored, None before there is a page.
        needs_person: a check could not do its work.
        receipt: how it was made, None before there is a page.
        outcome: why it failed, one word.
        error: why it failed, one line.
        retryable: a later run takes it up by itself.
        created, updated: Unix times.
    """

    id: int
    key: str
    ref: str
    question: str
    subject: str
    where: str
    state: State
    run_id: int
    sample: int
    path: str
    page_hash: str
    score: float | None
    needs_person: bool
    receipt: Mapping[str, Any] | None
    outcome: str
    error: str
    retryable: bool
    created: float
    updated: float


@dataclass(frozen=True, slots=True)
class Finished:
    """A draft that came to be.

    Attributes:
        draft_id, run_id: the claim.
        path: its page, relative to the workspace.
        receipt: how it was made, as JSON takes it.
        inspected: what the checks said of it.
        text: its page, for a ledger that keeps it, `""` for one that does not.
        assessments: what models said of its sentences.
    """

    draft_id: int
    run_id: int
    path: str
    receipt: Mapping[str, Any]
    inspected: Inspected
    text: str = ""
    assessments: tuple[Assessment, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A draft that did not come to be.

    Attributes:
        draft_id, run_id: the claim.
        outcome: why, one word: `failed`, `refused`, `filtered`, `cut`, `empty`, `unsayable` ...
        error: why, one line.
        retryable: whether a later run takes it up by itself; True where nothing was paid.
    """

    draft_id: int
    run_id: int
    outcome: str
    error: str
    retryable: bool


@dataclass(frozen=True, slots=True)
class DraftQuery:
    """Which drafts, and in which order.

    Attributes:
        states: any of these; empty: all.
        subject: display name, `""`: all.
        ref: the editor's reference, `""`: all.
        path: of the page, relative to the workspace, `""`: all.
        run_id: the run that had them last, None: all.
        worst_first: by score, lowest and unscored first; else by id.
        limit, offset: which part of them.
    """

    states: tuple[State, ...] = ()
    subject: str = ""
    ref: str = ""
    path: str = ""
    run_id: int | None = None
    worst_first: bool = False
    limit: int | None = None
    offset: int = 0


def finish(connection: Connection, finished: Sequence[Finished]) -> None:
    """Write drafts down that came to be.

    Raises:
        TakenError: one of them is not claimed by the run that says so.
    """
    _update_claimed(
        connection,
        [
            {
                "draft_id": draft.draft_id,
                "claimant": draft.run_id,
                "state": State.WAITING,
                "path": draft.path,
                "page_hash": draft.inspected.page_hash,
                "score": draft.inspected.score,
                "needs_person": draft.inspected.needs_person,
                "receipt": draft.receipt,
                "model": str(draft.receipt.get("model") or ""),
                "prompt_hash": str(draft.receipt.get("prompt_hash") or ""),
                "outcome": "ok",
                "error": "",
                "retryable": False,
                "updated": time.time(),
            }
            for draft in finished
        ],
    )
    inspections.record(connection, [(draft.draft_id, draft.inspected) for draft in finished])
    kept = {draft.draft_id: (draft.inspected.page_hash, draft.text) for draft in finished if draft.text}
    texts.keep(connection, kept)
    for draft in finished:
        assessments.record(connection, draft.draft_id, draft.run_id, draft.assessments)


def fail(connection: Connection, failed: Sequence[Failed]) -> None:
    """Write drafts down that did not come to be.

    Raises:
        TakenError: one of them is not claimed by the run that says so.
    """
    _update_claimed(
        connection,
        [
            {
                "draft_id": draft.draft_id,
                "claimant": draft.run_id,
                "state": State.FAILED,
                "outcome": draft.outcome,
                "error": draft.error,
                "retryable": draft.retryable,
                "updated": time.time(),
            }
            for draft in failed
        ],
    )


def is_claimed(connection: Connection, draft_id: int, run_id: int) -> bool:
    """Whether a run has a draft in hand."""
    query = select(drafts.c.id).where(
        drafts.c.id == draft_id, drafts.c.run_id == run_id, drafts.c.state == State.CLAIMED
    )
    return connection.execute(query).one_or_none() is not None


_CLAIMED = update(drafts).where(
    drafts.c.id == bindparam("draft_id"),
    drafts.c.run_id == bindparam("claimant"),
    drafts.c.state == State.CLAIMED,
)


def _update_claimed(connection: Connection, rows: list[dict[str, Any]]) -> None:
    changed = connection.execute(_CLAIMED, rows)
    if changed.rowcount != len(rows):
        ids = ", ".join(str(row["draft_id"]) for row in rows)
        raise TakenError(f"draft {ids} is not in this run's hands any more")


def inspected_again(connection: Connection, draft_id: int, inspected: Inspected) -> None:
    """Write down what the checks say of a draft's page now. Its state stays.

    Raises:
        LedgerError: there is no such draft.
    """
    changed = connection.execute(
        update(drafts)
        .where(drafts.c.id == draft_id)
        .values(
            page_hash=inspected.page_hash,
            score=inspected.score,
            needs_person=inspected.needs_person,
            updated=time.time(),
        )
    )
    if changed.rowcount != 1:
        raise LedgerError(f"there is no draft {draft_id}")
    inspections.record(connection, [(draft_id, inspected)])


def find(connection: Connection, draft_id: int) -> DraftRow | None:
    """A draft by its id."""
    return _one(connection, _BY_ID, number=draft_id)


def by_key(connection: Connection, key: str) -> DraftRow | None:
    """A draft by its question's key."""
    return _one(connection, _BY_KEY, key=key)


def by_keys(connection: Connection, keys: Sequence[str]) -> dict[str, DraftRow]:
    """The drafts of many questions, by key; questions without one are left out."""
    query = select(drafts).where(drafts.c.key.in_(bindparam("keys", expanding=True)))
    return {row.key: _draft(row) for part in chunks(keys) for row in connection.execute(query, {"keys": part})}


def states(connection: Connection, keys: Iterable[str]) -> dict[str, State]:
    """How the drafts of many questions stand, by key; questions without one are left out."""
    query = select(drafts.c.key, drafts.c.state).where(drafts.c.key.in_(bindparam("keys", expanding=True)))
    found: dict[str, State] = {}
    for chunk in chunks(list(keys)):
        found.update({key: State(state) for key, state in connection.execute(query, {"keys": chunk})})
    return found


def named_sources(connection: Connection) -> dict[int, tuple[str, ...]]:
    """The references that the questions of drafts name, by the draft's id; those that name none are left out."""
    # A receipt is JSON as `Json` writes it: this leaves out nearly all, and what it lets through is looked at.
    query = select(drafts.c.id, drafts.c.receipt).where(cast(drafts.c.receipt, Text).like('%"sources":["%'))
    rows = ((row.id, tuple((row.receipt or {}).get("sources", ()))) for row in connection.execute(query))
    return {draft_id: names for draft_id, names in rows if names}


def counts(connection: Connection, subject: str = "") -> dict[State, int]:
    """How many drafts stand how; all states are named."""
    query = select(drafts.c.state, func.count()).group_by(drafts.c.state)
    if subject:
        query = query.where(drafts.c.subject == subject)
    found = {State(state): number for state, number in connection.execute(query)}
    return {state: found.get(state, 0) for state in State}


def listed(connection: Connection, wanted: DraftQuery) -> list[DraftRow]:
    """The drafts that a query asks for."""
    return [_draft(row) for row in connection.execute(narrowed(select(drafts), wanted))]


def narrowed(query: Select[Any], wanted: DraftQuery) -> Select[Any]:
    """A selection of columns of drafts, with the conditions, the order and the bounds of a query."""
    if wanted.states:
        query = query.where(drafts.c.state.in_(wanted.states))
    if wanted.subject:
        query = query.where(drafts.c.subject == wanted.subject)
    if wanted.ref:
        query = query.where(drafts.c.ref == wanted.ref)
    if wanted.path:
        query = query.where(drafts.c.path == wanted.path)
    if wanted.run_id is not None:
        query = query.where(drafts.c.run_id == wanted.run_id)
    if wanted.worst_first:
        query = query.order_by(drafts.c.score.nulls_first(), drafts.c.id)
    else:
        query = query.order_by(drafts.c.id)
    return query.limit(wanted.limit).offset(wanted.offset)


_NOT_SHOWN = frozenset({"inspection_id", "model", "prompt_hash"})


# Made once: SQLAlchemy takes 0.07 ms to make a statement and to find out that it is an old one, and SQLite 0.01 to
# answer it. It is so of all that a page of the review asks.
_BY_ID = select(drafts).where(drafts.c.id == bindparam("number"))
_BY_KEY = select(drafts).where(drafts.c.key == bindparam("key"))


def _one(connection: Connection, query: Select[Any], **wanted: int | str) -> DraftRow | None:
    row = connection.execute(query, wanted).one_or_none()
    return None if row is None else _draft(row)


def _draft(row: Row[Any]) -> DraftRow:
    said = {name: value for name, value in row._mapping.items() if name not in _NOT_SHOWN}
    return DraftRow(**{**said, "state": State(row.state)})
