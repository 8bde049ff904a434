"""A list on Ray: actors that work through batches of its rows, on one machine or many."""

import argparse
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ray
import ray.data
from ray.data import ActorPoolStrategy

from gen.config import Settings
from gen.drafting import Scored
from gen.errors import OverBudget, StopRun, UsageError
from gen.fleet.cluster import cluster, machines
from gen.fleet.interrupts import first_and_second
from gen.fleet.office import Office
from gen.fleet.rows import Job, Outcome, as_row
from gen.fleet.worker import Worker
from gen.ledger import Ledger, State
from gen.planning import FAULTS, Fate, Screened
from gen.progress import Progress, money
from gen.question import Question
from gen.report import Report
from gen.workspace import Workspace

# Rows of a batch for each request in flight: while its last ones come home, a worker has requests to spare, which is a
# thirtieth of its time with two calls a row.
_BATCH = 16

# Rows that are in memory, and handed out from one pool of actors; the next pool takes some seconds to start.
_WINDOW = 100_000

_DONE = frozenset({State.WAITING, State.ACCEPTED, State.REJECTED})


def muster(workspace: Workspace, args: argparse.Namespace, argv: Sequence[str], address: str | None = None) -> "Fleet":
    """The workers that a command line asks for. What one run may do is divided among them.

    Args:
        workspace: with what the command line says in its settings.
        args: of `generate`.
        argv: the command line itself.
        address: of a running cluster, None to start one on this machine.
    """
    run = workspace.settings.run
    concurrency = -(-run.concurrency // args.workers)
    part = run.model_copy(update={"concurrency": concurrency})
    settings = workspace.settings.model_copy(update={"run": part}).model_dump(mode="json")
    name = "--revised" if args.revised else str(args.list)
    root = str(workspace.root)
    job = Job(root, settings, args.model, args.base_url, args.retry_failed, name, tuple(argv))
    return Fleet(job, args.load_scorer, args.workers, concurrency, run.max_cost, address)


@dataclass(frozen=True, slots=True)
class Fleet:
    """Workers on Ray.

    Attributes:
        job: what each is told.
        load_scorer: makes the eval suite.
        workers: how many.
        concurrency: requests in flight at once, of each.
        max_cost: US dollars that all of them together may spend, None for no limit.
        address: of a running cluster, None to start one on this machine.
    """

    job: Job
    load_scorer: Callable[[Settings], Callable[..., Scored]]
    workers: int
    concurrency: int
    max_cost: float | None = None
    address: str | None = None

    def work(self, rows: Iterable[list[Screened]], ledger: Ledger, report: Report, progress: Progress) -> None:
        """Work through the rows; what becomes of them is added to the report as it comes.

        Args:
            rows: screened, in chunks.
            ledger: what all workers write to.
            report: of all of them.
            progress: is told what happens.

        Raises:
            UsageError: the cluster has several machines and the ledger is a file of this one.
        """
        with cluster(self.address, self.workers):
            _check_shared(ledger)
            # Free of a processor: it does nothing but wait. Each worker waits for its word, beside the shares.
            office = ray.remote(num_cpus=0, max_concurrency=2 * self.workers + 2)(Office).remote()

            def interrupt() -> None:
                report.interrupted = True
                progress.say("Finishing the calls in flight; they are paid for. Ctrl-C again stops at once.")
                office.stop.remote()

            todo = itertools.islice(_todo(rows, ledger, report, progress), report.counts.limit)
            runs: set[int] = set()
            with first_and_second(interrupt):
                while not report.ending and (window := list(itertools.islice(todo, _WINDOW))):
                    try:
                        ray.get(office.fund.remote(self.workers, self._share(office, ledger, runs)))
                    except OverBudget as error:
                        report.stopped = error
                    else:
                        runs |= self._work_off(window, office, report, progress)
            _add_up(ledger, runs, report)

    def _work_off(self, window: list[Question], office: Any, report: Report, progress: Progress) -> set[int]:
        """Have a window worked off, and tell what becomes of each row; the runs that had a part in it."""
        runs: set[int] = set()
        for outcome in self._outcomes(window, office):
            runs |= {outcome.run_id} - {0}
            _take(outcome, report, progress)
            if report.stopped is not None:
                office.stop.remote()  # what the other workers have in flight is told here all the same
        return runs

    def _share(self, office: Any, ledger: Ledger, runs: Iterable[int]) -> float | None:
        """What a worker may spend of what is left of the cost limit; None for no limit.

        Raises:
            OverBudget: nothing is left, or nobody knows how much is.
        """
        if self.max_cost is None:
            return None
        found = [run.cost for number in runs if (run := ledger.run(number)) is not None]
        costs = [cost for cost in found if cost is not None]
        if len(costs) < len(found) or ray.get(office.handed.remote()) > self.workers:
            said = "nobody knows what a worker has spent that died, and there is a cost limit"
        elif sum(costs) >= self.max_cost:
            said = f"the cost limit of {money(self.max_cost)} is reached: {money(sum(costs))} spent"
        else:
            return (self.max_cost - sum(costs)) / self.workers
        raise OverBudget(said, hint="Nothing is lost. To go on, give the same command again with a new --max-cost.")

    def _outcomes(self, window: list[Question], office: Any) -> Iterator[Outcome]:
        size = min(_BATCH * self.concurrency, -(-len(window) // self.workers))
        rows = [as_row(question) for question in window]
        items = ray.data.from_items(rows, override_num_blocks=-(-len(rows) // size))
        done = items.map_batches(
            Worker,
            fn_constructor_args=(self.job, self.load_scorer, office),
            batch_size=size,
            batch_format="numpy",
            # One batch each: else the first actor that is there takes two, and the others begin with nothing.
            compute=ActorPoolStrategy(size=self.workers, max_tasks_in_flight_per_actor=1),
            num_cpus=1,
        )
        for row in done.iter_rows():
            yield Outcome(**{name: _plain(value) for name, value in row.items()})


def _check_shared(ledger: Ledger) -> None:
    if (number := machines()) > 1 and not ledger.shared:
        raise UsageError(
            f"the cluster has {number} machines, and the ledger is a file of this one",
            hint="Set `ledger: postgresql+psycopg://…` in answerdesk.yaml: see docs/scale.md.",
        )


def _todo(chunks: Iterable[list[Screened]], ledger: Ledger, report: Report, progress: Progress) -> Iterator[Question]:
    """The questions that are work; the others are counted and told."""
    counts = report.counts
    for chunk in chunks:
        if report.ending:
            return
        questions = [row.question for row in chunk if row.fate is Fate.TODO and row.question is not None]
        states = ledger.states(question.key for question in questions)
        for row in chunk:
            if row.fate is not Fate.TODO or row.question is None:
                counts.faults += row.fate in FAULTS
                counts.skipped += row.fate not in FAULTS
                progress.say(str(row))
            elif states.get(row.question.key) in _DONE:
                counts.skipped += 1
            else:
                yield row.question
        progress.tick(counts)


def _take(outcome: Outcome, report: Report, progress: Progress) -> None:
    counts = report.counts
    if outcome.stopped and report.stopped is None:
        report.stopped = StopRun(outcome.stopped, hint=outcome.stop_hint)
    if outcome.mine and outcome.state == State.WAITING:
        counts.drafted += 1
        report.drafts.append(outcome.draft_id)
        report.scores.append(outcome.score)
    elif outcome.mine:
        counts.failed += 1
        progress.say(f"{outcome.where}: {outcome.error}")
    elif outcome.state in ("", State.CLAIMED):
        counts.busy += not report.ending  # else nobody has it in hand
    elif outcome.state == State.FAILED:
        counts.skipped += 1
        progress.say(f"{outcome.where}: failed before ({outcome.error}); --retry-failed asks again")
    else:
        counts.skipped += 1
    progress.tick(counts)


def _add_up(ledger: Ledger, runs: Iterable[int], report: Report) -> None:
    """The calls and the money of all workers' runs, by the ledger."""
    counts = report.counts
    for number in runs:
        totals = ledger.totals(number)
        counts.calls += totals.calls
        counts.prompt_tokens += totals.prompt_tokens
        counts.completion_tokens += totals.completion_tokens
        counts.cost = None if totals.unknown_cost or counts.cost is None else counts.cost + totals.cost


def _plain(value: Any) -> Any:
    """Python's own number for one of numpy's."""
    return value.item() if hasattr(value, "item") else value
