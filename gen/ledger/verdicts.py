"""Verdicts: what people said of drafts. A row is added for each and none is ever changed, `undo` included."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from gen.errors import VerdictError
from gen.ledger import moves
from gen.ledger.drafts import State
from gen.ledger.moves import Move
from gen.ledger.schema import drafts, verdicts


class VerdictKind(StrEnum):
    """What a person said."""

    APPROVE = "approve"  # an accept that needs another person's
    ACCEPT = "accept"
    REJECT = "reject"
    REVISE = "revise"
    UNDO = "undo"


_AFTER = {
    VerdictKind.APPROVE: State.WAITING,
    VerdictKind.ACCEPT: State.ACCEPTED,
    VerdictKind.REJECT: State.REJECTED,
    VerdictKind.REVISE: State.REVISE,
}


_GIVEN = frozenset(_AFTER.values()) - {State.WAITING}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person said of a draft.

    Attributes:
        draft_id: the draft.
        kind: what they said.
        who: the person.
        at: Unix time.
        page_hash: of the page that they read.
        role: what the settings call the person, `""` where they say nothing.
        reason: a name from the fixed list.
        note: their own words.
        override: why it is accepted in spite of errors.
        undoes: id of the verdict that an undo takes back; the ledger fills it in.
        state_before, path_before: how the draft stood; the ledger fills them in.
        request: names the request that asked for it, so that one sent again does nothing twice; None where none did.
        batch: what verdicts given at once have in common, `""` for one alone.
        seconds: how long the person had the draft open, None where nobody knows.
        id: the ledger gives it.
    """

    draft_id: int
    kind: VerdictKind
    who: str
    at: float
    page_hash: str
    reason: str = ""
    note: str = ""
    override: str = ""
    role: str = ""
    undoes: int | None = None
    state_before: State = State.WAITING
    path_before: str = ""
    request: str | None = None
    batch: str = ""
    seconds: float | None = None
    id: int = 0


_DRAFT = select(drafts).where(drafts.c.id == bindparam("number")).with_for_update()
_WRITE = insert(verdicts).returning(verdicts)
_FOLLOW = (
    update(drafts)
    .where(drafts.c.id == bindparam("number"))
    .values(state=bindparam("to"), path=bindparam("place"), updated=bindparam("now"))
)
_OF_DRAFT = select(verdicts).where(verdicts.c.draft_id == bindparam("draft")).order_by(verdicts.c.id)
_BY_REQUEST = select(verdicts).where(verdicts.c.request == bindparam("name"))


def add(connection: Connection, verdict: Verdict, path: str) -> Verdict:
    """Write a verdict down and let the draft's state follow.

    Args:
        connection: in a transaction.
        verdict: accept, reject and revise are given on a draft that waits; an undo takes the last of them back.
        path: where the page belongs afterwards, relative to the workspace; `""`: where it was, or where it was before
            the verdict that is undone. Where that is elsewhere, the move is owed from now on.

    Raises:
        VerdictError: no such draft, not one that waits, changed since it was read, or nothing to undo.
    """
    draft = connection.execute(_DRAFT, {"number": verdict.draft_id}).one_or_none()
    if draft is None:
        raise VerdictError(f"there is no draft {verdict.draft_id}")
    if verdict.kind is VerdictKind.UNDO:
        undone = _standing(connection, draft)
        undoes, state, path = undone.id, undone.state_before, path or undone.path_before
    else:
        _check(draft, verdict)
        undoes, state, path = None, _AFTER[verdict.kind], path or draft.path
    given = replace(verdict, undoes=undoes, state_before=State(draft.state), path_before=draft.path)
    values = {name: value for name, value in asdict(given).items() if name != "id"}
    written = _verdict(connection.execute(_WRITE, values).one())
    connection.execute(_FOLLOW, {"number": draft.id, "to": state, "place": path, "now": verdict.at})
    if draft.path not in ("", path):
        moves.owe(connection, Move(draft.id, draft.path, path, verdict.page_hash))
    return written


def history(connection: Connection, draft_id: int) -> list[Verdict]:
    """All that was ever said of a draft, oldest first."""
    return [_verdict(row) for row in connection.execute(_OF_DRAFT, {"draft": draft_id})]


def of_drafts(connection: Connection, draft_ids: Sequence[int]) -> list[Verdict]:
    """All that was ever said of some drafts, oldest first."""
    query = select(verdicts).where(verdicts.c.draft_id.in_(draft_ids)).order_by(verdicts.c.id)
    return [_verdict(row) for row in connection.execute(query)]


def standing(said: list[Verdict]) -> Verdict | None:
    """The verdict of a history that holds: the last that no undo took back."""
    undone = {verdict.undoes for verdict in said}
    given = (verdict for verdict in reversed(said) if verdict.kind is not VerdictKind.UNDO)
    return next((verdict for verdict in given if verdict.id not in undone), None)


def by_request(connection: Connection, request: str) -> Verdict | None:
    """The verdict that a request has already given; None where it has given none."""
    row = connection.execute(_BY_REQUEST, {"name": request}).one_or_none()
    return None if row is None else _verdict(row)


def of_batch(connection: Connection, batch: str) -> list[Verdict]:
    """The verdicts that were given at once, oldest first."""
    query = select(verdicts).where(verdicts.c.batch == batch).order_by(verdicts.c.id)
    return [_verdict(row) for row in connection.execute(query)]


def _standing(connection: Connection, draft: Row[Any]) -> Verdict:
    """The verdict that an undo takes back: the one that made the draft's state what it is."""
    last = standing(history(connection, draft.id))
    if last is None or _AFTER[last.kind] != draft.state:
        raise VerdictError(f"draft {draft.id} is {draft.state}, and has no verdict to take back")
    return last


def _check(draft: Row[Any], verdict: Verdict) -> None:
    if draft.state != State.WAITING:
        raise VerdictError(
            f"draft {draft.id} is {draft.state} and does not wait for a verdict",
            hint=f"`answerdesk undo {draft.id}` takes its verdict back." if State(draft.state) in _GIVEN else "",
        )
    if draft.page_hash != verdict.page_hash:
        raise VerdictError(f"draft {draft.id} was changed since it was read", hint="Read it again and decide anew.")


def _verdict(row: Row[Any]) -> Verdict:
    said = dict(row._mapping)
    return Verdict(**{**said, "kind": VerdictKind(row.kind), "state_before": State(row.state_before)})
