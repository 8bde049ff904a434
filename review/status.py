"""How the workspace stands: drafts by state, failures and what to do about them, money, the last run, what is next."""

import shlex
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from gen.ledger import NOTHING, Run, RunState, State, Totals, batch_requests
from gen.ledger.schema import drafts
from gen.ledger.schema import runs as runs_table
from review.desk import Desk

JUDGED = "(drafts that were judged)"  # where a run has a question list, what `judge` has
_EXAMPLES = 10  # kinds of failure that are named


@dataclass(frozen=True, slots=True)
class Failures:
    """Drafts that failed in the same way, of one question list.

    Attributes:
        outcome: how, one word.
        count: how many.
        retryable: whether `generate` takes them up by itself.
        list: the question list of the run that had them last.
        example: the error of one of them.
    """

    outcome: str
    count: int
    retryable: bool
    list: str
    example: str

    @property
    def retry(self) -> str:
        """The command that asks again."""
        return _generate(self.list) + ("" if self.retryable else " --retry-failed")


@dataclass(frozen=True, slots=True)
class Status:
    """How the workspace stands.

    Attributes:
        counts: drafts by state.
        by_subject: the same by subject, in the order of their names.
        failures: the most frequent first.
        spending: calls, tokens and money so far, by model.
        last_run: None where there was none.
        owed: what kept pages of verdicts from being moved.
        in_batches: requests that wait in batches.
    """

    counts: dict[State, int]
    by_subject: dict[str, dict[State, int]]
    failures: tuple[Failures, ...]
    spending: dict[str, Totals]
    last_run: Run | None
    owed: tuple[str, ...]
    in_batches: int

    @property
    def totals(self) -> Totals:
        """The same of all models together."""
        return sum(self.spending.values(), NOTHING)

    @property
    def cost(self) -> float | None:
        """US dollars so far, of the calls whose cost is known; None where it is known of none."""
        known = self.totals.calls - self.totals.unknown_cost
        return self.totals.cost if known or not self.totals.calls else None

    @property
    def next(self) -> str:
        """The command to type next."""
        if self.counts[State.WAITING]:
            return "answerdesk list"
        retryable = next((failures for failures in self.failures if failures.retryable), None)
        if retryable is not None:
            return retryable.retry
        if self.counts[State.REVISE]:
            return "answerdesk generate --revised"
        if self.in_batches:
            return "answerdesk batch list"
        if self.last_run is not None and self.counts[State.CLAIMED] and self.last_run.start.list != JUDGED:
            return _generate(self.last_run.start.list)
        return self.failures[0].retry if self.failures else "answerdesk generate LIST"

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        run = self.last_run
        return {
            "drafts": _by_name(self.counts),
            "subjects": {subject: _by_name(counts) for subject, counts in self.by_subject.items()},
            "failures": [{**asdict(failures), "retry": failures.retry} for failures in self.failures],
            "calls": self.totals.calls,
            "prompt_tokens": self.totals.prompt_tokens,
            "completion_tokens": self.totals.completion_tokens,
            "cost": self.cost,
            "calls_of_unknown_cost": self.totals.unknown_cost,
            "risked": self.totals.risked,
            "models": {model: asdict(totals) for model, totals in self.spending.items()},
            "last_run": None if run is None else run_as_dict(run),
            "owed": list(self.owed),
            "in_batches": self.in_batches,
            "next": self.next,
        }


def status(desk: Desk) -> Status:
    """How the workspace stands now."""
    with desk.ledger.read() as connection:
        by_subject = _by_subject(connection)
        failures = _failures(connection)
        in_batches = batch_requests.number(connection)
    return Status(
        {state: sum(counts[state] for counts in by_subject.values()) for state in State},
        by_subject,
        failures,
        desk.ledger.spending(),
        next(iter(desk.ledger.runs(1)), None),
        tuple(str(trouble) for trouble in desk.owed),
        in_batches,
    )


def run_state(run: Run) -> str:
    """How a run stands, in a word. One whose process is gone says so before another run has noticed."""
    died = run.state is RunState.RUNNING and run.process.lives() is False
    return str(RunState.DIED if died else run.state)


def run_as_dict(run: Run) -> dict[str, Any]:
    """A run as JSON takes it."""
    return {
        "id": run.id,
        "state": run_state(run),
        "list": run.start.list,
        "started": run.started,
        "ended": run.ended,
        "counts": dict(run.counts),
        "cost": run.cost,
    }


def _by_subject(connection: Connection) -> dict[str, dict[State, int]]:
    found: dict[str, dict[State, int]] = {}
    query = select(drafts.c.subject, drafts.c.state, func.count()).group_by(drafts.c.subject, drafts.c.state)
    for subject, state, count in connection.execute(query):
        found.setdefault(subject, dict.fromkeys(State, 0))[State(state)] = count
    return dict(sorted(found.items()))


def _failures(connection: Connection) -> tuple[Failures, ...]:
    kinds = (runs_table.c.list, drafts.c.outcome, drafts.c.retryable)
    query = (
        select(*kinds, func.count().label("number"), func.max(drafts.c.error).label("example"))
        .join(runs_table, runs_table.c.id == drafts.c.run_id)
        .where(drafts.c.state == State.FAILED)
        .group_by(*kinds)
        .order_by(func.count().desc(), *kinds)
        .limit(_EXAMPLES)
    )
    rows = connection.execute(query)
    return tuple(Failures(row.outcome, row.number, row.retryable, row.list, row.example) for row in rows)


def _generate(question_list: str) -> str:
    return f"answerdesk generate {shlex.quote(question_list)}"


def _by_name(counts: dict[State, int]) -> dict[str, int]:
    return {str(state): counts[state] for state in State}
