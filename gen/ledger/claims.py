"""Claims: who makes which draft. Ids are given here, and never twice.

Several processes on several machines claim at once. Rows that are there already are locked one by one, and those that
another process has locked are left to it (`FOR UPDATE SKIP LOCKED`), so that nobody waits; only rows that are new wait
for each other, at the counter of the ids, for as long as they take to be written. SQLite locks the whole file instead.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from gen.errors import LedgerError
from gen.ledger import counters, runs
from gen.ledger.drafts import State
from gen.ledger.schema import LARGEST_ID, drafts, pages
from gen.ledger.wording import wording
from gen.question import Question

# A row of `_BY_KEYS`.
_Row: TypeAlias = "Row[str, int, str, str, int, int, str, str, bool, float]"


class ClaimStatus(StrEnum):
    """What a run may do with a question."""

    NEW = "new"  # make it: nobody has
    RESUMED = "resumed"  # make it: a run that ended did not come to it, or this one put it off
    RETRIED = "retried"  # make it anew: it failed, or a person wants another
    DONE = "done"  # leave it: it waits for a verdict, or has one
    FAILED = "failed"  # leave it: it failed, and would only fail again
    BUSY = "busy"  # leave it: another run that is under way has it in hand
    DUPLICATE = "duplicate"  # leave it: this run has it in hand already
    PUBLISHED = "published"  # leave it: the content tree has a page at its place
    CLASH = "clash"  # leave it: another question has its place


_MINE = frozenset({ClaimStatus.NEW, ClaimStatus.RESUMED, ClaimStatus.RETRIED})


@dataclass(frozen=True, slots=True)
class Claim:
    """What came of claiming a question.

    Attributes:
        question: as it was asked for.
        status: what to do with it.
        id: the page's id; of a clash, of the other's; 0 for a page of the content tree without a readable one.
        sample: which sample of its request to ask for: 0, and one more each time that it is made anew.
        state: how its draft stood before, None where there was none.
        outcome, error: why it failed before; of a clash, `error` is the other question.
    """

    question: Question
    status: ClaimStatus
    id: int
    sample: int = 0
    state: State | None = None
    outcome: str = ""
    error: str = ""

    @property
    def mine(self) -> bool:
        """Whether the draft is this run's to make."""
        return self.status in _MINE


@dataclass(slots=True)
class _Ids:
    largest: int

    def next(self) -> int:
        if self.largest >= LARGEST_ID:
            raise LedgerError(f"there is no page id left after {self.largest}")
        self.largest += 1
        return self.largest


@dataclass(slots=True)
class _Claiming:
    """A chunk of questions on the way to being claimed."""

    run_id: int
    live: set[int]
    retry_failed: bool
    known: Mapping[str, _Row]
    published: Mapping[str, "Row[str, int | None, str]"]
    ids: _Ids
    since: float
    taken: dict[str, Claim] = field(default_factory=dict)

    def claim_all(self, questions: Sequence[Question], most: int | None) -> list[Claim]:
        """One claim for each, up to where so many are the run's."""
        claims: list[Claim] = []
        mine = 0
        for question in questions:
            if mine == most:
                break
            claims.append(self.claim(question, question.key))
            mine += claims[-1].mine
        return claims

    def claim(self, question: Question, key: str) -> Claim:
        if (earlier := self.taken.get(key)) is not None:
            return self._against(question, earlier.question.text, earlier.id) or Claim(
                question, ClaimStatus.DUPLICATE, earlier.id, earlier.sample
            )
        if (row := self.known.get(key)) is not None:
            claim = self._against(question, row.question, row.id) or self._again(question, row)
        elif (page := self.published.get(key)) is not None:
            number = page.id or 0
            claim = self._against(question, page.question, number) or Claim(question, ClaimStatus.PUBLISHED, number)
        else:
            claim = Claim(question, ClaimStatus.NEW, self.ids.next())
        if claim.mine:
            self.taken[key] = claim
        return claim

    @staticmethod
    def _against(question: Question, other: str, other_id: int) -> Claim | None:
        """A clash, unless the other question says the same, or is not known since its page cannot be read."""
        if question.text == other or not other or wording(question.text) == wording(other):
            return None
        return Claim(question, ClaimStatus.CLASH, other_id, error=other)

    def _again(self, question: Question, row: _Row) -> Claim:
        state = State(row.state)
        status = self._status(state, row)
        # A draft that failed unpaid asks the same again; one whose answer was of no use asks for another sample.
        sample = row.sample + (status is ClaimStatus.RETRIED and not (state is State.FAILED and row.retryable))
        return Claim(question, status, row.id, sample, state, row.outcome, row.error)

    def _status(self, state: State, row: _Row) -> ClaimStatus:
        if state is State.CLAIMED:
            if row.run_id == self.run_id:
                return ClaimStatus.RESUMED if row.updated < self.since else ClaimStatus.DUPLICATE
            return ClaimStatus.BUSY if row.run_id in self.live else ClaimStatus.RESUMED
        if state is State.REVISE:
            return ClaimStatus.RETRIED
        if state is State.FAILED:
            again = (row.retryable or self.retry_failed) and row.run_id != self.run_id
            return ClaimStatus.RETRIED if again else ClaimStatus.FAILED
        return ClaimStatus.DONE


