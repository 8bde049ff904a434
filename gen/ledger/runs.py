"""Runs: one `generate` each, its settings, versions, counts, cost and end."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from gen.errors import LedgerError
from gen.ledger import draws
from gen.ledger.portable import clock
from gen.ledger.process import Process
from gen.ledger.schema import runs
from gen.model.redact import GONE, Redactor

# A run's lease of what it has claimed, in seconds: after so much silence on another machine it is taken for dead. Six
# beats of the writer, by the database's clock.
EXPIRY = 60.0

_URL_LOGIN = re.compile(r"//[^/@\s]+@")


_RUNNING = select(
    runs.c.id, runs.c.host, runs.c.pid, runs.c.process_started, (clock() - runs.c.heartbeat).label("silence")
).where(runs.c.ended.is_(None))


class RunState(StrEnum):
    """How a run stands."""

    RUNNING = "running"
    DONE = "done"  # all rows had their turn
    INTERRUPTED = "interrupted"  # by a person
    STOPPED = "stopped"  # by an error that no row would have survived
    DIED = "died"  # without a word; another run found it so


@dataclass(frozen=True, slots=True)
class RunStart:
    """What a run says of itself when it begins.

    Attributes:
        list: the question list, as it was named.
        argv: the command line.
        settings: the settings in force.
        versions: package name to version.
        revision: the workspace's git revision, `""` where there is none.
    """

    list: str
    argv: Sequence[str] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the ledger has it.

    Attributes:
        ended: Unix time, None while it runs.
        counts: what became of its rows, by name.
        cost: US dollars, tries that may have been charged for included; None where unknown.
    """

    id: int
    state: RunState
    start: RunStart
    process: Process
    started: float
    ended: float | None
    counts: Mapping[str, int]
    cost: float | None


def start(connection: Connection, run: RunStart, process: Process) -> int:
    """Write a run's beginning down; its id."""
    now = time.time()
    added = connection.execute(
        insert(runs).values(
            state=RunState.RUNNING,
            list=run.list,
            argv=_without_keys(list(run.argv)),
            settings=_without_keys(dict(run.settings)),
            versions=dict(run.versions),
            revision=run.revision,
            host=process.host,
            pid=process.pid,
            process_started=process.started,
            heartbeat=clock(),
            started=now,
        )
    )
    return _id(added.inserted_primary_key)


def end(connection: Connection, run_id: int, state: RunState, counts: Mapping[str, int], cost: float | None) -> None:
    """Write a run's end down.

    Raises:
        LedgerError: there is no such run.
    """
    changed = connection.execute(
        update(runs).where(runs.c.id == run_id).values(state=state, ended=time.time(), counts=counts, cost=cost)
    )
    if changed.rowcount != 1:
        raise LedgerError(f"there is no run {run_id}")
    draws.renew(connection, (), run_id)


def abandon(connection: Connection, run_ids: Sequence[int]) -> None:
    """Write down that runs are over without having said how."""
    connection.execute(update(runs).where(runs.c.id.in_(run_ids)).values(state=RunState.DIED, ended=time.time()))


def beat(connection: Connection, run_ids: Sequence[int]) -> None:
    """Give a sign of life; one that was taken for dead meanwhile, cut off as it was, is under way again."""
    alive = {"heartbeat": clock(), "state": RunState.RUNNING, "ended": None}
    connection.execute(update(runs).where(runs.c.id.in_(run_ids)).values(alive))


def live(connection: Connection) -> set[int]:
    """The runs that are under way, in whatever process. Those found dead are ended on the way."""
    running = connection.execute(_RUNNING).all()
    living = {row.id for row in running if _lives(Process(row.host, row.pid, row.process_started), row.silence)}
    if dead := [row.id for row in running if row.id not in living]:
        # Who finds the same at the same time is not waited for: it may be waiting for a lock of this transaction.
        free = select(runs.c.id).where(runs.c.id.in_(dead)).with_for_update(skip_locked=True)
        abandon(connection, list(connection.scalars(free)))
    return living


def _lives(process: Process, silence: float) -> bool:
    lives = process.lives()
    return silence < EXPIRY if lives is None else lives


_BY_ID = select(runs).where(runs.c.id == bindparam("number"))


def find(connection: Connection, run_id: int) -> Run | None:
    """A run by its id."""
    row = connection.execute(_BY_ID, {"number": run_id}).one_or_none()
    return None if row is None else _run(row)


def latest(connection: Connection, limit: int) -> list[Run]:
    """The newest runs, newest first."""
    return [_run(row) for row in connection.execute(select(runs).order_by(runs.c.id.desc()).limit(limit))]


def _run(row: Row[Any]) -> Run:
    start = RunStart(row.list, tuple(row.argv), row.settings, row.versions, row.revision)
    process = Process(row.host, row.pid, row.process_started)
    return Run(row.id, RunState(row.state), start, process, row.started, row.ended, row.counts or {}, row.cost)


def _without_keys(said: Any) -> Any:
    """Nested data as it is, but for keys: an URL may carry one, and a command line too."""
    if isinstance(said, str):
        return _URL_LOGIN.sub(f"//{GONE}@", Redactor("").error(said))
    if isinstance(said, Mapping):
        return {name: _without_keys(value) for name, value in said.items()}
    return [_without_keys(value) for value in said] if isinstance(said, list | tuple) else said


def _id(primary_key: Row[Any] | None) -> int:
    if primary_key is None:  # pragma: no cover (a driver that gives no id back is not supported)
        raise LedgerError("the database gave no id back")
    return int(primary_key[0])
