"""A run of the judge over drafts that wait: their sentences asked about, and what came of it written down."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from evals.facts.assessor import Assessor
from evals.facts.state import State as Claimed
from gen.assessing import Answered
from gen.assessment import Assessment
from gen.call import Call, Outcome, Request
from gen.errors import AnswerdeskError, PageError, StopRun
from gen.ledger import DraftRow, RunStart, RunState, State
from gen.model.pool import Models
from gen.question import Question
from gen.run import Stopped
from gen.together import together
from review.desk import Desk
from review.look import look

_AT_ONCE = 4  # drafts: each has some twenty sentences, and the endpoint's own bound is on requests


@dataclass(slots=True)
class Report:
    """What came of it.

    Attributes:
        drafts: those that were judged, by id: how many sentences stand how.
        failed: drafts that could not be read or judged, by id, and why.
        calls, served: requests that were answered, and answers that the ledger had.
        cost: US dollars; None as soon as one call's is unknown.
        stopped: why it ended before its drafts did; None where it did not.
        interrupted: a person stopped it.
    """

    drafts: dict[int, Counter[str]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)
    calls: int = 0
    served: int = 0
    cost: float | None = 0.0
    stopped: AnswerdeskError | None = None
    interrupted: bool = False

    @property
    def state(self) -> RunState:
        """How the run ended."""
        if self.interrupted:
            return RunState.INTERRUPTED
        return RunState.STOPPED if self.stopped else RunState.DONE

    @property
    def counts(self) -> Counter[str]:
        """Sentences of all drafts by state."""
        return sum(self.drafts.values(), Counter())

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {
            "state": str(self.state),
            "drafts": [{"id": number, "sentences": by_state(counts)} for number, counts in self.drafts.items()],
            "failed": [{"id": number, "error": error} for number, error in self.failed.items()],
            "sentences": by_state(self.counts),
            "calls": self.calls,
            "served": self.served,
            "cost": self.cost,
            "stopped": None if self.stopped is None else str(self.stopped),
        }


def by_state(counts: Counter[str]) -> dict[str, int]:
    """All states by name."""
    return {str(state): counts[str(state)] for state in Claimed}


class Judging:
    """One run of the judge.

    Args:
        desk: where drafts are.
        models: attached to this run.
        assessor: has the judge.
        say: told a line for each draft.
    """

    def __init__(self, desk: Desk, models: Models, assessor: Assessor, say: Callable[[str], None]) -> None:
        self._desk = desk
        self._assessor = assessor
        self._say = say
        self._run_id = 0
        self._stopping = False
        self.report = Report()
        models.attach(lookup=self._lookup, record=self._record, on_retry=lambda _: None, before_send=self._before_send)

    def stop(self) -> None:
        """Send no further request; what is in flight comes home. Safe to call from a signal handler of the loop."""
        self._stopping = True
        self.report.interrupted = True

    async def execute(self, start: RunStart, drafts: Sequence[DraftRow]) -> Report:
        """Judge them.

        Raises:
            UsageError: the judge cannot be asked, by settings or templates.
        """
        await self._assessor.ready()
        ledger = self._desk.ledger
        self._run_id = ledger.start_run(start)
        state = RunState.STOPPED
        turns = asyncio.Semaphore(_AT_ONCE)
        try:
            await together(self._one(draft, turns) for draft in drafts)
            state = self.report.state
        except asyncio.CancelledError:
            if not self.report.interrupted:
                raise
            state = RunState.INTERRUPTED
        finally:
            counts = {"judged": len(self.report.drafts), "failed": len(self.report.failed)}
            ledger.end_run(self._run_id, state, counts, self.report.cost)
        return self.report

    async def _one(self, draft: DraftRow, turns: asyncio.Semaphore) -> None:
        async with turns:
            if self._stopping:
                return
            try:
                await self._judge(draft)
            except Stopped:
                return
            except StopRun as error:
                self._stopping = True
                self.report.stopped = self.report.stopped or error
            except AnswerdeskError as error:  # of this draft alone: its page, or a template
                self.report.failed[draft.id] = str(error)
                self._say(f"draft {draft.id}: {error}")

    async def _judge(self, draft: DraftRow) -> None:
        seen = look(self._desk, draft)
        if seen.page is None:
            raise seen.error or PageError("the page cannot be read")
        question = Question(draft.question, draft.subject, slug_rule=self._desk.workspace.settings.site.slug_rule)
        found = await self._assessor.judged(Answered(question, seen.page.answer, "", self._desk.references(draft)))
        self._keep(draft, found)
        counts = Counter(each.state for each in found)
        self.report.drafts[draft.id] = counts
        said = ", ".join(f"{number} {state}" for state, number in by_state(counts).items() if number)
        self._say(f"draft {draft.id}: {said or 'nothing to judge'}")

    def _keep(self, draft: DraftRow, found: Sequence[Assessment]) -> None:
        """Write it down, with what the checks say of the page as it is now: somebody may have edited it meanwhile."""
        ledger = self._desk.ledger
        ledger.add_assessments(draft.id, self._run_id, found)
        now = ledger.draft(draft.id)
        if now is not None and now.state is State.WAITING:
            ledger.record_inspection(draft.id, look(self._desk, now, anew=True).inspected)

    # --- what the model asks of a run

    def _lookup(self, request: Request) -> Call | None:
        call = self._desk.ledger.find_call(request.key)
        if call is not None:
            self.report.served += 1
        return call

    def _before_send(self) -> None:
        if self._stopping:
            raise Stopped

    async def _record(self, call: Call, question_key: str) -> None:
        await self._desk.ledger.record_call(call, run_id=self._run_id, question_key=question_key)
        if call.outcome is not Outcome.FAILED:
            report = self.report
            report.calls += 1
            report.cost = None if call.cost is None or report.cost is None else report.cost + call.cost
