"""The conversation about a page's SEO fields: asked, and asked again with what was wrong."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from gen.call import Call, Outcome
from gen.config import Settings
from gen.model.model import Model
from gen.prompting.prompt import Prompt, PromptLibrary
from gen.question import Question
from gen.seo import SeoFields, SeoProblems, parse_seo, seo_schema
from gen.tries import Try
from gen.undrafted import UndraftedError

_NONE = SeoFields("", ())


@dataclass(slots=True)
class Conversation:
    """The conversation about the SEO fields, and what came of it."""

    prompts: list[Prompt]
    calls: list[Call] = field(default_factory=list)
    fields: SeoFields = _NONE
    problems: float = math.inf  # of these fields


class SeoAsker:
    """Asks for SEO fields.

    Args:
        settings: the workspace's.
        library: its templates.
    """

    def __init__(self, settings: Settings, library: PromptLibrary) -> None:
        self._settings = settings
        self._library = library

    async def ask(self, question: Question, answer: str, model: Model, sample: int) -> Conversation:
        """The fields of an answer.

        Args:
            question: what was asked.
            answer: the answer's Markdown.
            model: whom to ask.
            sample: which sample of the answer it is.

        Raises:
            UndraftedError: no answer came.
        """
        site, template = self._settings.site, model.settings.template
        prompt = self._library.seo(question, answer, profile=site, seo=self._settings.seo, template=template)
        talk = Conversation([prompt])
        await self._ask(question, answer, model, sample, talk)
        return talk

    async def again(
        self, question: Question, before: Try, problems: Sequence[str], model: Model, sample: int
    ) -> Conversation:
        """The fields of a try's answer anew, with what was wrong with them; with all that was said before."""
        asked, last = before.seo_prompts[len(before.seo_calls) - 1], before.seo_calls[-1]
        talk = Conversation([self._library.seo_again(asked, last.text, problems)])
        await self._ask(question, before.processed.answer, model, sample, talk)
        talk.prompts[:0], talk.calls[:0] = before.seo_prompts, before.seo_calls
        return talk

    async def _ask(self, question: Question, answer: str, model: Model, sample: int, talk: Conversation) -> None:
        """Ask for the SEO fields, again with what was wrong, `seo.tries` times at most.

        Then those stand that had the fewest faults.
        """
        bounds, site = self._settings.seo, self._settings.site
        prefix = len(site.description_prefix)
        schema = seo_schema(bounds, prefix, with_bounds=True)  # left out where refused
        for number in range(bounds.tries):
            call = await model.ask(
                talk.prompts[-1].messages,
                schema=schema,
                sample=sample * bounds.tries + number,
                kind="seo",
                about=question.key,
            )
            talk.calls.append(call)
            if call.outcome is Outcome.FAILED:
                raise UndraftedError(f"no SEO fields: {call.error}", call.outcome)
            result = parse_seo(call.text, answer, bounds, prefix, prefix=site.description_prefix)
            if isinstance(result, SeoFields):
                talk.fields = result
                return
            if result.best is not None and len(result.problems) < talk.problems:
                talk.fields, talk.problems = result.best, len(result.problems)
            talk.prompts.append(self._library.seo_again(talk.prompts[0], call.text, _said(result, call)))


def _said(problems: SeoProblems, call: Call) -> tuple[str, ...]:
    if call.outcome is Outcome.CUT:
        return ("It was cut off because it was too long: give the JSON object alone, and keep it short.",)
    return problems.problems
