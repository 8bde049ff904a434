"""Batches in the ledger: where each stands, so that a kill between any two steps is gone on from."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from gen.errors import LedgerError
from gen.ledger import runs
from gen.ledger.batch_requests import Waiting
from gen.ledger.schema import CALL_IS_OK, REQUEST_IS_OPEN, batch_requests, batches, calls


class BatchState(StrEnum):
    """How far a batch has come. Everything but `COLLECTED` is under way."""

    FILLING = "filling"  # requests are still put into it; nothing was sent
    SEALED = "sealed"  # complete, and not sent
    SENDING = "sending"  # the server may have it: look there before sending it again
    SUBMITTED = "submitted"  # the server has it, under `remote_id`
    EXPORTED = "exported"  # written into a file, for somebody to run by hand
    COLLECTED = "collected"  # over: answers are calls, the rest is free to be asked again


BY_HAND = "file:"  # what a place begins with that is a file

_HERE = (BatchState.FILLING, BatchState.SEALED)  # nothing of it has left this ledger
_AT_SERVER = (BatchState.SENDING, BatchState.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as the ledger has it.

    Attributes:
        id: its number here.
        run_id: the run that pays for it.
        state: how far it has come.
        place: the endpoint's URL, `""` for the client's default; of one that is run by hand, `file:` and the file.
        model: that all its requests ask for.
        url: the path that all of them go to.
        name: a name given by us, new with each time that it is sent: the server's metadata carries it.
        file_hash: SHA-256 of the lines, hexadecimal.
        file_id, remote_id, output_id, error_id: the server's names for input, batch, output and errors.
        status: the server's last word on it.
        message: why it ended before its time.
        lines, bytes: of its file.
        created, submitted, ended: Unix times.
    """

    id: int
    run_id: int
    state: BatchState
    place: str
    model: str
    url: str
    name: str = ""
    file_hash: str = ""
    file_id: str = ""
    remote_id: str = ""
    output_id: str = ""
    error_id: str = ""
    status: str = ""
    message: str = ""
    lines: int = 0
    bytes: int = 0
    created: float = 0.0
    submitted: float | None = None
    ended: float | None = None

    @property
    def by_hand(self) -> bool:
        """It goes into a file, not to a server."""
        return self.place.startswith(BY_HAND)


def begin(connection: Connection, run_id: int, place: str, model: str, url: str) -> int:
    """Begin a batch, empty; its id."""
    texts = dict.fromkeys(("name", "file_hash", "file_id", "remote_id", "output_id", "error_id", "status"), "")
    row = {"run_id": run_id, "state": BatchState.FILLING, "place": place, "model": model, "url": url, "message": ""}
    added = connection.execute(insert(batches).values(**row, **texts, lines=0, bytes=0, created=time.time()))
    if added.inserted_primary_key is None:  # pragma: no cover (a driver that gives no id back is not supported)
        raise LedgerError("the database gave no id back")
    return int(added.inserted_primary_key[0])


# Any: each field has its own type, and the columns check them.
def put(connection: Connection, batch_id: int, **fields: Any) -> None:
    """Write down what has changed of a batch."""
    connection.execute(update(batches).where(batches.c.id == batch_id).values(**fields))


def find(connection: Connection, batch_id: int) -> Batch | None:
    """A batch by its number."""
    row = connection.execute(select(batches).where(batches.c.id == batch_id)).one_or_none()
    return None if row is None else _batch(row)


def latest(connection: Connection, limit: int) -> list[Batch]:
    """The newest batches, newest first."""
    return [_batch(row) for row in connection.execute(select(batches).order_by(batches.c.id.desc()).limit(limit))]


def filling(connection: Connection, run_id: int, *, by_hand: bool = False) -> list[Batch]:
    """Batches to be sealed: a run's own, and those of runs that are over; to be sent, or to be run by hand."""
    found = _of_runs_over(connection, run_id, (BatchState.FILLING,))
    return [batch for batch in found if batch.by_hand == by_hand]


def under_way(connection: Connection, run_id: int = 0) -> list[Batch]:
    """What a run looks after: its own batches from sealing on, and what the server may have of runs that are over."""
    found = _of_runs_over(connection, run_id, (BatchState.SEALED, *_AT_SERVER))
    return [batch for batch in found if batch.run_id == run_id or batch.state in _AT_SERVER]


