"""The ledger: one object that all of the tables are reached through."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from gen.call import Call
from gen.errors import LedgerError
from gen.ledger import calls, claims, drafts, inspections, moves, runs, sqlite, upgrade, verdicts
from gen.ledger.calls import CallRecord, Totals, Usage
from gen.ledger.chunks import chunks
from gen.ledger.claims import Claim
from gen.ledger.drafts import DraftQuery, DraftRow, Failed, Finished, State
from gen.ledger.inspections import Inspected
from gen.ledger.moves import Move
from gen.ledger.process import Process
from gen.ledger.runs import Run, RunStart, RunState
from gen.ledger.verdicts import Verdict
from gen.ledger.writer import Apply, Writer
from gen.question import Question


class Ledger:
    """An open ledger. A context manager; close it to write down what is still queued.

    What many tasks record (`record_call`, `finish_draft`, `fail_draft`) is awaited, and is on the disk when the await
    returns. All else is quick and synchronous, for any thread. Every method raises `LedgerError` when the database
    does not do its work.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writes = engine.execution_options(**{sqlite.WRITES: True})
        # Inside one process transactions wait here, in turn; SQLite's own waiting sleeps and is not fair.
        self._turn = threading.RLock()
        self._writer: Writer | None = None
        self._running: set[int] = set()
        self._lookups: Connection | None = None
        self._closed = False

    @classmethod
    def open(cls, url: str, *, root: Path | None = None) -> Self:
        """Open a ledger, made or brought to the newest schema where needed.

        Args:
            url: an SQLAlchemy URL.
            root: what a relative SQLite path is relative to; None for the working directory.

        Raises:
            LedgerError: it cannot be opened, is of a later version, or is no ledger.
        """
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise LedgerError(f"{url!r} is no database URL", hint="For a file: sqlite:///ledger.sqlite") from None
        if parsed.get_backend_name() != "sqlite":
            raise LedgerError(f"a ledger in {parsed.get_backend_name()} is not supported yet")
        ledger = cls(sqlite.create(parsed, root))
        try:
            ledger._prepare()
        except BaseException:
            ledger.close()
            raise
        return ledger

    def _prepare(self) -> None:
        with self.read() as connection:
            if upgrade.is_current(connection):
                return
        with self.read() as connection:
            sqlite.use_wal(connection)
        with self.transaction() as connection:  # another process may have been faster
            if not upgrade.is_current(connection):
                upgrade.upgrade(connection)

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
        if self._lookups is not None:
            self._lookups.close()
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading."""
        with self._errors(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that writes: committed at its end, rolled back by an exception."""
        with self._errors(), self._turn, self._writes.begin() as connection:
            yield connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        if self._closed:
            raise LedgerError("the ledger is closed")
        try:
            yield
        except SQLAlchemyError as error:
            said = getattr(error, "orig", None) or error
            where = self._engine.url.render_as_string()
            raise LedgerError(f"the ledger does not do its work: {said}", where=where) from error

    # Runs

    def start_run(self, start: RunStart) -> int:
        """Write a run's beginning down; its id. It is under way while this process lives and has not ended it."""
        with self.transaction() as connection:
            run_id = runs.start(connection, start, Process.current())
        self._running.add(run_id)
        self._writing()
        return run_id

    def end_run(self, run_id: int, state: RunState, counts: Mapping[str, int], cost: float | None) -> None:
        """Write a run's end down: what became of its rows, and US dollars, None where unknown."""
        with self.transaction() as connection:
            runs.end(connection, run_id, state, counts, cost)
        self._running.discard(run_id)

    def run(self, run_id: int) -> Run | None:
        """A run by its id."""
        with self.read() as connection:
            return runs.find(connection, run_id)

    def runs(self, limit: int = 20) -> list[Run]:
        """The newest runs, newest first."""
        with self.read() as connection:
            return runs.latest(connection, limit)

    # Calls

    async def record_call(self, call: Call, *, run_id: int, question_key: str) -> None:
        """Write a call down as it came."""
        await self._write(calls.record, CallRecord(run_id, question_key, call))

    def find_call(self, key: str) -> Call | None:
        """The newest answer to a request with this key; never a failed, empty, cut or refused one.

        For one thread: it keeps a connection, since every request of a run asks, and opening one costs more.
        """
        with self._errors():
            if self._lookups is None:
                self._lookups = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return calls.find(self._lookups, key)

    def calls_of(self, question_key: str) -> list[CallRecord]:
        """All calls made for a question, oldest first."""
        with self.read() as connection:
            return calls.of_question(connection, question_key)

    def usage(self, model: str) -> dict[str, Usage]:
        """What a model's answers took so far, by kind of call."""
        with self.read() as connection:
            return calls.usage(connection, model)

    def totals(self, run_id: int | None = None) -> Totals:
        """Calls, tokens and money of a run, or of all."""
        with self.read() as connection:
            return calls.totals(connection, run_id)

    # Drafts

    def claim(
        self, questions: Sequence[Question], run_id: int, *, floor: int = 0, retry_failed: bool = False
    ) -> list[Claim]:
        """Claim questions for a run, in their order. Do only those that are `mine`.

        Args:
            questions: of a list; a few hundred at a time keep others from waiting.
            run_id: the run.
            floor: ids up to it are not given. The catalog has told the ledger of the tree's; this is for others.
            retry_failed: also take up what failed although it was paid for.
        """
        claimed = []
        for chunk in chunks(questions):
            with self.transaction() as connection:
                claimed += claims.claim(connection, chunk, run_id, floor=floor, retry_failed=retry_failed)
        return claimed

    async def finish_draft(self, finished: Finished, first: Callable[[], None] | None = None) -> None:
        """Write a draft down that came to be; it waits for a verdict now.

        Args:
            finished: the draft.
            first: writes its page, in the writer's thread: no draft waits that has no page.
        """
        await self._write(drafts.finish, finished, first)

    async def fail_draft(self, failed: Failed) -> None:
        """Write a draft down that did not come to be."""
        await self._write(drafts.fail, failed)

    def draft(self, draft_id: int) -> DraftRow | None:
        """A draft by its id."""
        with self.read() as connection:
            return drafts.find(connection, draft_id)

    def draft_by_key(self, key: str) -> DraftRow | None:
        """A draft by its question's key."""
        with self.read() as connection:
            return drafts.by_key(connection, key)

    def drafts(self, wanted: DraftQuery) -> list[DraftRow]:
        """The drafts that a query asks for."""
        with self.read() as connection:
            return drafts.listed(connection, wanted)

    def states(self, keys: Iterable[str]) -> dict[str, State]:
        """How the drafts of many questions stand, by key; questions without one are left out."""
        with self.read() as connection:
            return drafts.states(connection, keys)

    def counts(self, subject: str = "") -> dict[State, int]:
        """How many drafts stand how, of a subject or of all."""
        with self.read() as connection:
            return drafts.counts(connection, subject)

    # Inspections and verdicts

    def record_inspection(self, draft_id: int, inspected: Inspected) -> None:
        """Write down what the checks say of a draft's page now. Its state stays."""
        with self.transaction() as connection:
            drafts.inspected_again(connection, draft_id, inspected)

    def inspection(self, draft_id: int, page_hash: str) -> Inspected | None:
        """The newest inspection of this version of a draft; None where it was never checked."""
        with self.read() as connection:
            return inspections.find(connection, draft_id, page_hash)

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
        with self.read() as connection:
            return verdicts.history(connection, draft_id)

    def sent_back(self, draft_id: int) -> Verdict | None:
        """The verdict by which a draft has to be made again; None where none does."""
        last = verdicts.standing(self.history(draft_id))
        return last if last is not None and last.kind is verdicts.VerdictKind.REVISE else None

    def moves(self, draft_id: int | None = None) -> list[Move]:
        """The moves of pages that verdicts owe still, of a draft or of all, oldest first."""
        with self.read() as connection:
            return moves.owed(connection, draft_id)

    def settle(self, move: Move, carry_out: Callable[[Move], None]) -> None:
        """Carry a move out that is owed; one that another process has carried out meanwhile is left.

        Args:
            move: what is owed.
            carry_out: moves the file, and does not mind when some of it is done already. No other process does so at
                the same time. Its exception leaves the move owed.
        """
        with self.transaction() as connection:
            if moves.hold(connection, move):
                carry_out(move)
                moves.done(connection, move)

    # The writer

    async def _write(self, apply: Apply, record: object, first: Callable[[], None] | None = None) -> None:
        await self._writing().write(apply, record, first)

    def _writing(self) -> Writer:
        if self._writer is None:
            with self._turn:
                self._writer = self._writer or Writer(self.transaction, self._beat)
        return self._writer

    def _beat(self) -> None:
        if self._running:
            with self.transaction() as connection:
                runs.beat(connection, list(self._running))
