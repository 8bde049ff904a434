"""From one question to one page: prompt, answer, post-processing, SEO fields, page, score."""

import asyncio
import datetime
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol

from gen.assessing import Answered, Assessor
from gen.assessment import Assessment
from gen.call import Call, Outcome
from gen.config import Settings
from gen.files import page_hash
from gen.gate import Gate, as_sentences, only_seo
from gen.ledger import Inspected
from gen.model.model import Model
from gen.page.page import Page, Related, new_page
from gen.postprocess import Processed, postprocess
from gen.prompting.prompt import Prompt, PromptLibrary, Revision
from gen.question import Question
from gen.receipt import Receipt
from gen.sampling import other_samples
from gen.seo import SeoFields
from gen.seo_asking import Conversation, SeoAsker
from gen.sources.in_prompt import prompt_passages, source_values
from gen.sources.marks import resolved, unmarked
from gen.sources.passage import Passage
from gen.sources.references import References
from gen.sources.sources import Sources
from gen.tries import STRIDE, Try, best
from gen.undrafted import REASONS, UndraftedError, no_page


class Scored(Protocol):
    """A page with its score in it, and what the checks said."""

    @property
    def text(self) -> str:
        """The page's file."""

    @property
    def score(self) -> float:
        """0 to 1; -1.0 where nothing was scored."""

    @property
    def needs_person(self) -> bool:
        """A check crashed: neither a pass nor a zero."""

    @property
    def findings(self) -> tuple[Mapping[str, Any], ...]:
        """All findings."""

    @property
    def facts(self) -> tuple[Mapping[str, str], ...]:
        """How each sentence stands to the references."""


# The eval suite: runs all checks on a page and writes it with its score, or raises `PageError` where it cannot be
# written. The references are what the page is held against, None for none; it is told what models said of the page's
# sentences, too. The front door hands it down, since this room may not import it.
Scorer = Callable[[Page, References | None, Sequence[Assessment]], Awaitable[Scored]]


class RelatedFinder(Protocol):
    """Finds related articles among accepted pages."""

    def find(self, question: str, subject: str, keywords: Sequence[str]) -> tuple[Related, ...]:
        """At most five, best first."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that waits for a verdict, and how it was made."""

    text: str
    inspected: Inspected
    receipt: Receipt
    assessments: tuple[Assessment, ...] = ()


@dataclass(frozen=True, slots=True)
class Making:
    """How a draft is made this time.

    Attributes:
        run_id: for the receipt.
        today: the page's date where the question gives none.
        sample: which sample of the answer, counted from 0.
        revision: what a reviewer said of the one before; None where nobody sent one back.
    """

    run_id: int
    today: datetime.date
    sample: int = 0
    revision: Revision | None = None