def unsent(connection: Connection, run_id: int) -> list[Batch]:
    """Batches that other runs were to send, and are over."""
    found = _of_runs_over(connection, run_id, _HERE)
    return [batch for batch in found if batch.run_id != run_id and not batch.by_hand]


def of_others(connection: Connection, run_id: int) -> list[Batch]:
    """Batches of other runs that may cost money yet: the server may have them, or a run is about to send them."""
    live = runs.live(connection)
    query = select(batches).where(batches.c.state.in_((*_HERE, *_AT_SERVER)), batches.c.run_id != run_id)
    found = [_batch(row) for row in connection.execute(query)]
    return [batch for batch in found if not batch.by_hand and (batch.state in _AT_SERVER or batch.run_id in live)]


def adopt(connection: Connection, batch: Batch, run_id: int) -> bool:
    """Make a batch that is being sent this run's own; False where another run was faster."""
    found = (batches.c.id == batch.id) & (batches.c.run_id == batch.run_id) & (batches.c.state == BatchState.SENDING)
    return connection.execute(update(batches).where(found).values(run_id=run_id)).rowcount == 1


def exported(connection: Connection) -> list[Batch]:
    """Batches that somebody runs by hand."""
    query = select(batches).where(batches.c.state == BatchState.EXPORTED).order_by(batches.c.id)
    return [_batch(row) for row in connection.execute(query)]


def in_hand(connection: Connection, batch: Batch) -> bool:
    """Whether the run of a batch is under way."""
    return batch.run_id in runs.live(connection)


def seal(connection: Connection, batch: Batch) -> int:
    """Close a batch without what has been answered meanwhile; how many requests are left. An empty one is gone."""
    answered = select(calls.c.id).where(calls.c.key == batch_requests.c.key, CALL_IS_OK).exists()
    connection.execute(delete(batch_requests).where(batch_requests.c.batch_id == batch.id, answered))
    return _sealed(connection, batch.id)


def drop(connection: Connection, batch: Batch) -> int:
    """Undo a batch that was never sent: its requests are free to be asked otherwise; how many they were."""
    free = connection.execute(delete(batch_requests).where(batch_requests.c.batch_id == batch.id))
    connection.execute(delete(batches).where(batches.c.id == batch.id))
    return free.rowcount


def split(connection: Connection, batch: Batch, keep: int) -> int:
    """Leave the first `keep` requests in a batch that was not taken, and put the others into a new one; its id."""
    other = begin(connection, batch.run_id, batch.place, batch.model, batch.url)
    requests = batch_requests.c
    last = select(requests.id).where(requests.batch_id == batch.id, REQUEST_IS_OPEN).order_by(requests.id)
    from_here = connection.scalars(last.offset(keep).limit(1)).one()
    rest = (requests.batch_id == batch.id) & (requests.id >= from_here) & REQUEST_IS_OPEN
    connection.execute(update(batch_requests).where(rest).values(batch_id=other))
    for batch_id in (batch.id, other):
        _sealed(connection, batch_id)
        put(connection, batch_id, name="", file_id="", remote_id="", status="", message="")
    return other


def sums(connection: Connection, batch_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many requests of each batch stand how."""
    requests = batch_requests.c
    query = (
        select(requests.batch_id, requests.state, func.count().label("number"))
        .where(requests.batch_id.in_(batch_ids))
        .group_by(requests.batch_id, requests.state)
    )
    counted: dict[int, dict[str, int]] = {batch_id: {} for batch_id in batch_ids}
    for row in connection.execute(query):
        counted[row.batch_id][row.state] = row.number
    return counted


def _of_runs_over(connection: Connection, run_id: int, states: Collection[BatchState]) -> list[Batch]:
    others = runs.live(connection) - {run_id}
    query = select(batches).where(batches.c.state.in_(states)).order_by(batches.c.id)
    return [_batch(row) for row in connection.execute(query) if row.run_id not in others]


def _sealed(connection: Connection, batch_id: int) -> int:
    left: int = (
        connection.scalar(
            select(func.count()).where(batch_requests.c.batch_id == batch_id, batch_requests.c.state == Waiting.OPEN)
        )
        or 0
    )
    if left:
        put(connection, batch_id, state=BatchState.SEALED, lines=left)
    else:
        connection.execute(delete(batches).where(batches.c.id == batch_id))
    return left


def _batch(row: Row[Any]) -> Batch:
    return Batch(**{**row._mapping, "state": BatchState(row.state)})
