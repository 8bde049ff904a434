"""The ledger: one object that all of the tables are reached through."""

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from gen import cache_folder
from gen.assessment import Assessment
from gen.call import Call
from gen.errors import LedgerError, TakenError
from gen.ledger import (
    assessments,
    batch_requests,
    calls,
    claims,
    counters,
    drafts,
    draws,
    inspections,
    moves,
    runs,
    texts,
    verdicts,
)
from gen.ledger.batch_requests import Past, Queued
from gen.ledger.calls import CallRecord, Totals, Usage
from gen.ledger.chunks import chunks
from gen.ledger.claims import Claim
from gen.ledger.database import Database
from gen.ledger.drafts import DraftQuery, DraftRow, Failed, Finished, State
from gen.ledger.inspections import Inspected
from gen.ledger.moves import Move
from gen.ledger.process import Process
from gen.ledger.runs import Run, RunStart, RunState
from gen.ledger.texts import PageText
from gen.ledger.verdicts import Verdict
from gen.ledger.writer import Apply, Writer
from gen.question import Question


class Ledger:
    """An open ledger. A context manager; close it to write down what is still queued.

    What many tasks record (`record_call`, `finish_draft`, `fail_draft`) is awaited, and is on the disk when the await
    returns. All else is quick and synchronous, for any thread. Every method raises `LedgerError` when the database
    does not do its work.
    """

    def __init__(self, database: Database, root: Path | None) -> None:
        self._database = database
        self._writer: Writer | None = None
        self._starting = threading.Lock()
        self._running: set[int] = set()
        self._closed = False
        self._root = root
        self._tree: Ledger | None = None

    @classmethod
    def open(cls, url: str, *, root: Path | None = None) -> Self:
        """Open a ledger, made or brought to the newest schema where needed.

        Args:
            url: an SQLAlchemy URL, of an SQLite file or a PostgreSQL database.
            root: what a relative SQLite path is relative to; None for the working directory.

        Raises:
            LedgerError: it cannot be opened, is of a later version, or is no ledger.
        """
        return cls(Database.open(url, root), root)

    @property
    def shared(self) -> bool:
        """Whether it is a server's, for many machines; else it is a file of this one."""
        return self._database.shared

    @property
    def tree(self) -> "Ledger":
        """The ledger that has the content tree's index: this one, or where it is a server's, a file beside the tree.

        Each machine has its own tree, whose files have their own sizes and times.
        """
        if not self.shared:
            return self
        with self._starting:
            if self._tree is None:
                folder = (self._root or Path.cwd()) / cache_folder.NAME
                try:
                    cache_folder.prepare(folder)
                except OSError as error:
                    message = f"the content tree's index has no place: {error.strerror}"
                    raise LedgerError(message, where=str(folder)) from None
                self._tree = Ledger.open("sqlite:///catalog.sqlite", root=folder)
        return self._tree

    def on_trouble(self, say: Callable[[str], None]) -> None:
        """Have it said when the database goes and comes back; from any thread."""
        self._database.say = say

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Write down what is queued, and close. A run that was not ended is over. Closing twice is fine."""
        if self._closed:
            return
        if self._writer is not None:
            self._writer.close()
        if self._running:
            with suppress(LedgerError), self.transaction() as connection:
                runs.abandon(connection, list(self._running))
        self._closed = True
        if self._tree is not None:
            self._tree.close()
        self._database.close()

    def read(self) -> AbstractContextManager[Connection]:
        """A connection for reading."""
        return self._database.read()

    def transaction(self) -> AbstractContextManager[Connection]:
        """A transaction that writes: committed at its end, rolled back by an exception."""
        return self._database.transaction()

    # Runs

    def start_run(self, start: RunStart) -> int:
        """Write a run's beginning down; its id. It is under way while this process lives and has not ended it."""
        run_id = self._database.write(runs.start, start, Process.current())
        self._running.add(run_id)
        self._writing()
        return run_id

    def end_run(self, run_id: int, state: RunState, counts: Mapping[str, int], cost: float | None) -> None:
        """Write a run's end down: what became of its rows, and US dollars, None where unknown."""
        self._database.write(runs.end, run_id, state, counts, cost)
        self._running.discard(run_id)

    def run(self, run_id: int) -> Run | None:
        """A run by its id."""
        return self._database.ask(runs.find, run_id)

    def runs(self, limit: int = 20) -> list[Run]:
        """The newest runs, newest first."""
        return self._database.ask(runs.latest, limit)

    def draw(self, scopes: Sequence[str], run_id: int) -> dict[str, int]:
        """Say which rate limits a run draws on for the next seconds; how many runs do, by limit.

        Args:
            scopes: names of limits, any text.
            run_id: the run.
        """
        return self._database.write(draws.renew, scopes, run_id)

    # Calls

    async def record_call(self, call: Call, *, run_id: int, question_key: str) -> None:
        """Write a call down as it came."""
        await self._write(calls.record, CallRecord(run_id, question_key, call))

    def find_call(self, key: str) -> Call | None:
        """The newest answer to a request with this key; never a failed, empty, cut or refused one.

        For one thread: it keeps a connection, since every request of a run asks, and opening one costs more.
        """
        return self._database.look(calls.find, key)

    def calls_of(self, question_key: str) -> list[CallRecord]:
        """All calls made for a question, oldest first."""
        return self._database.ask(calls.of_question, question_key)

    def usage(self, model: str) -> dict[str, Usage]:
        """What a model's answers took so far, by kind of call."""
        return self._database.ask(calls.usage, model)

    def spending(self, run_id: int | None = None) -> dict[str, Totals]:
        """The same by the model that was asked."""
        with self.read() as connection:
            return calls.spending(connection, run_id)

    def totals(self, run_id: int | None = None) -> Totals:
        """Calls, tokens and money of a run, or of all."""
        return self._database.ask(calls.totals, run_id)

    # Batches: see `gen.ledger.batches` for what is rarer

    async def queue_request(self, queued: Queued) -> None:
        """Put a request into its batch, unless it waits in one already."""
        await self._write(batch_requests.add, queued)

    def batched(self, key: str) -> list[Past]:
        """Every time that a request with this key was in a batch, oldest first. For the thread of `find_call`."""
        return self._database.look(batch_requests.past, key)

    # Drafts

    def claim(
        self,
        questions: Sequence[Question],
        run_id: int,
        *,
        floor: int = 0,
        retry_failed: bool = False,
        most: int | None = None,
        since: float = 0.0,
    ) -> list[Claim]:
        """Claim questions for a run, in their order. Do only those that are `mine`.

        Args:
            questions: of a list; a few hundred at a time keep others from waiting.
            run_id: the run.
            floor: ids up to it are not given. The catalog has told the ledger of the tree's; this is for others.
            retry_failed: also take up what failed although it was paid for.
            since: also take up what this run claimed before this Unix time and put off.
            most: stop when so many are the run's, None for no bound. What it does not take stays for others.

        Gives:
            one claim for each question, up to where it stopped.
        """
        claimed: list[Claim] = []
        for chunk in chunks(questions):
            left = None if most is None else most - sum(claim.mine for claim in claimed)
            if left == 0:
                break
            claimed += self._database.write(
                claims.claim, chunk, run_id, floor=floor, retry_failed=retry_failed, most=left, since=since
            )
        return claimed

    async def finish_draft(self, finished: Finished, first: Callable[[], None] | None = None) -> None:
        """Write a draft down that came to be; it waits for a verdict now.

        Args:
            finished: the draft.
            first: writes its page, in the writer's thread: no draft waits that has no page.

        Raises:
            TakenError: another run has the draft in hand meanwhile; the page was not written.
        """

        def write_page() -> None:
            if self.shared and not self._database.ask(drafts.is_claimed, finished.draft_id, finished.run_id):
                raise TakenError(f"draft {finished.draft_id} is not in this run's hands any more")
            if first is not None:
                first()

        await self._write(drafts.finish, finished, write_page)

    async def fail_draft(self, failed: Failed) -> None:
        """Write a draft down that did not come to be.

        Raises:
            TakenError: another run has it in hand meanwhile.
        """
        await self._write(drafts.fail, failed)

    def raise_ids(self, floor: int) -> None:
        """Give no page id up to this one any more: the content tree has it."""
        self._database.write(counters.raise_to, "page_id", floor)

    def page_text(self, draft_id: int) -> str | None:
        """A draft's page as it was made; None where the ledger does not keep it."""
        return self._database.ask(texts.find, draft_id)

    def page_places(self, after: int, limit: int) -> list[tuple[int, str]]:
        """Drafts above an id whose pages belong in the tray and are kept: id and path, at most so many."""
        return self._database.ask(texts.places, (State.WAITING, State.REVISE), after, limit)

    def page_texts(self, ids: Sequence[int]) -> list[PageText]:
        """The pages of some drafts."""
        return self._database.ask(texts.of, ids)

    def draft(self, draft_id: int) -> DraftRow | None:
        """A draft by its id."""
        return self._database.ask(drafts.find, draft_id)

    def draft_by_key(self, key: str) -> DraftRow | None:
        """A draft by its question's key."""
        return self._database.ask(drafts.by_key, key)

    def drafts_by_key(self, keys: Sequence[str]) -> dict[str, DraftRow]:
        """The drafts of many questions, by key; questions without one are left out."""
        return self._database.ask(drafts.by_keys, keys)

    def drafts(self, wanted: DraftQuery) -> list[DraftRow]:
        """The drafts that a query asks for."""
        return self._database.ask(drafts.listed, wanted)

    def states(self, keys: Iterable[str]) -> dict[str, State]:
        """How the drafts of many questions stand, by key; questions without one are left out."""
        return self._database.ask(drafts.states, list(keys))

    def counts(self, subject: str = "") -> dict[State, int]:
        """How many drafts stand how, of a subject or of all."""
        return self._database.ask(drafts.counts, subject)

    # Inspections and verdicts

    def record_inspection(self, draft_id: int, inspected: Inspected) -> None:
        """Write down what the checks say of a draft's page now. Its state stays."""
        self._database.write(drafts.inspected_again, draft_id, inspected)

    def inspection(self, draft_id: int, page_hash: str) -> Inspected | None:
        """The newest inspection of this version of a draft; None where it was never checked."""
        return self._database.ask(inspections.find, draft_id, page_hash)

    def failing(self, names: Collection[str]) -> float | None:
        """The part of the newest drafts with a finding of these checks or severities; None where there is no draft."""
        with self.read() as connection:
            return inspections.failing(connection, names)

    def add_assessments(self, draft_id: int, run_id: int, found: Sequence[Assessment]) -> None:
        """Write down what a run found about a draft's sentences."""
        self._database.write(assessments.record, draft_id, run_id, found)

    def assessments(self, draft_id: int) -> tuple[Assessment, ...]:
        """What holds of a draft's sentences."""
        return self._database.ask(assessments.of_draft, draft_id)

    def add_verdict(self, verdict: Verdict, *, path: str = "", effect: Callable[[], None] | None = None) -> Verdict:
        """Write a verdict down and let the draft's state follow.

        Args:
            verdict: what a person said.
            path: where the page belongs afterwards, relative to the workspace; `""`: where it was. Where that is
                elsewhere, the move is owed from now on: see `settle`.
            effect: what must happen first, as the preparation of the move; its exception takes the verdict back. It
                must not write to the ledger itself.

        Raises:
            VerdictError: no such draft, not one that waits, changed since it was read, or nothing to undo.
        """
        with self.transaction() as connection:
            given = verdicts.add(connection, verdict, path)
            if effect is not None:
                effect()
        return given

    def history(self, draft_id: int) -> list[Verdict]:
        """All that was ever said of a draft, oldest first."""
        return self._database.ask(verdicts.history, draft_id)

    def sent_back(self, draft_id: int) -> Verdict | None:
        """The verdict by which a draft has to be made again; None where none does."""
        last = verdicts.standing(self.history(draft_id))
        return last if last is not None and last.kind is verdicts.VerdictKind.REVISE else None

    def moves(self, draft_id: int | None = None) -> list[Move]:
        """The moves of pages that verdicts owe still, of a draft or of all, oldest first."""
        return self._database.ask(moves.owed, draft_id)

    def settle(self, move: Move, carry_out: Callable[[Move], None]) -> None:
        """Carry a move out that is owed; one that another process has carried out meanwhile is left.

        That it is owed no more need not be on the disk: after a power cut it is owed again, and found done.

        Args:
            move: what is owed.
            carry_out: moves the file, and does not mind when some of it is done already. No other process does so at
                the same time. Its exception leaves the move owed.
        """
        with self._database.transaction(lazy=True) as connection:
            if moves.hold(connection, move):
                carry_out(move)
                moves.done(connection, move)

    # The writer

    async def _write(self, apply: Apply, record: object, first: Callable[[], None] | None = None) -> None:
        await self._writing().write(apply, record, first)

    def _writing(self) -> Writer:
        if self._writer is None:
            with self._starting:
                self._writer = self._writer or Writer(self._database.write, self._beat)
        return self._writer

    def _beat(self) -> None:
        if self._running:
            self._database.write(runs.beat, list(self._running))
