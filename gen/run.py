"""A run: one `generate` over a list. Many questions at once, each claimed, asked, made a page, and recorded."""

import asyncio
import contextlib
import datetime
import time
from collections.abc import Iterable, Iterator
from functools import partial

from gen.call import Call, Outcome, Request
from gen.desk import Desk, Limits
from gen.drafting import Making
from gen.errors import AnswerdeskError, LedgerError, OverBudget, RowError, StopRun, TakenError
from gen.files import write_atomic
from gen.ledger import Claim, ClaimStatus, Failed, Finished, RunStart, RunState
from gen.model.model import PutOff
from gen.others import Others
from gen.planning import FAULTS, Fate, Screened, as_screened, screen
from gen.progress import Counts
from gen.prompting.prompt import Revision
from gen.question import Question
from gen.report import Report
from gen.rounds import Rounds
from gen.tray import Tray
from gen.undrafted import UndraftedError

BESIDE = 128  # questions in work beside those whose requests are in flight, at most: each takes 40 KB
RENEWAL = 5.0  # seconds between two signs that the run draws on its limits; they hold for three times as long


class Stopped(StopRun):
    """The run is stopping: no further request is sent. What was paid for is in the ledger."""

    def __init__(self) -> None:
        super().__init__("the run was stopped")


class Run:
    """One run.

    Args:
        desk: what it works with.
        limits: what bounds it.
        today: the date of pages whose row gives none.
    """

    def __init__(self, desk: Desk, limits: Limits, today: datetime.date) -> None:
        self._id = 0
        self._ledger = desk.ledger
        self._catalog = desk.catalog
        self._models = desk.models
        self._drafter = desk.drafter
        self._tray = Tray(desk.ledger, desk.root, desk.drafts, desk.site)
        self._progress = desk.progress
        self._limits = limits
        self._today = today
        self._stopping = False
        self._unreachable = 0
        self._said: set[str] = set()
        self._others = Others()
        self._room, self._begun = limits.rows, 0
        self._since = 0.0  # when the round began, 0 in the first
        self._rounds: Rounds | None = None
        self.report = Report(Counts(limit=limits.rows))
        desk.models.attach(
            lookup=self._lookup, record=self._record, on_retry=self._on_retry, before_send=self._before_send
        )

    # --- from outside

    def stop(self) -> None:
        """Send no further request; what is in flight comes home. Safe to call from a signal handler of the loop."""
        self.report.interrupted = True
        self._halt()
        if self._rounds is not None:
            self._rounds.stop()

    async def execute(
        self, start: RunStart, rows: Iterable[Question | RowError], rounds: Rounds | None = None
    ) -> Report:
        """Work through the rows. Ends when they do, when the limit is reached, or when stopped.

        Args:
            start: what the ledger is to know of the run.
            rows: the question list.
            rounds: brings answers to what is put off; None: that waits for another run.
        """
        self._rounds = rounds
        await self._models.get()  # what is wrong with the settings is said before anything is claimed
        await self._drafter.ready()
        self._id = self.report.run_id = self._ledger.start_run(start)
        state = RunState.STOPPED
        await self._draw()
        drawing = asyncio.create_task(self._keep_drawing())
        try:
            if rounds is not None:
                rounds.begin(self._id, self.report.counts.add)
            await self._all(rows)
            await self._further_rounds()
            state = self.report.state
        except asyncio.CancelledError:
            if not self.report.interrupted:
                raise
            state = RunState.INTERRUPTED
        finally:
            drawing.cancel()
            self._note_limits()
            self._ledger.end_run(self._id, state, self.report.counts.rows(), self.report.counts.at_most)
        return self.report

    async def _further_rounds(self) -> None:
        """Go through the list again whenever answers have come, for as long as rows wait for some."""
        counts = self.report.counts
        while self._rounds is not None and counts.waiting and not self._stopping:
            try:
                rows = await self._rounds.next()
            except AnswerdeskError as error:
                self._give_up(error)
                return
            if rows is None:
                return
            # Those that wait are the first in the list that are this run's: as many as there are, and no others.
            self._room, self._begun, self._since, counts.waiting = counts.waiting, 0, time.time(), 0
            # What stopped the list, a cost limit say, does not stop rows whose answers have been paid for.
            stopped, self.report.stopped = self.report.stopped, None
            await self._all(rows)
            self.report.stopped = self.report.stopped or stopped

    async def _all(self, rows: Iterable[Question | RowError]) -> None:
        workers = self._limits.concurrency + min(self._limits.concurrency, BESIDE)
        queue: asyncio.Queue[Claim | None] = asyncio.Queue(maxsize=workers)
        async with asyncio.TaskGroup() as group:
            for _ in range(workers):
                group.create_task(self._work(queue))
            await self._feed(rows, queue)
            for _ in range(workers):
                await queue.put(None)
        self._progress.tick(self.report.counts)

    # --- limits that other runs draw on too

    async def _draw(self) -> None:
        """Tell other runs that this one draws on its models' limits, and learn how many do."""
        with contextlib.suppress(LedgerError):  # the next time will do; a ledger that is gone stops the run elsewhere
            self._models.divide(await asyncio.to_thread(self._ledger.draw, self._models.scopes, self._id))
        self._note_limits()

    async def _keep_drawing(self) -> None:
        while True:
            await asyncio.sleep(RENEWAL)
            await self._draw()

    def _note_limits(self) -> None:
        self.report.counts.limits = {name: paced for name, paced in self._models.paced.items() if paced.limited}

    # --- rows in

    async def _feed(self, rows: Iterable[Question | RowError], queue: "asyncio.Queue[Claim | None]") -> None:
        try:
            for chunk in screen(rows, self._catalog, first=self._limits.concurrency):
                for claim in self._claim(chunk):
                    if self._closing:
                        return
                    await queue.put(claim)
                if self._closing or self._full:
                    return
                await asyncio.sleep(0)  # a long stretch of finished rows must not starve the workers
            if self._limits.wait and self._rounds is None:
                await self._wait_for_others(queue)
        except AnswerdeskError as error:  # the list breaks off, or the ledger does: what is in work is finished
            self.report.stopped = self.report.stopped or error

    async def _wait_for_others(self, queue: "asyncio.Queue[Claim | None]") -> None:
        """See what becomes of the rows that other runs have in hand, and take up what they leave."""
        if self._others:
            self._progress.say(f"{len(self._others):,} rows are in other runs' hands; waiting for what becomes of them")
        goes_on = True
        while goes_on and self._others and not self._closing and not self._full:
            rows = self._others.take()
            self.report.counts.busy -= len(rows)
            for claim in self._claim([Screened(Fate.TODO, row, where=row.where) for row in rows]):
                await queue.put(claim)
            goes_on = await self._others.pause()

    @property
    def _closing(self) -> bool:
        """No row is begun any more."""
        return self._stopping or self.report.stopped is not None

    @property
    def _full(self) -> bool:
        return self._room is not None and self._begun >= self._room

    def _claim(self, chunk: list[Screened]) -> Iterator[Claim]:
        """Report what needs no work, and claim the rest, no more than the limit allows."""
        todo = [row for row in chunk if row.fate is Fate.TODO]
        for row in chunk:
            if row.fate is not Fate.TODO:
                self._set_aside(row)
        while todo and not self._full:
            questions = [row.question for row in todo if row.question is not None]
            # No more than is soon begun: what is claimed here, no other run can take.
            most = 2 * self._limits.concurrency
            if self._room is not None:
                most = min(most, self._room - self._begun)
            claims = self._ledger.claim(
                questions, self._id, retry_failed=self._limits.retry_failed, most=most, since=self._since
            )
            batch, todo = todo[: len(claims)], todo[len(claims) :]
            for row, claim in zip(batch, claims, strict=True):
                if claim.mine:
                    self._begun += 1
                    if row.message:
                        self._progress.say(f"{row.where}: {row.message}")
                    yield claim
                else:
                    self._set_aside(as_screened(row, claim))

    def _set_aside(self, row: Screened) -> None:
        if self._since:
            return  # the first round has told and counted it
        counts = self.report.counts
        if row.fate in FAULTS:
            counts.faults += 1
        elif row.fate is Fate.BUSY:
            self._leave(row.question)
        else:
            counts.skipped += 1
        if row.fate not in (Fate.DRAFTED, Fate.BUSY):
            self._progress.say(str(row))
        self._progress.tick(counts)

    def _leave(self, question: Question | None) -> None:
        """Another run has the row in hand."""
        self.report.counts.busy += 1
        if question is not None:
            self._others.add(question)

    # --- one row

    async def _work(self, queue: "asyncio.Queue[Claim | None]") -> None:
        while (claim := await queue.get()) is not None:
            if self._closing:
                continue  # left claimed: the next run takes it up, with the same id
            try:
                await self._try(claim)
            except OverBudget as error:  # other rows in work may still be finished with what is left
                self.report.stopped = self.report.stopped or error
            except (StopRun, LedgerError) as error:
                self._give_up(error)
            self._progress.tick(self.report.counts)

    async def _try(self, claim: Claim) -> None:
        try:
            await self._draft(claim)
        except Stopped:
            return
        except TakenError:
            self._progress.say(f"{claim.question.where}: another run has taken it up meanwhile")
            self._leave(claim.question)
        except PutOff:
            self.report.counts.waiting += 1
        except (StopRun, LedgerError):
            raise
        except UndraftedError as error:
            await self._fail(claim, error)
        except AnswerdeskError as error:  # of this row alone: a template or a model that it names
            await self._fail(claim, UndraftedError(str(error), Outcome.OK, retryable=True))
        except Exception as error:  # one row's hostile text must not end the run of the others
            await self._fail(claim, UndraftedError(f"a defect in answerdesk: {error!r}", Outcome.OK))

    async def _draft(self, claim: Claim) -> None:
        question = claim.question
        model = await self._models.get(question.model)
        making = Making(self._id, self._today, claim.sample, self._revision(claim))
        draft = await self._drafter.draft(question, claim.id, model, making)
        path = self._tray.path(question)
        kept = draft.text if self._ledger.shared else ""
        receipt = draft.receipt.as_dict()
        finished = Finished(
            claim.id, self._id, self._tray.place(path), receipt, draft.inspected, kept, draft.assessments
        )
        try:
            await self._ledger.finish_draft(finished, first=partial(write_atomic, path, draft.text))
        except TakenError:
            self._tray.take_back(path, finished)
            raise
        self._unreachable = 0
        self.report.counts.drafted += 1
        self.report.drafts.append(claim.id)
        self.report.scores.append(draft.inspected.score)

    def _revision(self, claim: Claim) -> Revision | None:
        """What the reviewer said who sent the draft back, and what of."""
        sent_back = None if claim.status is ClaimStatus.NEW else self._ledger.sent_back(claim.id)
        if sent_back is None:
            return None
        answer = self._tray.answer_of(claim.id)
        if not answer:
            self._progress.say(f"draft {claim.id}: the page that was sent back is gone; it is asked for as if new")
        return Revision(sent_back.note, sent_back.reason, answer)

    async def _fail(self, claim: Claim, error: UndraftedError) -> None:
        outcome = "unsayable" if error.outcome is Outcome.OK else error.outcome
        await self._ledger.fail_draft(Failed(claim.id, self._id, outcome, error.message, error.retryable))
        self.report.counts.failed += 1
        if error.outcome is not Outcome.FAILED:
            self._progress.say(f"{claim.question.where}: {claim.question.text!r}: {error.message}")
        elif error.message not in self._said:  # with the endpoint gone, every row would say the same
            self._said.add(error.message)
            self._progress.say(
                f"{claim.question.where}: {error.message}; rows that fail like this are counted from here"
            )
        self._unreachable = self._unreachable + 1 if error.outcome is Outcome.FAILED else 0
        if self._unreachable >= self._limits.give_up_after:
            self._give_up(
                StopRun(
                    f"{self._unreachable} questions in a row got no answer; the last: {error.message}",
                    hint="Nothing is lost. Give the same command again when the endpoint answers.",
                )
            )

    def _give_up(self, error: AnswerdeskError) -> None:
        self.report.stopped = self.report.stopped or error
        self._halt()

    def _halt(self) -> None:
        self._stopping = True
        self._others.stop()
        self._models.hurry()

    # --- what the models ask of a run

    def _lookup(self, request: Request) -> Call | None:
        call = self._ledger.find_call(request.key)
        if call is not None and not self._since:
            self.report.counts.served += 1
        return call

    def _before_send(self) -> None:
        if self._stopping:
            raise Stopped

    async def _record(self, call: Call, question_key: str) -> None:
        await self._ledger.record_call(call, run_id=self._id, question_key=question_key)
        self.report.counts.add(call)
        self._progress.call(call)

    def _on_retry(self, *_: object) -> None:
        self.report.counts.retries += 1
