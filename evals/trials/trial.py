"""A trial: the cases of a golden set, each drafted as a run would draft it, without a ledger and without a tray."""

import asyncio
import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx2

from evals.scorer import score_page
from evals.suite import Suite
from evals.trials.case import Case
from evals.trials.cassette import Cassette, cassette_path, load_cassette
from evals.trials.expected import expectations, unmet
from evals.trials.result import Result, State
from evals.trials.stale import why_stale
from evals.trials.wire import Missing, Player, Recorder, Tally, Tape, on_tape, tally
from gen.call import Call, Outcome, Request
from gen.config import Settings
from gen.drafting import Draft, Drafter, Making
from gen.errors import AnswerdeskError
from gen.model.model import Model
from gen.model.pool import Models
from gen.page.page import Related
from gen.page.reader import load_page
from gen.prompting.prompt import PromptLibrary
from gen.scoring import Scoring
from gen.undrafted import UndraftedError
from gen.workspace import Workspace

PAGE_ID = 1  # of every page of a trial: they are compared with their like, and never published
_NOWHERE = "http://127.0.0.1:9/v1"  # the discard port: a replay never gets there


class NoRelated:
    """Finds no related articles: what a site has published is no part of what a prompt does."""

    def find(self, question: str, subject: str, keywords: Sequence[str]) -> tuple[Related, ...]:
        """None."""
        return ()


