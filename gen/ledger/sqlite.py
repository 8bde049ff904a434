"""What is SQLite's alone: where the file is, how it is opened, how a transaction begins."""

import time
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from gen.errors import LedgerError

# How long a transaction waits for another process's, in milliseconds: a first look over a large content tree
# writes for about a second.
BUSY_TIMEOUT = 60_000
_PAUSE = 0.01  # seconds

# Execution option of a connection whose transactions write.
WRITES = "ledger_writes"

# The same, of one whose commits need not be on the disk when they return: the next one that must be takes them along.
LAZY = "ledger_lazy"


def create(url: URL, root: Path | None) -> Engine:
    """An engine for an SQLite file.

    Args:
        url: `sqlite:///path`.
        root: what a relative path is relative to; None for the working directory.

    Raises:
        LedgerError: the URL names no file, or its folder does not exist.
    """
    if not url.database or url.database == ":memory:" or url.query:
        raise LedgerError(
            f"{url.render_as_string()} names no file",
            hint="The setting `ledger` is an URL like sqlite:///ledger.sqlite.",
        )
    path = (root or Path.cwd()) / url.database
    if not path.parent.is_dir():
        raise LedgerError(f"there is no folder {path.parent} for the ledger", where=str(path))
    engine = create_engine(url.set(database=str(path)))
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: SQLiteConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where `_on_begin` says so, and nowhere else
    for setting in (
        f"busy_timeout={BUSY_TIMEOUT}",
        "foreign_keys=ON",
        # A commit is on the disk when it returns, also when the power fails: what is lost has to be paid for again.
        # bench/ledger.py shows what it costs.
        "synchronous=FULL",
    ):
        connection.execute(f"PRAGMA {setting}")


def _on_begin(connection: Connection) -> None:
    """Take the write lock at once: a transaction that reads first and writes later fails when another wrote meanwhile.

    Single reads need no transaction.
    """
    options = connection.get_execution_options()
    if options.get(WRITES):
        # Said each time, since connections are used again.
        connection.exec_driver_sql(f"PRAGMA synchronous={'NORMAL' if options.get(LAZY) else 'FULL'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def use_wal(connection: Connection) -> None:
    """Turn write-ahead logging on, so that readers and the writer do not wait for each other. The file remembers it.

    SQLite does not wait here where another process writes, whatever its timeout, so that is done by hand.
    """
    last = time.monotonic() + BUSY_TIMEOUT / 1000
    while connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() != "wal":
        try:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        except OperationalError:
            if time.monotonic() > last:
                raise
            time.sleep(_PAUSE)
