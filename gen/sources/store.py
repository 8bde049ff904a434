"""The index on disk: an SQLite file of its own, beside the ledger. Nothing in it is needed: it is made again."""

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from gen import cache_folder
from gen.errors import SourcesError
from gen.sources.folder import Stamp
from gen.sources.passage import Passage

_LAYOUT = 2  # of the tables below, and of how files are read and cut: counted up when either changes
_PATIENCE = 60.0  # seconds that another process may hold it
_TABLES = """
CREATE TABLE files (
    name TEXT PRIMARY KEY, size INTEGER, modified INTEGER, changed INTEGER, hash TEXT, title TEXT, url TEXT,
    passages INTEGER, problem TEXT);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY, source TEXT, place TEXT, text TEXT, key TEXT, heading TEXT, title TEXT, url TEXT);
CREATE INDEX passages_source ON passages (source);
CREATE INDEX passages_key ON passages (key);
CREATE VIRTUAL TABLE words USING fts5 (
    text, heading, title, content='passages', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2');
CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
    INSERT INTO words (rowid, text, heading, title) VALUES (new.id, new.text, new.heading, new.title);
END;
CREATE TRIGGER passages_gone AFTER DELETE ON passages BEGIN
    INSERT INTO words (words, rowid, text, heading, title)
    VALUES ('delete', old.id, old.text, old.heading, old.title);
END;
CREATE TABLE vectors (key TEXT, model TEXT, vector BLOB, PRIMARY KEY (key, model)) WITHOUT ROWID;
"""
_COLUMNS = "p.source, p.place, p.text, p.key, p.heading, p.title, p.url"
_LACKING = (
    "SELECT DISTINCT p.key, p.heading, p.text FROM passages p LEFT JOIN vectors v ON v.key = p.key AND v.model = ? "
    "WHERE v.key IS NULL LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file as the index has it.

    Attributes:
        name: below the folder.
        stamp: when it was read; zeros where it had just been changed.
        hash: SHA-256 of its content, hexadecimal.
        title, url: what it says of itself.
        passages: how many there are of it.
        problem: why it was refused, `""` where it was not.
    """

    name: str
    stamp: Stamp
    hash: str
    title: str = ""
    url: str = ""
    passages: int = 0
    problem: str = ""


class Store:
    """The index, open. Any thread may use it, one at a time.

    Args:
        path: of the file.

    Raises:
        SourcesError: it cannot be opened or made.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = threading.RLock()
        self._database = self._opened()
        weakref.finalize(self, self._database.close)  # for whoever leaves it to the end of the program

    def close(self) -> None:
        """Close it. Closing twice is fine."""
        with self._turn:
            self._database.close()

    def _opened(self) -> sqlite3.Connection:
        try:
            cache_folder.prepare(self._path.parent)
        except OSError as error:
            raise SourcesError(f"the index cannot be made: {error.strerror}", where=str(self._path)) from None
        try:
            return self._prepared()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # somebody else has it, or the disk does not play along
                raise SourcesError(f"the index cannot be used: {error}", where=str(self._path)) from None
        for ending in ("", "-wal", "-shm", "-journal"):  # it is damaged: it is made anew
            with suppress(OSError):
                self._path.with_name(f"{self._path.name}{ending}").unlink()
        try:
            return self._prepared()
        except sqlite3.Error as error:
            raise SourcesError(f"the index cannot be made: {error}", where=str(self._path)) from None

    def _prepared(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            if database.execute("PRAGMA user_version").fetchone()[0] != _LAYOUT:
                _make_tables(database)
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def _guarded(self) -> Iterator[sqlite3.Connection]:
        with self._turn:
            try:
                yield self._database
            except sqlite3.Error as error:
                hint = f"Delete {self._path}; it is made anew."
                raise SourcesError(
                    f"the index does not do its work: {error}", where=str(self._path), hint=hint
                ) from error

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes."""
        with self._guarded() as database, database:
            database.execute("BEGIN IMMEDIATE")
            yield database

    def files(self) -> dict[str, IndexedFile]:
        """All files, by name, in the order of the names."""
        with self._guarded() as database:
            rows = database.execute("SELECT * FROM files ORDER BY name").fetchall()
        return {row[0]: IndexedFile(row[0], Stamp(*row[1:4]), *row[4:]) for row in rows}

    def replace(self, file: IndexedFile, passages: Sequence[Passage]) -> None:
        """What a file holds now, in place of what it held."""
        with self.transaction() as database:
            database.execute("DELETE FROM passages WHERE source = ?", (file.name,))
            rows = [(p.source, p.place, p.text, p.key, p.heading, p.title, p.url) for p in passages]
            insert = "INSERT INTO passages (source, place, text, key, heading, title, url) VALUES (?, ?, ?, ?, ?, ?, ?)"
            database.executemany(insert, rows)
            self._put(database, file)

    def touch(self, file: IndexedFile) -> None:
        """The file is as it was; only its stamp is another."""
        with self.transaction() as database:
            self._put(database, file)

    @staticmethod
    def _put(database: sqlite3.Connection, file: IndexedFile) -> None:
        row = (file.name, *astuple(file.stamp), file.hash, file.title, file.url, file.passages, file.problem)
        database.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def remove(self, names: Iterable[str]) -> None:
        """These files are gone."""
        with self.transaction() as database:
            for name in names:
                database.execute("DELETE FROM passages WHERE source = ?", (name,))
                database.execute("DELETE FROM files WHERE name = ?", (name,))

    def lacking(self, model: str, most: int) -> list[tuple[str, str, str]]:
        """Key, heading and text of passages that have no vector of this model yet, at most so many."""
        with self._guarded() as database:
            return database.execute(_LACKING, (model, most)).fetchall()

    def count_lacking(self, model: str) -> int:
        """How many of them there are."""
        query = "SELECT count(DISTINCT key) FROM passages WHERE key NOT IN (SELECT key FROM vectors WHERE model = ?)"
        with self._guarded() as database:
            return int(database.execute(query, (model,)).fetchone()[0])

    def add_vectors(self, model: str, vectors: Iterable[tuple[str, bytes]]) -> None:
        """Keep vectors by the passages' keys."""
        with self.transaction() as database:
            rows = [(key, model, vector) for key, vector in vectors]
            database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def drop_vectors(self) -> None:
        """Forget the vectors of passages that are gone."""
        with self.transaction() as database:
            database.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM passages)")

    def vectors(self, model: str) -> list[tuple[int, bytes]]:
        """Number and vector of all passages that have one."""
        joined = "SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.key = p.key AND v.model = ?"
        with self._guarded() as database:
            return database.execute(f"{joined} ORDER BY p.source, p.id", (model,)).fetchall()

    def by_words(self, query: str, sources: Sequence[str] | None, most: int) -> list[int]:
        """Numbers of the passages that match an FTS5 query, best first (BM25); None for all sources."""
        among = "" if sources is None else "AND p.source IN (SELECT value FROM json_each(?))"
        given = [query, *([] if sources is None else [json.dumps(list(sources))]), most]
        search = (
            "SELECT p.id FROM words JOIN passages p ON p.id = words.rowid "  # noqa: S608 (a choice of two texts)
            f"WHERE words MATCH ? {among} ORDER BY bm25(words, 1.0, 0.5, 0.5), p.source, p.id LIMIT ?"
        )
        with self._guarded() as database:
            return [row[0] for row in database.execute(search, given)]

    def numbers(self, sources: Sequence[str]) -> list[int]:
        """Numbers of all passages of these sources."""
        query = "SELECT id FROM passages WHERE source IN (SELECT value FROM json_each(?)) ORDER BY id"
        with self._guarded() as database:
            return [row[0] for row in database.execute(query, (json.dumps(list(sources)),))]

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Passages by their numbers."""
        query = f"SELECT p.id, {_COLUMNS} FROM passages p WHERE p.id IN (SELECT value FROM json_each(?))"  # noqa: S608
        with self._guarded() as database:
            rows = database.execute(query, (json.dumps(list(numbers)),)).fetchall()
        return {number: Passage(*columns) for number, *columns in rows}


def _make_tables(database: sqlite3.Connection) -> None:
    """Make the tables, in place of those of another version."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        if database.execute("PRAGMA user_version").fetchone()[0] == _LAYOUT:  # another process was faster
            return
        for kind, name in database.execute("SELECT type, name FROM sqlite_master").fetchall():
            if kind == "table" and not name.startswith(("sqlite_", "words_")):
                database.execute(f'DROP TABLE IF EXISTS "{name}"')
        for statement in _statements(_TABLES):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {_LAYOUT}")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would commit first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