class Trial:
    """Cases, and whom to ask.

    Args:
        workspace: its settings decide everything that is not said here.
        library: the templates.
        model: whom to ask, by the settings' name.
        cassettes: the folder of all cassettes.
        on_result: told of each result as it comes.
    """

    def __init__(
        self,
        workspace: Workspace,
        library: PromptLibrary,
        model: str,
        cassettes: Path,
        on_result: Callable[[Result], None] = lambda _: None,
    ) -> None:
        self.unused: dict[str, int] = {}
        self.model = model
        self.on_result = on_result
        self._settings = workspace.settings
        self._library = library
        self._cassettes = cassettes
        self._suite = Suite.from_settings(self._settings)

    def place(self, case: str) -> Path:
        """Where a case's cassette is."""
        return cassette_path(self._cassettes, self.model, case)

    def orphans(self, cases: Sequence[Case]) -> list[Path]:
        """Cassettes of this model, of whose case there is none among these."""
        known = {self.place(case.id) for case in cases}
        return sorted(path for path in self.place("any").parent.glob("*.yaml") if path not in known)

    async def replay(self, cases: Sequence[Case]) -> list[Result]:
        """Draft the cases from their cassettes. No network is used. `unused` then says what cassettes hold besides.

        Raises:
            SettingsError: a cassette is none.
        """
        tapes = {case.id: Tape(load_cassette(place)) for case in cases if (place := self.place(case.id)).is_file()}
        run = self._settings.run
        models = Models(self._settings, {}, model=self.model, base_url=_NOWHERE, run=run, transport=lambda _: Player())
        results = await self._all(cases, tapes, models)
        self.unused = {name: tape.unused for name, tape in tapes.items() if tape.unused}
        return results

    async def record(self, cases: Sequence[Case], models: Models, samples: int, today: datetime.date) -> list[Result]:
        """Ask the model, and write a cassette of every case that was answered.

        Args:
            cases: of the golden set.
            models: whose endpoints record, see `recording`.
            samples: drafts a case.
            today: the date of the pages.

        Raises:
            StopRun: no other case would fare better. Those that are done have their cassettes.
            OSError: a cassette cannot be written.
        """
        tapes = {case.id: Tape(Cassette(case.id, self.model, today, samples)) for case in cases}
        return await self._all(cases, tapes, models, save=True)

    async def _all(
        self, cases: Sequence[Case], tapes: Mapping[str, Tape], models: Models, *, save: bool = False
    ) -> list[Result]:
        turns = asyncio.Semaphore(2 * self._settings.run.concurrency)

        async def one(case: Case, model: Model) -> list[Result]:
            async with turns:
                return await self._case(case, tapes.get(case.id), model, save=save)

        async with models:
            models.attach(lookup=_nothing, record=tally, on_retry=_ignored, before_send=_ignored)
            model = await models.get()
            try:
                async with asyncio.TaskGroup() as group:
                    tasks = [group.create_task(one(case, model)) for case in cases]
            except* (AnswerdeskError, OSError) as errors:
                raise errors.exceptions[0] from None
        return [result for task in tasks for result in task.result()]

    async def _case(self, case: Case, tape: Tape | None, model: Model, *, save: bool) -> list[Result]:
        """All samples of a case, one after the other: the first to ask is the first to be answered."""
        if tape is None:
            results = [Result(case.id, case.subject, 0, State.UNRECORDED, "it has no cassette")]
        else:
            with on_tape(tape):
                results = [await self._sample(case, tape, model, sample) for sample in range(tape.cassette.samples)]
            if save and all(result.state is not State.UNRECORDED for result in results):
                tape.cassette.templates |= {name: self._library.hash_of(name) for name in self._templates(case, model)}
                tape.cassette.save(self.place(case.id))
        for result in results:
            self.on_result(result)
        return results

    async def _sample(self, case: Case, tape: Tape, model: Model, sample: int) -> Result:
        tape.tally = Tally()
        today = tape.cassette.recorded
        score = Scoring(lambda: partial(score_page, self._suite, today=today), processes=0)
        drafter = Drafter(self._settings, self._library, score, NoRelated())
        try:
            draft = await drafter.draft(case.asked(self._settings.site), PAGE_ID, model, Making(0, today, sample))
        except Missing as missing:
            message = why_stale(tape.cassette, missing.body, self._library)
            return Result(case.id, case.subject, sample, State.STALE, message, cost=None, tokens=None)
        except UndraftedError as error:
            state = State.UNRECORDED if error.outcome is Outcome.FAILED else State.FAILED
            return self._with(tape.tally, Result(case.id, case.subject, sample, state, error.message))
        return self._with(tape.tally, self._drafted(case, sample, draft, today))

    def _drafted(self, case: Case, sample: int, draft: Draft, today: datetime.date) -> Result:
        said = draft.inspected
        reading = self._suite.reading(load_page(draft.text, self._settings.site), today)
        return Result(
            case.id,
            case.subject,
            sample,
            State.DRAFTED,
            page=draft.text,
            score=said.score,
            findings=tuple(said.findings),
            mended=draft.receipt.steps,
            expected=expectations(case),
            unmet=unmet(case, reading, said.findings),
        )

    @staticmethod
    def _with(taken: Tally, result: Result) -> Result:
        return replace(result, cost=taken.cost, tokens=taken.tokens, seconds=taken.seconds)

    def _templates(self, case: Case, model: Model) -> tuple[str, ...]:
        """Every template that may have a part in a case's draft."""
        question, site, own = case.asked(self._settings.site), self._settings.site, model.settings.template
        first = self._library.answer(question, site, template=own)
        seo = self._library.seo(question, "", profile=site, seo=self._settings.seo, template=own)
        return (*first.files, *seo.files, *self._library.seo_again(seo, "", ()).files)


def recording(settings: Settings, environment: Mapping[str, str], model: str, base_url: str | None) -> Models:
    """Models whose every answer is kept on the cassette of the case that asks."""
    run = settings.run

    def recorder(key: str) -> Recorder:
        limits = httpx2.Limits(max_connections=run.concurrency)
        return Recorder(key, httpx2.AsyncHTTPTransport(limits=limits))

    return Models(settings, environment, model=model, base_url=base_url, run=run, transport=recorder)


def _nothing(_: Request) -> Call | None:
    """No answer is known from before: a trial asks, or replays."""


def _ignored(*_: object) -> None:
    """Nobody is told."""
