"""Has models look at what answers claim: a judge beside passages of the sources, other samples beside the answer."""

from collections.abc import Sequence

from evals.claims.sentence import Sentence
from evals.claims.sentences import sentences
from evals.facts.judge.judge import Judge
from evals.facts.judge.purse import JudgePurse
from evals.facts.samples import assess_samples
from gen.assessing import Answered
from gen.assessment import Assessment
from gen.config import Settings
from gen.model.pool import Models
from gen.prompting.prompt import PromptLibrary
from gen.sources.passage import Passage
from gen.together import together


class Assessor:
    """Looks at answers as the settings want it, one budget for all of them.

    Args:
        settings: the workspace's.
        library: its prompts.
        models: where the judge comes from; attached before `ready` is called.
        judges: whether the judge is asked.
    """

    def __init__(self, settings: Settings, library: PromptLibrary, models: Models, *, judges: bool = True) -> None:
        self._settings = settings
        self._library = library
        self._models = models
        self._judges = judges
        self._judge: Judge | None = None

    @classmethod
    def of_generate(cls, settings: Settings, library: PromptLibrary, models: Models) -> "Assessor":
        """That of a run of `generate`, which judges only where the settings say so."""
        return cls(settings, library, models, judges=settings.facts.judge.in_generate)

    async def ready(self) -> None:
        """Find the judge, and say what would keep it from its work.

        Raises:
            SettingsError: there is no key for its endpoint, or it would be the embedded model.
            TemplateError: the workspace has no template for it.
        """
        if not self._judges:
            return
        said, library = self._settings.facts.judge, self._library
        library.require_judge()
        most = said.max_cost
        model = await self._models.judge(lambda others: others if most is None else JudgePurse(most, others))
        self._judge = Judge(model, library, self._settings.site, said.tries)

    async def assess(self, answer: Answered, samples: Sequence[str] | None) -> tuple[Assessment, ...]:
        """What is found about the sentences of an answer, see `gen.assessing.Assessor`."""
        found: tuple[Assessment, ...] = ()
        if samples is not None:
            found = assess_samples(answer.text, samples, question=answer.question.text, model=answer.model)
        return (*found, *await self.judged(answer))

    async def judged(self, answer: Answered) -> tuple[Assessment, ...]:
        """What the judge says of the sentences of an answer, each once, in their order; nothing where nobody judges.

        Raises:
            StopRun: no other request would fare better.
        """
        judge, question = self._judge, answer.question
        if judge is None:
            return ()
        listed = self._settings.sources.heading  # the references themselves
        claims = {one.text: one for one in sentences(answer.text) if one.claims and one.heading != listed}
        works = [
            judge.assess(one, question.text, self._passages(answer, one), about=question.key) for one in claims.values()
        ]
        return tuple(await together(works))

    def _passages(self, answer: Answered, one: Sentence) -> list[Passage]:
        if answer.references is None:
            return []
        # With the question: a sentence says “it” of what the page is about.
        text, most = f"{answer.question.text} {one.plain}", self._settings.facts.judge.passages
        return [found.passage for found in answer.references.passages_for(text, most)]
