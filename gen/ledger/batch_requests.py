"""The requests of batches: what is asked, for which question, and what came of it."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select, update

from gen.call import Call, Outcome, Request
from gen.ledger import calls as call_records
from gen.ledger.calls import CallRecord
from gen.ledger.chunks import chunks
from gen.ledger.schema import REQUEST_IS_OPEN, batch_requests, batches

_READ_AT_ONCE = 500


class Waiting(StrEnum):
    """What came of a request."""

    OPEN = "open"  # nothing yet
    ANSWERED = "answered"  # a call, and asking again would bring the same
    FAILED = "failed"  # a call without an answer, which may be asked again
    MISSING = "missing"  # the batch was over without a word of it


@dataclass(frozen=True, slots=True)
class Queued:
    """A request on its way into a batch."""

    batch_id: int
    question_key: str
    request: Request


@dataclass(frozen=True, slots=True)
class Past:
    """One time that a request was in a batch.

    Attributes:
        batch_id, batch_state: the batch, and how far it has come.
        question_key: what it was asked for.
        state: what came of it.
        outcome: of its call, `""` where there is none.
        settled: Unix time, None while it is open.
    """

    batch_id: int
    batch_state: str
    question_key: str
    state: Waiting
    outcome: str
    settled: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """An open request: what a reply is joined to."""

    id: int
    batch_id: int
    run_id: int
    question_key: str
    request: Request


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of an open request: its call, and whether it is the last word."""

    asked: Asked
    call: Call
    state: Waiting


def add(connection: Connection, records: Sequence[Queued]) -> None:
    """Put requests into their batches, but for those that wait in one already."""
    for chunk in chunks(records):
        waiting = set(connection.scalars(_OPEN_KEYS, {"keys": [record.request.key for record in chunk]}))
        rows = []
        for record in chunk:
            if record.request.key not in waiting:
                waiting.add(record.request.key)
                rows.append(_row(record))
        if rows:
            connection.execute(insert(batch_requests), rows)


def past(connection: Connection, key: str) -> list[Past]:
    """Every time that a request with this key was in a batch, oldest first."""
    return [
        Past(row.batch_id, row.batch_state, row.question_key, Waiting(row.state), row.outcome, row.settled)
        for row in connection.execute(_PAST, {"wanted": key})
    ]


def last_call(connection: Connection, key: str, question_key: str) -> Call | None:
    """The newest call with this key, whatever its outcome."""
    found = [record.call for record in call_records.of_question(connection, question_key)]
    return next((call for call in reversed(found) if call.request.key == key), None)


def lines(connection: Connection, batch_id: int) -> Iterator[tuple[str, str]]:
    """Key and body of a batch's open requests, in the order in which they were put into it."""
    last = 0
    while True:
        rows = connection.execute(_LINES, {"batch": batch_id, "last": last}).all()
        if not rows:
            return
        yield from ((row.key, row.request) for row in rows)
        last = rows[-1].id


def asked(connection: Connection, keys: Sequence[str], batch_id: int | None = None) -> dict[str, Asked]:
    """The open requests with these keys, of one batch or of any."""
    query = _ASKED if batch_id is None else _ASKED.where(batch_requests.c.batch_id == batch_id)
    return {
        row.key: Asked(
            row.id,
            row.batch_id,
            row.run_id,
            row.question_key,
            Request(json.loads(row.request), row.sample, row.kind, row.url),
        )
        for chunk in chunks(keys)
        for row in connection.execute(query, {"keys": chunk})
    }


def known(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of the keys that were ever in a batch."""
    found: set[str] = set()
    for chunk in chunks(keys):
        found.update(connection.scalars(_KNOWN, {"keys": chunk}))
    return found


def settle(connection: Connection, settled: Sequence[Settled]) -> None:
    """Write calls down, and that their requests wait no more: both or neither."""
    if not settled:
        return
    call_records.record(
        connection, [CallRecord(each.asked.run_id, each.asked.question_key, each.call) for each in settled]
    )
    now = time.time()
    connection.execute(
        _SETTLE,
        [
            {"one": each.asked.id, "state": each.state, "outcome": each.call.outcome, "settled": now, "request": ""}
            for each in settled
        ],
    )


def give_up(connection: Connection, batch_id: int) -> int:
    """Say of the requests of a batch that are open still that nothing came; how many they were."""
    rest = (batch_requests.c.batch_id == batch_id) & REQUEST_IS_OPEN
    changed = connection.execute(
        update(batch_requests).where(rest).values(state=Waiting.MISSING, settled=time.time(), request="")
    )
    return changed.rowcount


def number(connection: Connection) -> int:
    """How many requests wait in batches."""
    return connection.scalar(select(func.count()).select_from(batch_requests).where(REQUEST_IS_OPEN)) or 0


def is_final(call: Call, *, retryable: bool) -> bool:
    """Whether asking for the same again would bring the same."""
    return call.outcome is not Outcome.FAILED or not retryable


def _row(record: Queued) -> dict[str, object]:
    request = record.request
    return {
        "batch_id": record.batch_id,
        "key": request.key,
        "question_key": record.question_key,
        "kind": request.kind,
        "sample": request.sample,
        "state": Waiting.OPEN,
        "outcome": "",
        "settled": None,
        "request": request.content,
    }


_KEYS: BindParameter[str] = bindparam("keys", expanding=True)
_JOINED = batch_requests.join(batches, batches.c.id == batch_requests.c.batch_id)
_OPEN_KEYS = select(batch_requests.c.key).where(batch_requests.c.key.in_(_KEYS), REQUEST_IS_OPEN)
_KNOWN = select(batch_requests.c.key).where(batch_requests.c.key.in_(_KEYS)).distinct()
_PAST = (
    select(
        batch_requests.c.batch_id,
        batches.c.state.label("batch_state"),
        batch_requests.c.question_key,
        batch_requests.c.state,
        batch_requests.c.outcome,
        batch_requests.c.settled,
    )
    .select_from(_JOINED)
    .where(batch_requests.c.key == bindparam("wanted"))
    .order_by(batch_requests.c.id)
)
_LINES = (
    select(batch_requests.c.id, batch_requests.c.key, batch_requests.c.request)
    .where(batch_requests.c.batch_id == bindparam("batch"), batch_requests.c.id > bindparam("last"), REQUEST_IS_OPEN)
    .order_by(batch_requests.c.id)
    .limit(_READ_AT_ONCE)
)
_ASKED = (
    select(
        batch_requests.c.id,
        batch_requests.c.batch_id,
        batches.c.run_id,
        batches.c.url,
        batch_requests.c.key,
        batch_requests.c.question_key,
        batch_requests.c.kind,
        batch_requests.c.sample,
        batch_requests.c.request,
    )
    .select_from(_JOINED)
    .where(batch_requests.c.key.in_(_KEYS), REQUEST_IS_OPEN)
    .with_for_update(of=batch_requests)
)
_SETTLE = update(batch_requests).where(batch_requests.c.id == bindparam("one"))
