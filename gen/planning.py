"""Screens a question list before anything is asked: what is said twice, what clashes, what is published already."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from types import TracebackType
from typing import Protocol, Self

from gen.content.catalog import CatalogPage
from gen.errors import ListError, RowError
from gen.ledger import Claim, ClaimStatus
from gen.ledger.wording import wording
from gen.question import Question


class Fate(StrEnum):
    """What will become of a row."""

    TODO = "to do"
    BAD = "bad row"
    CLASH = "slug clash"
    REPEATED = "repeated in the list"
    PUBLISHED = "published already"
    DRAFTED = "drafted already"
    FAILED = "failed before"
    BUSY = "in another run's hands"


_REWORD = "Word it so that letters and digits differ: the page's address is made of those alone."

# Fates that an editor must do something about.
FAULTS = frozenset({Fate.BAD, Fate.CLASH})


@dataclass(frozen=True, slots=True)
class Screened:
    """A row, and what will become of it.

    Attributes:
        fate: what will become of it.
        question: None for a bad row.
        message: why, for everything but `TODO`; for `TODO` a remark, or `""`.
        where: `file:line`.
        hint: what to do about it.
    """

    fate: Fate
    question: Question | None
    message: str = ""
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.message, self.hint) if part)


class ContentTree(Protocol):
    """What screening needs of `gen.content.catalog.Catalog`."""

    def find_many(self, keys: Iterable[str]) -> dict[str, CatalogPage]:
        """The pages of these keys, by key."""
        ...

    def same_question(self, texts: Iterable[str]) -> dict[str, list[CatalogPage]]:
        """Pages that ask the same, under whatever subject, by the text asked for."""
        ...


class _Seen:
    """The rows so far, by key and by the editor's id: on disk, so that a list of any length takes no memory."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, text TEXT, place TEXT) WITHOUT ROWID")
        self._db.execute("BEGIN")  # and nothing is ever committed: a transaction a row takes twice the time

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._db.close()

    def earlier(self, key: str, question: Question) -> tuple[str, str] | None:
        """Text and place of the row that had this key before; else the key is this row's from now on."""
        added = self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (key, question.text, question.where))
        if added.rowcount:
            return None
        row = self._db.execute("SELECT text, place FROM seen WHERE key = ?", (key,)).fetchone()
        return row[0], row[1]


def screen(
    rows: Iterable[Question | RowError], catalog: ContentTree, *, first: int = 16, chunk: int = 256
) -> Iterator[list[Screened]]:
    """Screen rows in chunks, in their order; nothing is dropped.

    The first chunk is small, so that the first draft does not wait for the list.

    Args:
        rows: from `read_questions`.
        catalog: the content tree's, synced.
        first: size of the first chunk.
        chunk: size of the others.

    Raises:
        ListError: the list breaks off, after the rows before that.
    """
    source = iter(rows)
    with _Seen() as seen:
        size = first
        broken: ListError | None = None
        while broken is None:
            batch: list[Question | RowError] = []
            try:
                batch.extend(islice(source, size))
            except ListError as error:
                broken = error
            if not batch:
                break
            yield _screen_chunk(batch, seen, catalog)
            size = chunk
        if broken is not None:
            raise broken


def _screen_chunk(batch: Sequence[Question | RowError], seen: _Seen, catalog: ContentTree) -> list[Screened]:
    questions = [row for row in batch if isinstance(row, Question)]
    published = catalog.find_many([question.key for question in questions])
    elsewhere = catalog.same_question([question.text for question in questions])
    screened = []
    for row in batch:
        if isinstance(row, RowError):
            screened.append(Screened(Fate.BAD, None, row.message, row.where, row.hint))
            continue
        result = _in_list(row, seen)
        if result is None and (page := published.get(row.key)) is not None:
            result = _against_page(row, page)
        if result is None:
            others = [page.path for page in elsewhere.get(row.text, ()) if page.key != row.key]
            remark = f"the same question is published as {others[0]}" if others else ""
            result = Screened(Fate.TODO, row, remark, row.where)
        screened.append(result)
    return screened


def _against_page(question: Question, page: CatalogPage) -> Screened:
    if page.error or wording(page.question) == wording(question.text):
        return Screened(Fate.PUBLISHED, question, f"published already: {page.path}", question.where)
    message = f"the page of this question would be that of {page.question!r}: {page.path}"
    return Screened(Fate.CLASH, question, message, question.where, _REWORD)


def _in_list(question: Question, seen: _Seen) -> Screened | None:
    if (earlier := seen.earlier(f"key {question.key}", question)) is not None:
        text, place = earlier
        if text == question.text:
            return Screened(Fate.REPEATED, question, f"the same question as {place}", question.where)
        message = f"this question and {place} ({text!r}) would be one page, {question.key}.md"
        return Screened(Fate.CLASH, question, message, question.where, _REWORD)
    if question.id and (earlier := seen.earlier(f"id {question.id}", question)) is not None:
        return Screened(Fate.BAD, question, f"id {question.id!r} is that of {earlier[1]}", question.where)
    return None


def as_screened(row: Screened, claim: Claim) -> Screened:
    """What the ledger said of a claim that is no work for this run."""
    fate, message = {
        ClaimStatus.FAILED: (Fate.FAILED, f"failed before ({claim.error}); --retry-failed asks again"),
        ClaimStatus.BUSY: (Fate.BUSY, "another run has it in hand"),
        ClaimStatus.DUPLICATE: (Fate.REPEATED, "this run has it in hand already"),
        ClaimStatus.PUBLISHED: (Fate.PUBLISHED, "published already"),
        ClaimStatus.CLASH: (Fate.CLASH, f"its page would be that of draft {claim.id} ({claim.error!r})"),
    }.get(claim.status, (Fate.DRAFTED, "drafted already"))
    return Screened(fate, row.question, message, row.where)
