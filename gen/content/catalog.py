"""The catalog: what the content tree holds, kept in the ledger so that 36,000 pages need not be read for every run."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select

from gen.content.catalog_reader import PageReader, Stamp, walk
from gen.ledger import Ledger, counters
from gen.ledger.chunks import chunks
from gen.ledger.schema import pages
from gen.ledger.wording import wording
from gen.site.profile import SiteProfile

# Pages read, and then written in one transaction: others never wait long, and memory stays flat.
_BATCH = 1000

# Counted up when pages are read differently, so that they are all read anew.
_READING = 1


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """A page of the content tree.

    Attributes:
        path: relative to the content tree.
        key: as `Question.key`: what makes a question the same question.
        id: None where the page names none that a page can have.
        subject, question, title, url: as the page says; `""` where it cannot be read.
        error: why it cannot be read, `""` where it can.
    """

    path: str
    key: str
    id: int | None
    subject: str
    question: str
    title: str
    url: str
    error: str


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync found: how many pages there are, were read anew, are gone, and cannot be read."""

    pages: int
    read: int
    gone: int
    unreadable: int


_COLUMNS = tuple(pages.c[name] for name in ("path", "key", "id", "subject", "question", "title", "url", "error"))
_BY_KEY = select(*_COLUMNS).where(pages.c.key.in_(bindparam("wanted", expanding=True))).order_by(pages.c.path)
_WITH_ID = select(*_COLUMNS).where(pages.c.id == bindparam("number")).order_by(pages.c.path)
_BY_WORDING = (
    select(*_COLUMNS, pages.c.wording)
    .where(pages.c.wording.in_(bindparam("wanted", expanding=True)))
    .order_by(pages.c.path)
)
_DELETE = delete(pages).where(pages.c.path == bindparam("gone"))


class Catalog:
    """The content tree's index.

    Args:
        ledger: open.
        content: the content tree, a folder; one that does not exist is an empty tree.
        profile: how its pages are read.
    """

    def __init__(self, ledger: Ledger, content: Path, profile: SiteProfile) -> None:
        self._ledger = ledger.tree
        self._shared = ledger if ledger.shared else None
        self._content = content
        self._reader = PageReader(content, profile)
        digest = hashlib.sha256(f"{_READING} {profile.model_dump_json()}".encode()).digest()
        self._read_with = int.from_bytes(digest[:7], "big")

    def sync(self) -> Synced:
        """Bring the index in line with the tree, reading what changed by size or time. Two at once are fine.

        A sync that is cut short leaves what it has read, and the next goes on from there.

        Raises:
            UsageError: a folder of the tree cannot be listed.
        """
        known = self._known()
        seen = dict(walk(self._content))
        # Another process may have written a page since the walk: what is there now is not gone.
        gone = [path for path in known if path not in seen and not (self._content / path).is_file()]
        for batch in chunks(gone, _BATCH):
            with self._ledger.transaction() as connection:
                connection.execute(_DELETE, [{"gone": path} for path in batch])
        changed = [path for path, stamp in seen.items() if known.get(path) != stamp]
        for batch in chunks(changed, _BATCH):
            rows = [self._reader.row(path, seen[path]) for path in batch]
            with self._ledger.transaction() as connection:
                self._write(connection, rows)
        if self._shared is not None:
            self._shared.raise_ids(self.largest_id())
        return Synced(len(seen), len(changed), len(gone), self._unreadable())

    def largest_id(self) -> int:
        """The largest page id ever seen in the tree or given by the ledger; 0 where there is none."""
        with self._ledger.read() as connection:
            return counters.value(connection, "page_id")

    def find(self, key: str) -> CatalogPage | None:
        """The page of a question's key."""
        return self.find_many([key]).get(key)

    def find_many(self, keys: Iterable[str]) -> dict[str, CatalogPage]:
        """The pages of many questions' keys, by key; questions without a page are left out."""
        found: dict[str, CatalogPage] = {}
        for row in self._rows(_BY_KEY, list(keys)):
            found.setdefault(row.key, _page(row))
        return found

    def same_question(self, texts: Iterable[str]) -> dict[str, list[CatalogPage]]:
        """Pages that ask the same, under whatever subject, by the text asked for; see `gen.ledger.wording`."""
        wordings = {text: wording(text) for text in texts}
        found: dict[str, list[CatalogPage]] = {}
        for row in self._rows(_BY_WORDING, list(set(wordings.values()) - {""})):
            found.setdefault(row.wording, []).append(_page(row))
        return {text: found[said] for text, said in wordings.items() if said in found}

    def with_id(self, number: int) -> list[CatalogPage]:
        """The pages that have an id; on a sound site one at most."""
        with self._ledger.read() as connection:
            return [_page(row) for row in connection.execute(_WITH_ID, {"number": number})]

    def problems(self) -> list[CatalogPage]:
        """Pages that cannot be read."""
        query = select(*_COLUMNS).where(pages.c.error != "").order_by(pages.c.path)
        with self._ledger.read() as connection:
            return [_page(row) for row in connection.execute(query)]

    def _known(self) -> dict[str, Stamp]:
        """What the index was made of; nothing of it counts when the profile is another since."""
        with self._ledger.read() as connection:
            if counters.value(connection, "catalog_profile") == self._read_with:
                query = select(pages.c.path, pages.c.size, pages.c.mtime_ns)
                return {path: (size, mtime_ns) for path, size, mtime_ns in connection.execute(query)}
        with self._ledger.transaction() as connection:
            connection.execute(delete(pages))
            counters.put(connection, "catalog_profile", self._read_with)
        return {}

    def _write(self, connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        connection.execute(_DELETE, [{"gone": row["path"]} for row in rows])
        connection.execute(insert(pages), rows)
        counters.raise_to(connection, "page_id", max(row["id"] or 0 for row in rows))

    def _unreadable(self) -> int:
        with self._ledger.read() as connection:
            return connection.scalar(select(func.count()).select_from(pages).where(pages.c.error != "")) or 0

    def _rows(self, query: Select[Any], wanted: Sequence[str]) -> Iterable[Row[Any]]:
        with self._ledger.read() as connection:
            return list(chain.from_iterable(connection.execute(query, {"wanted": part}) for part in chunks(wanted)))


def _page(row: Row[Any]) -> CatalogPage:
    return CatalogPage(row.path, row.key, row.id, row.subject, row.question, row.title, row.url, row.error)
