"""A worker: works through batches of rows, one after another, each of them a run of its own in the ledger."""

import asyncio
import contextlib
import datetime
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from gen.batch.outbox import Bystander
from gen.budget import Budget
from gen.config import Settings
from gen.content.related import RelatedArticles
from gen.desk import Desk, Limits
from gen.drafting import Drafter, Scored
from gen.errors import AnswerdeskError
from gen.fleet.rows import NOT_BEGUN, Columns, Job, Outcome, as_columns, outcome_of, questions_of
from gen.ledger import Ledger, RunStart
from gen.model.pool import Models
from gen.progress import Quiet
from gen.prompting.prompt import PromptLibrary
from gen.provenance import revision, versions
from gen.question import Question
from gen.run import Run
from gen.scoring import Scoring
from gen.sources.sources import Sources
from gen.workspace import Workspace


class Worker:
    """A worker. Ray makes it on some machine, and calls it in that process's event loop.

    It reads keys from the environment of its own machine: they do not travel.

    Args:
        job: what every worker is told.
        load_scorer: makes the eval suite of settings.
        office: the actor's handle, see `gen.fleet.office.Office`.

    Attributes:
        stopping: nothing is begun any more.
    """

    # Any: what Ray makes of a class has no type.
    def __init__(self, job: Job, load_scorer: Callable[[Settings], Callable[..., Scored]], office: Any) -> None:
        self._job = job
        self._office = office
        self._settings = Settings.model_validate(job.settings, context={"root": Path(job.root)})
        self._load_scorer = load_scorer
        self._stack = AsyncExitStack()  # of a worker of Ray's, left by the end of its process
        self._desk: Desk | None = None
        self._running: Run | None = None
        self.stopping = False
        self._watching: asyncio.Task[None] | None = None

    async def __call__(self, batch: Mapping[str, Sequence[Any]]) -> AsyncIterator[Columns]:
        """What became of each row of a batch. What keeps the worker from working is said of each of them."""
        questions = questions_of(batch)
        try:
            yield as_columns(await self._work(questions))
        except AnswerdeskError as error:
            said, hint = error.message, error.hint
            yield as_columns([Outcome(each.where, "", 0, -1.0, 0, False, said, said, hint) for each in questions])

    async def close(self) -> None:
        """Close connections and the ledger. Ray does not: it ends the process."""
        if self._watching is not None:
            self._watching.cancel()
        await self._stack.aclose()

    async def _work(self, questions: Sequence[Question]) -> list[Outcome]:
        if self._desk is None:
            self._desk = await self._opened()
            self._watching = asyncio.create_task(self._watch())
        if self.stopping:
            return [Outcome(each.where, "", 0, -1.0, 0, False, NOT_BEGUN) for each in questions]
        desk, job, bounds = self._desk, self._job, self._settings.run
        limits = Limits(bounds.concurrency, retry_failed=job.retry_failed, give_up_after=bounds.give_up_after)
        start = RunStart(job.list, job.argv, job.settings, versions(), revision(desk.root))
        self._running = running = Run(desk, limits, datetime.datetime.now(tz=datetime.UTC).date())
        report = await running.execute(start, questions)
        self._running = None
        drafts = desk.ledger.drafts_by_key([question.key for question in questions])
        return [outcome_of(question, drafts.get(question.key), report) for question in questions]

    async def _watch(self) -> None:
        """Stop when the office says so: what is in flight comes home and is told, and nothing more is sent."""
        with contextlib.suppress(Exception):  # without an office there is no driver, and nobody to work for
            await self._office.stopped.remote()
        self.stopping = True
        if self._running is not None:
            self._running.stop()

    async def _opened(self) -> Desk:
        job, settings = self._job, self._settings
        workspace = Workspace(Path(job.root), settings)
        library = PromptLibrary.checked(workspace.prompts)
        ledger: Ledger = self._stack.enter_context(workspace.open_ledger())
        catalog = workspace.catalog(ledger)
        catalog.sync()
        share = await self._office.share.remote()
        purse = None if share is None else Budget(share)
        models = Models(settings, os.environ, model=job.model, base_url=job.base_url, run=settings.run, purse=purse)
        # As many workers as processors: none starts processes of its own.
        scoring = await self._stack.enter_async_context(Scoring(self._load_scorer, settings, processes=0))
        await self._stack.enter_async_context(models)
        models.hold(Bystander(ledger).hold)
        related = RelatedArticles(ledger, workspace.content, settings.site)
        drafter = Drafter(settings, library, scoring, related, Sources.open(workspace, _say_nothing))
        return Desk(ledger, catalog, models, drafter, workspace.root, workspace.drafts, settings.site, Quiet())


def _say_nothing(_doing: str, _done: int, _total: int) -> None:
    """The driver has told of the references already."""