class Drafter:
    """Makes drafts of questions.

    Args:
        settings: the workspace's.
        library: its templates.
        score: the eval suite.
        related: finds related articles.
        sources: the references, None where there are none.
        assessor: has models look at what answers claim; None where the settings want nobody to.

    How many candidates are made of a draft, and when it is asked for again, is for `settings.run` to say.

    Raises:
        TemplateError: a draft may have to be asked for again, and there is no template for it.
    """

    def __init__(
        self,
        settings: Settings,
        library: PromptLibrary,
        score: Scorer,
        related: RelatedFinder,
        sources: Sources | None = None,
        assessor: Assessor | None = None,
    ) -> None:
        self._settings = settings
        self._gate = Gate.of(settings)
        self._library = library
        self._seo = SeoAsker(settings, library)
        self._score = score
        self._related = related
        self._sources = sources
        self._assessor = assessor
        if self._gate.names and self._gate.tries:
            library.require_mend()

    async def ready(self) -> None:
        """Say what is wrong with what the settings ask for besides answers.

        Raises:
            UsageError: who judges cannot be asked, or a template is missing.
        """
        if self._assessor is not None:
            await self._assessor.ready()

    async def draft(
        self,
        question: Question,
        page_id: int,
        model: Model,
        making: Making,
    ) -> Draft:
        """Ask for an answer and its SEO fields, and make the page.

        Args:
            question: what to ask.
            page_id: from the ledger.
            model: whom.
            making: how it is made this time.

        Raises:
            UndraftedError: no answer came, or none of which a page can be made.
            StopRun: no other question would fare better.
        """
        references = None if self._sources is None else References(self._sources, question.sources)
        passages = prompt_passages(question, references, self._settings.sources)
        job = _Job(question, page_id, model, making, references, passages)
        made = await self._candidates(job)
        tries = [each for each in made if isinstance(each, Try)]
        if not tries:
            raise next(each for each in made if isinstance(each, UndraftedError))
        kept = latest = best(tries)
        for number in range(self._gate.tries):
            if not kept.failing:
                break
            again = await self._again(job, latest, self._gate.candidates + number)
            made.append(again)
            if isinstance(again, UndraftedError):
                break
            latest = again
            kept = best([kept, again])
        chosen, assessments = await self._assessed(job, kept)
        return _draft(chosen, [chosen if each is kept else each for each in made], job, assessments)

    async def _assessed(self, job: "_Job", kept: Try) -> tuple[Try, tuple[Assessment, ...]]:
        """The try with what models say of its claims among its findings: of the one that is kept alone."""
        if self._assessor is None:
            return kept, ()
        samples = None
        if wanted := self._settings.facts.samples:
            # The candidates are samples as well, and paid for.
            others = (job.sample(n) for n in range(wanted + 1) if job.sample(n) != kept.call.request.sample)
            escaped = self._settings.site.layout.answer_is_escaped
            numbers = islice(others, wanted)
            samples = await other_samples(job.model, kept.prompt, numbers, about=job.question.key, escaped=escaped)
        answer = Answered(job.question, kept.page.answer, job.model.name, job.references)
        found = await self._assessor.assess(answer, samples)
        text, inspected = await self._inspected(kept.page, job.references, found)
        return replace(kept, text=text, inspected=inspected), found

    async def _candidates(self, job: "_Job") -> "list[Try | UndraftedError]":
        """As many tries as are asked for, side by side."""
        prompt = self._prompt(job)
        why = "candidate" if self._gate.candidates > 1 else "first"
        tries = (self._try(job, prompt, number, why) for number in range(self._gate.candidates))
        ends = await asyncio.gather(*tries, return_exceptions=True)
        made = [end for end in ends if isinstance(end, Try | UndraftedError)]
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, UndraftedError):
                raise end
        return made

    async def _again(self, job: "_Job", before: Try, number: int) -> "Try | UndraftedError":
        """Another try, with what the gate found in the one before it."""
        said = as_sentences(before.failing)
        try:
            if only_seo(before.failing):
                return await self._seo_again(job, before, said, number)
            answer = before.processed.answer
            prompt = self._library.mend(before.prompt, unmarked(answer) if job.passages else answer, said)
            return await self._try(job, prompt, number, "gate")
        except UndraftedError as error:
            return error

    async def _seo_again(self, job: "_Job", before: Try, said: Sequence[str], number: int) -> Try:
        talk = await self._seo.again(job.question, before, said, job.model, job.sample(number))
        return await self._made(job, "gate, SEO", before.prompt, before.call, before.processed, talk)

    async def _try(self, job: "_Job", prompt: Prompt, number: int, why: str) -> Try:
        sample = job.sample(number)
        call = await job.model.ask(prompt.messages, sample=sample, about=job.question.key)
        processed = self._processed(call, job.passages)
        talk = await self._seo.ask(job.question, processed.answer, job.model, sample)
        return await self._made(job, why, prompt, call, processed, talk)

    async def _made(
        self, job: "_Job", why: str, prompt: Prompt, call: Call, processed: Processed, talk: Conversation
    ) -> Try:
        page = self._page(job, processed.answer, talk.fields)
        text, inspected = await self._inspected(page, job.references)
        failing = self._gate.failing(inspected.findings)
        return Try(why, prompt, call, processed, tuple(talk.prompts), tuple(talk.calls), page, text, inspected, failing)

    def _prompt(self, job: "_Job") -> Prompt:
        site, template, revision = self._settings.site, job.model.settings.template, job.making.revision
        given = source_values(job.passages)
        prompt = self._library.answer(job.question, site, template=template, today=job.making.today, passages=given)
        if not (revision and revision.answer):
            return prompt
        return self._library.revise(prompt, unmarked(revision.answer) if job.passages else revision.answer, revision)

    def _processed(self, call: Call, passages: Sequence[Passage]) -> Processed:
        """The answer as the site can show it; its marks lead to a list of the passages' references."""
        processed = self._postprocessed(call)
        if not passages:
            return processed
        marked = resolved(processed.answer, passages, self._settings.sources.heading)
        return replace(processed, answer=marked.text)

    def _postprocessed(self, call: Call) -> Processed:
        if call.outcome is not Outcome.OK:
            raise UndraftedError(REASONS[call.outcome] + (f": {call.error}" if call.error else ""), call.outcome)
        with no_page():
            return postprocess(call.text, escaped=self._settings.site.layout.answer_is_escaped)

    def _page(self, job: "_Job", answer: str, fields: SeoFields) -> Page:
        question = job.question
        with no_page():
            return new_page(
                id=job.page_id,
                date=question.date or job.making.today,
                question=question.text,
                subject=question.subject,
                answer=answer,
                description=fields.description,
                keywords=fields.keywords,
                related=self._related.find(question.text, question.subject, fields.keywords),
                profile=self._settings.site,
            )

    async def _inspected(
        self, page: Page, references: References | None, assessments: Sequence[Assessment] = ()
    ) -> tuple[str, Inspected]:
        """The page's file with its score in it, and what the checks said."""
        with no_page():
            said = await self._score(page, references, assessments)
        sources = references.contents if references is not None else ""
        told = Inspected(page_hash(said.text), said.score, said.needs_person, said.findings, said.facts, sources)
        return said.text, told


@dataclass(frozen=True, slots=True)
class _Job:
    """A draft to be made; `passages` stand in its prompt."""

    question: Question
    page_id: int
    model: Model
    making: Making
    references: References | None
    passages: tuple[Passage, ...]

    def sample(self, number: int) -> int:
        """Which sample the try of this number asks for."""
        return self.making.sample + STRIDE * number


def _draft(kept: Try, made: "Sequence[Try | UndraftedError]", job: _Job, assessments: tuple[Assessment, ...]) -> Draft:
    """The draft of the try that is kept; its receipt tells of the others, where there are any."""
    receipt = Receipt.of(kept.prompts, kept.calls, kept.processed.steps, job.making.run_id)
    receipt = receipt.resting_on(job.question.sources, job.passages)
    if len(made) > 1:
        calls = {call.request.key: call for each in made if isinstance(each, Try) for call in each.calls}
        receipt = receipt.with_tries([_told(each, kept) for each in made], list(calls.values()))
    return Draft(kept.text, kept.inspected, receipt, assessments)


def _told(each: "Try | UndraftedError", kept: Try) -> dict[str, Any]:
    return each.as_dict(kept=each is kept) if isinstance(each, Try) else {"kept": False, "error": each.message}
