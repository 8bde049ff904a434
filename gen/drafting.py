"""From one question to one page: prompt, answer, post-processing, SEO fields, page, score."""

import datetime
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from gen.call import Call, Outcome
from gen.config import Settings
from gen.errors import ModelError, PageError
from gen.files import page_hash
from gen.ledger import Inspected
from gen.model.model import Model
from gen.page.page import Page, Related, new_page
from gen.postprocess import Processed, postprocess
from gen.prompting.prompt import Prompt, PromptLibrary, Revision
from gen.question import Question
from gen.receipt import Receipt
from gen.seo import SeoFields, SeoProblems, parse_seo, seo_schema


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


# The eval suite: runs all checks on a page and writes it with its score, or raises `PageError` where it cannot be
# written. The front door hands it down, since this room may not import it.
Scorer = Callable[[Page], Scored]


class RelatedFinder(Protocol):
    """Finds related articles among accepted pages."""

    def find(self, question: str, subject: str, keywords: Sequence[str]) -> tuple[Related, ...]:
        """At most five, best first."""


class UndraftedError(ModelError):
    """A question brought no draft.

    Args:
        message: why, one line.
        outcome: how the call ended; `Outcome.OK` where the answer came and no page can be made of it.
        retryable: the next run may simply ask again; None: where nothing was answered.
    """

    def __init__(self, message: str, outcome: Outcome, *, hint: str = "", retryable: bool | None = None) -> None:
        super().__init__(message, hint=hint)
        self.outcome = outcome
        self.retryable = outcome is Outcome.FAILED if retryable is None else retryable


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that waits for a verdict, and how it was made."""

    text: str
    inspected: Inspected
    receipt: Receipt


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
    """

    def __init__(self, settings: Settings, library: PromptLibrary, score: Scorer, related: RelatedFinder) -> None:
        self._settings = settings
        self._library = library
        self._score = score
        self._related = related

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
        prompt = self._prompt(question, model, making)
        call = await model.ask(prompt.messages, sample=making.sample, about=question.key)
        processed = self._processed(call)
        seo = await self._seo(question, processed.answer, model, making.sample)
        page = self._page(question, page_id, processed.answer, seo.fields, making.today)
        text, inspected = self._inspected(page)
        receipt = Receipt.of([prompt, *seo.prompts], [call, *seo.calls], processed.steps, making.run_id)
        return Draft(text, inspected, receipt)

    def _prompt(self, question: Question, model: Model, making: Making) -> Prompt:
        site, template, revision = self._settings.site, model.settings.template, making.revision
        prompt = self._library.answer(question, site, template=template, today=making.today)
        return self._library.revise(prompt, revision.answer, revision) if revision and revision.answer else prompt

    def _processed(self, call: Call) -> Processed:
        if call.outcome is not Outcome.OK:
            raise UndraftedError(_REASONS[call.outcome] + (f": {call.error}" if call.error else ""), call.outcome)
        with _no_page():
            return postprocess(call.text, escaped=self._settings.site.layout.answer_is_escaped)

    async def _seo(self, question: Question, answer: str, model: Model, sample: int) -> "_Seo":
        """Ask for the SEO fields, again with what was wrong, `seo.tries` times at most.

        Then those stand that had the fewest faults.
        """
        bounds, site = self._settings.seo, self._settings.site
        prefix = len(site.description_prefix)
        schema = seo_schema(bounds, prefix, with_bounds=True)  # left out where refused
        seo = _Seo([self._library.seo(question, answer, profile=site, seo=bounds, template=model.settings.template)])
        for number in range(bounds.tries):
            call = await model.ask(
                seo.prompts[-1].messages,
                schema=schema,
                sample=sample * bounds.tries + number,
                kind="seo",
                about=question.key,
            )
            seo.calls.append(call)
            if call.outcome is Outcome.FAILED:
                raise UndraftedError(f"no SEO fields: {call.error}", call.outcome)
            result = parse_seo(call.text, answer, bounds, prefix, prefix=site.description_prefix)
            if isinstance(result, SeoFields):
                seo.fields = result
                break
            if result.best is not None and len(result.problems) < seo.problems:
                seo.fields, seo.problems = result.best, len(result.problems)
            seo.prompts.append(self._library.seo_again(seo.prompts[0], call.text, _said(result, call)))
        return seo

    def _page(self, question: Question, page_id: int, answer: str, fields: SeoFields, today: datetime.date) -> Page:
        with _no_page():
            return new_page(
                id=page_id,
                date=question.date or today,
                question=question.text,
                subject=question.subject,
                answer=answer,
                description=fields.description,
                keywords=fields.keywords,
                related=self._related.find(question.text, question.subject, fields.keywords),
                profile=self._settings.site,
            )

    def _inspected(self, page: Page) -> tuple[str, Inspected]:
        """The page's file with its score in it, and what the checks said."""
        with _no_page():
            said = self._score(page)
        return said.text, Inspected(page_hash(said.text), said.score, said.needs_person, said.findings)


@contextmanager
def _no_page() -> Iterator[None]:
    """What cannot be a page is no draft."""
    try:
        yield
    except PageError as error:
        raise UndraftedError(error.message, Outcome.OK, hint=error.hint) from error


_NONE = SeoFields("", ())


@dataclass(slots=True)
class _Seo:
    """The conversation about the SEO fields, and what came of it."""

    prompts: list[Prompt]
    calls: list[Call] = field(default_factory=list)
    fields: SeoFields = _NONE
    problems: float = math.inf  # of these fields


_REASONS = {
    Outcome.EMPTY: "the model answered with nothing",
    Outcome.CUT: "the answer was cut off at the token limit (raise max_tokens)",
    Outcome.REFUSED: "the model refused",
    Outcome.FILTERED: "the provider's content filter stopped the answer",
    Outcome.FAILED: "no answer",
}


def _said(problems: SeoProblems, call: Call) -> tuple[str, ...]:
    if call.outcome is Outcome.CUT:
        return ("It was cut off because it was too long: give the JSON object alone, and keep it short.",)
    return problems.problems
