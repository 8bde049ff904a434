"""What earlier runs know of pages, by the hash of their content and the version of the suite.

Nothing in it is needed: a cache that cannot be read, written or understood is thrown away with a word, and the pages
are checked again. Two runs may use it at once.

A file whose size, times and inode are those of when it was read is not read again. That is safe where it had been left
alone for two seconds before it was read: a change within the grain of the file system's clock would not show (git's
index knows the same trouble as "racily clean"). A change keeps neither time: `ctime` cannot be set.
"""

import datetime
import hashlib
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from evals.files import PageFile, Stamp, read_page_file
from evals.running.examine import Examined
from gen import cache_folder
from gen.errors import PageError

_LAYOUT = 1  # of the tables below
_KEPT = 30  # days that an entry is kept after a run has used it last
_STALE = 7  # days after which it is written down that one has: not each day for all of a site
_LARGEST = 256 << 20  # bytes
_SETTLED = 2_000_000_000  # nanoseconds; FAT's clock, the coarsest, ticks every two seconds
_BATCH = 200  # pages that an interrupted run may lose
_PATIENCE = 5.0  # seconds that another run may hold it
_TABLES = f"""
CREATE TABLE IF NOT EXISTS pages (
    hash BLOB, version TEXT, day INTEGER, until INTEGER, complete INTEGER, used INTEGER, record BLOB, card BLOB,
    PRIMARY KEY (hash, version));
CREATE TABLE IF NOT EXISTS files (
    path BLOB PRIMARY KEY, size INTEGER, changed INTEGER, moved INTEGER, inode TEXT, hash BLOB, used INTEGER)
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS pages_used ON pages (used);
PRAGMA user_version = {_LAYOUT};
"""
_FIND = "SELECT record, card, day, until, complete, used FROM pages WHERE hash = ? AND version = ?"
_STAMP = "SELECT size, changed, moved, inode, hash, used FROM files WHERE path = ?"


# Of SQLite: somebody else has it, or the disk does not play along. Every other error is the file's own.
_NOT_ITS_FAULT = frozenset(
    {
        *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL),
        sqlite3.SQLITE_CANTOPEN,
    }
)
T = TypeVar("T")