def claim(
    connection: Connection,
    questions: Sequence[Question],
    run_id: int,
    *,
    floor: int,
    retry_failed: bool,
    most: int | None = None,
    since: float = 0.0,
) -> list[Claim]:
    """Claim questions for a run, in their order; no more at a time than one query takes.

    Args:
        connection: in a transaction.
        questions: of a list.
        run_id: the run.
        floor: ids up to it are not given.
        retry_failed: also take up what failed although it was paid for.
        since: also take up what this run claimed before this Unix time and put off.
        most: stop when so many are the run's, None for no bound.

    Gives:
        one claim for each question, up to where it stopped.
    """
    keys = [question.key for question in questions]
    known, published = (_by_key(connection, query, keys) for query in (_BY_KEYS, _PUBLISHED))
    largest = floor
    if unknown := [key for key in keys if key not in known and key not in published]:
        largest = counters.lock(connection, "page_id")
        known |= _by_key(connection, _BY_KEYS, unknown)  # added while it waited
    ids = _Ids(max(largest, floor))
    claiming = _Claiming(run_id, runs.live(connection), retry_failed, known, published, ids, since)
    claims = claiming.claim_all(questions, most)
    if claiming.taken:  # of a list that is finished, nothing is
        claims = _held(connection, claims, known)
        _write(connection, claims, run_id)
    if unknown and ids.largest != largest:
        counters.put(connection, "page_id", ids.largest)
    return claims


def _by_key(connection: Connection, query: Select[Any], keys: Sequence[str]) -> dict[str, Any]:
    return {row.key: row for row in connection.execute(query, {"keys": keys}).all()}


def _held(connection: Connection, claims: list[Claim], known: Mapping[str, _Row]) -> list[Claim]:
    """The claims, without those on rows that another process has locked, or changed since they were read."""
    wanted = {claim.id: claim.question.key for claim in claims if claim.mine and claim.status is not ClaimStatus.NEW}
    if not wanted:
        return claims
    rows = connection.execute(_LOCK, {"ids": list(wanted)})
    held = {row.id for row in rows if _stands(row) == _stands(known[wanted[row.id]])}
    gone = wanted.keys() - held
    return [replace(claim, status=ClaimStatus.BUSY) if claim.mine and claim.id in gone else claim for claim in claims]


def _stands(row: Any) -> tuple[object, ...]:
    return row.state, row.run_id, row.sample


_BY_KEYS = select(
    drafts.c.key,
    drafts.c.id,
    drafts.c.question,
    drafts.c.state,
    drafts.c.run_id,
    drafts.c.sample,
    drafts.c.outcome,
    drafts.c.error,
    drafts.c.retryable,
    drafts.c.updated,
).where(drafts.c.key.in_(bindparam("keys", expanding=True)))
_LOCK = (
    select(drafts.c.id, drafts.c.state, drafts.c.run_id, drafts.c.sample)
    .where(drafts.c.id.in_(bindparam("ids", expanding=True)))
    .with_for_update(skip_locked=True)
)
_PUBLISHED = select(pages.c.key, pages.c.id, pages.c.question).where(pages.c.key.in_(bindparam("keys", expanding=True)))


def _write(connection: Connection, claims: Sequence[Claim], run_id: int) -> None:
    now = time.time()
    new = [_new_row(claim, run_id, now) for claim in claims if claim.status is ClaimStatus.NEW]
    if new:
        connection.execute(insert(drafts), new)
    again = [
        {
            "draft_id": claim.id,
            "run_id": run_id,
            "state": State.CLAIMED,
            "sample": claim.sample,
            "ref": claim.question.id,
            "where": claim.question.where,
            "updated": now,
        }
        for claim in claims
        if claim.mine and claim.status is not ClaimStatus.NEW
    ]
    if again:
        connection.execute(update(drafts).where(drafts.c.id == bindparam("draft_id")), again)


def _new_row(claim: Claim, run_id: int, now: float) -> dict[str, Any]:
    question = claim.question
    return {
        "id": claim.id,
        "key": question.key,
        "ref": question.id,
        "question": question.text,
        "subject": question.subject,
        "where": question.where,
        "state": State.CLAIMED,
        "run_id": run_id,
        "sample": 0,
        "path": "",
        "page_hash": "",
        "score": None,
        "needs_person": False,
        "receipt": None,
        "outcome": "",
        "error": "",
        "retryable": False,
        "created": now,
        "updated": now,
    }
