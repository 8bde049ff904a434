"""What a run has found so far, on disk and not in memory: gone with the run, whatever becomes of it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Self

from evals.check import Hit

TreeHit = tuple[int, str, Hit]  # the page's number, the check's id, the hit
_HIT = attrgetter(*(each.name for each in fields(Hit)))
_TABLES = """
CREATE TABLE records (number INTEGER PRIMARY KEY, record BLOB);
CREATE TABLE hits (number INTEGER, check_id TEXT, hit TEXT);
CREATE TABLE earlier (number INTEGER, check_id TEXT, hit TEXT);
"""


class Spool:
    """Records of pages and hits of tree checks, by the page's number."""

    def __init__(self) -> None:
        # An empty name is a database of SQLite's own in the temporary folder, which no other process can see.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_TABLES} BEGIN;")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def put(self, number: int, record: bytes) -> None:
        """Keep the record of a page."""
        self._database.execute("INSERT OR REPLACE INTO records VALUES (?, ?)", (number, record))

    def record(self, number: int) -> bytes | None:
        """The record of a page; None where there is none."""
        row = self._database.execute("SELECT record FROM records WHERE number = ?", (number,)).fetchone()
        return None if row is None else row[0]

    def put_hits(self, hits: Iterable[TreeHit], *, earlier: bool = False) -> None:
        """Keep hits of tree checks, or those that there were in the earlier state of the tree."""
        rows = ((number, check, json.dumps(_HIT(hit))) for number, check, hit in hits)
        self._database.executemany(f"INSERT INTO {'earlier' if earlier else 'hits'} VALUES (?, ?, ?)", rows)  # noqa: S608

    def drop_earlier(self, numbers: Iterable[int]) -> None:
        """Drop the hits on other pages than these that there were before."""
        database = self._database
        database.execute("CREATE TEMP TABLE these (number INTEGER PRIMARY KEY)")
        database.executemany("INSERT OR IGNORE INTO these VALUES (?)", ((number,) for number in numbers))
        database.execute(
            "DELETE FROM hits WHERE number NOT IN these AND (number, check_id, hit) IN (SELECT * FROM earlier)"
        )

    def index(self) -> None:
        """Make hits quick to find, once the last of them was put."""
        self._database.execute("CREATE INDEX hits_number ON hits (number)")

    def hit_pages(self) -> list[int]:
        """The pages that have a hit, in order."""
        return [number for (number,) in self._database.execute("SELECT DISTINCT number FROM hits ORDER BY number")]

    def hits(self, number: int) -> Iterator[tuple[str, Hit]]:
        """The hits on a page, in the order of the checks."""
        found = self._database.execute("SELECT check_id, hit FROM hits WHERE number = ? ORDER BY rowid", (number,))
        for check, hit in found:
            message, field, start, end, evidence, suggestion, keys, *rest = json.loads(hit)
            yield check, Hit(message, field, start, end, evidence, suggestion, tuple(keys), *rest)