class Cache:
    """A database in a folder. Use it in a `with` statement: what is still to be written is written at the end.

    Args:
        folder: for it; made where there is none.
        version: of the suite: only what this one said is given back.
        say: is told, in a sentence, why there is no use in it.
    """

    def __init__(self, folder: Path, version: str, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._version = version
        self._say = say
        self._today = datetime.date.today().toordinal()
        self._waiting: list[tuple[str, tuple[object, ...]]] = []
        self._wrote = self._thrown_away = False
        self._empty = True
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        if not self._guarded(self._open) and self._thrown_away:
            self._guarded(self._open)  # a new one
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._guarded(self._tidy)
        self._close()

    def find(self, file: PageFile) -> Examined | None:
        """What is known of a page file; None where it has to be examined."""
        if self._empty or file.problem:  # no use in reading it
            return None
        return self._guarded(lambda: self._find(file))

    def put(self, file: PageFile, said: Examined) -> None:
        """Keep what came of a page file, if it is worth it."""
        if said.stamp is None or self._database is None:
            return
        self._put_stamp(file, said.stamp, said.hash)
        if said.lasting:
            row = (said.hash, self._version, said.day, said.until, said.complete, self._today, said.record, said.card)
            self._write("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)

    def discard(self) -> None:
        """What came out of it is not what was put in: throw it away."""
        self._throw_away("it is damaged")

    def _open(self) -> bool:
        cache_folder.prepare(self._folder)
        self._database = database = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        (layout,) = database.execute("PRAGMA user_version").fetchone()
        if layout not in {0, _LAYOUT}:
            raise sqlite3.DatabaseError("it is of another version")
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        if layout == 0:
            database.executescript(_TABLES)
        found = database.execute("SELECT 1 FROM pages WHERE version = ? LIMIT 1", (self._version,))
        self._empty = found.fetchone() is None
        return True

    @property
    def _path(self) -> Path:
        return self._folder / "checks.sqlite"

    def _find(self, file: PageFile) -> Examined | None:
        found = self._hash(file)
        if found is None:
            return None
        stamp, content = found
        row = self._one(_FIND, content, self._version)
        if row is None or not row[2] <= self._today < row[3]:
            return None
        record, card, day, until, complete, used = row
        if self._today - used >= _STALE:
            self._write("UPDATE pages SET used = ? WHERE hash = ? AND version = ?", self._today, content, self._version)
        return Examined(bytes(record), bytes(card), content, stamp, day, until, bool(complete), lasting=True)

    def _hash(self, file: PageFile) -> tuple[Stamp, bytes] | None:
        """A file's stamp and the hash of its content: as it was, where the file is as it was, else read anew."""
        try:
            stamp = Stamp.of(os.stat(file.path))
            row = self._one(_STAMP, file.key)
            if row is not None and row[:4] == _columns(stamp):
                if self._today - row[5] >= _STALE:
                    self._write("UPDATE files SET used = ? WHERE path = ?", self._today, file.key)
                return stamp, bytes(row[4])
            content, stamp = read_page_file(file.path)
        except (OSError, ValueError, PageError):
            return None
        found = hashlib.sha256(content).digest()
        self._put_stamp(file, stamp, found)
        return stamp, found

    def _put_stamp(self, file: PageFile, stamp: Stamp, content: bytes) -> None:
        if time.time_ns() - stamp.last > _SETTLED:
            row = (file.key, *_columns(stamp), content, self._today)
            self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", *row)

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        if self._database is None:
            return None
        row: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
        return row

    def _write(self, query: str, *values: object) -> None:
        self._waiting.append((query, values))
        if len(self._waiting) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._guarded(self._write_all)
        self._waiting.clear()

    def _write_all(self) -> None:
        if self._database is None or not self._waiting:
            return
        self._wrote = True
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            for query, values in self._waiting:
                self._database.execute(query, values)

    def _tidy(self) -> None:
        """Remove what no run has used for long, and the oldest where there is too much."""
        database = self._database
        if database is None or not self._wrote:
            return
        for table in ("pages", "files"):
            database.execute(f"DELETE FROM {table} WHERE used < ?", (self._today - _KEPT,))  # noqa: S608
        oldest = "SELECT rowid FROM pages ORDER BY version = ?, used, rowid LIMIT ?"
        while _size(database) > _LARGEST:
            database.execute(f"DELETE FROM pages WHERE rowid IN ({oldest})", (self._version, _BATCH))  # noqa: S608

    def _guarded(self, work: Callable[[], T]) -> T | None:
        """Do something with the database. A run does not end over it: it ends the use of the cache."""
        try:
            return work()
        except OSError as error:
            self._give_up(f"{error.strerror}")
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", None)
            if code is not None and code & 0xFF in _NOT_ITS_FAULT:
                self._give_up(str(error))
            else:
                self._throw_away(str(error))
        except (TypeError, ValueError, IndexError) as error:
            self._throw_away(str(error))
        return None

    def _give_up(self, why: str) -> None:
        self._close()
        self._say(f"the cache {self._path} cannot be used ({why}); going on without it")

    def _throw_away(self, why: str) -> None:
        self._close()
        self._thrown_away = True
        self._say(f"the cache {self._path} is thrown away ({why}); pages are checked anew")
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                self._path.with_name(f"{self._path.name}{ending}").unlink()

    def _close(self) -> None:
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None
        self._empty = True


def _columns(stamp: Stamp) -> tuple[int, int, int, str]:
    return stamp.size, stamp.changed, stamp.moved, str(stamp.number)  # a number may be beyond SQLite's


def _size(database: sqlite3.Connection) -> int:
    """Bytes that are in use."""
    counts = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
    used, free = counts
    return int((used - free) * database.execute("PRAGMA page_size").fetchone()[0])
