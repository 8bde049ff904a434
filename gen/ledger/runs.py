"""Runs: one `generate` each, its settings, versions, counts, cost and end."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from gen.errors import LedgerError
from gen.ledger.process import Process
from gen.ledger.schema import runs

# Seconds after which a run on another machine that gave no sign of life is taken for dead: six beats of the writer.
EXPIRY = 60.0


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
        cost: US dollars, None where unknown.
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
            argv=list(run.argv),
            settings=run.settings,
            versions=run.versions,
            revision=run.revision,
            host=process.host,
            pid=process.pid,
            process_started=process.started,
            heartbeat=now,
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


def beat(connection: Connection, run_ids: Sequence[int]) -> None:
    """Give a sign of life."""
    connection.execute(update(runs).where(runs.c.id.in_(run_ids)).values(heartbeat=time.time()))


def live(connection: Connection) -> set[int]:
    """The runs that are under way, in whatever process. Those found dead are ended on the way."""
    now = time.time()
    living = set()
    for row in connection.execute(select(runs).where(runs.c.ended.is_(None))):
        lives = Process(row.host, row.pid, row.process_started).lives()
        if lives or (lives is None and now - row.heartbeat < EXPIRY):
            living.add(row.id)
            continue
        connection.execute(update(runs).where(runs.c.id == row.id).values(state=RunState.DIED, ended=now))
    return living


def find(connection: Connection, run_id: int) -> Run | None:
    """A run by its id."""
    row = connection.execute(select(runs).where(runs.c.id == run_id)).one_or_none()
    return None if row is None else _run(row)


def latest(connection: Connection, limit: int) -> list[Run]:
    """The newest runs, newest first."""
    return [_run(row) for row in connection.execute(select(runs).order_by(runs.c.id.desc()).limit(limit))]


def _run(row: Row[Any]) -> Run:
    start = RunStart(row.list, tuple(row.argv), row.settings, row.versions, row.revision)
    process = Process(row.host, row.pid, row.process_started)
    return Run(row.id, RunState(row.state), start, process, row.started, row.ended, row.counts or {}, row.cost)


def _id(primary_key: Row[Any] | None) -> int:
    if primary_key is None:  # pragma: no cover (a driver that gives no id back is not supported)
        raise LedgerError("the database gave no id back")
    return int(primary_key[0])
