"""Asks a model how sentences stand to passages of the sources, and makes of its answers what they can show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evals.claims.sentence import Sentence
from evals.facts.judge.framing import JUDGEMENT, REFUTATION, Framing, Relation
from evals.facts.judge.purse import OverJudgeBudgetError
from evals.facts.judge.quoting import Quoted, find_quote
from evals.facts.judge.reply import LONGEST_QUOTE, E, Reply, one_line, read_reply, shown
from evals.facts.layers import JUDGE
from evals.facts.state import State
from gen.assessment import Assessment
from gen.call import Outcome
from gen.model.model import Model
from gen.prompting.prompt import Prompt, PromptLibrary
from gen.prompting.values import ClaimValues, PassageValues
from gen.site.profile import SiteProfile

_UNANSWERED = {
    Outcome.EMPTY: "the judge answered with nothing",
    Outcome.CUT: "the judge's answer was cut off at the token limit (raise its max_tokens)",
    Outcome.REFUSED: "the judge refused",
    Outcome.FILTERED: "the provider's content filter stopped the judge",
    Outcome.FAILED: "the judge did not answer",
}


class Judge:
    """Judges sentences, each in a request of its own: one that is edited costs no other its verdict.

    The same request has the same answer from the ledger, so that a verdict does not flip: it is kept by sentence and
    neighbours, passages, the prompt's words, model and parameters.

    Args:
        model: who judges.
        library: the prompts.
        site: what pages look like.
        tries: how often a sentence is asked about when the answer cannot be read.
    """

    def __init__(self, model: Model, library: PromptLibrary, site: SiteProfile, tries: int = 2) -> None:
        self._model = model
        self._library = library
        self._site = site
        self._tries = tries

    async def assess(
        self, sentence: Sentence, question: str, passages: Sequence[Quoted], *, about: str = ""
    ) -> Assessment:
        """How a sentence stands to its passages. What cannot be judged is not checked, and never supported.

        Args:
            sentence: of an answer.
            question: that the page answers.
            passages: of the sources, the best first; empty where none was found.
            about: the key of the question, for the record.

        Raises:
            TemplateError: the workspace has no template for it, or one with a mistake.
            StopRun: no other request would fare better.
        """
        first = Assessment(JUDGE, sentence.text, State.NO_SOURCE, model=self._model.name)
        if not passages:
            return replace(first, reason="no passage of the sources was found for it")
        claim, beside = _claim(sentence, question), [PassageValues(each.text, each.place) for each in passages]
        prompt = self._library.judge(claim, beside, self._site)
        first = replace(first, state=State.NOT_CHECKED, prompt_hash=prompt.hash)
        said = await self._ask(prompt, "judge", JUDGEMENT, "framing", Framing, about)
        if isinstance(said, str):
            return replace(first, reason=said)
        found = _verdict(first, said, passages)
        if found.state is State.FLAGGED and said.choice is Framing.CONTRADICTED:
            return await self._refuted(found, claim, beside, about)
        return found

    async def _refuted(
        self, found: Assessment, claim: ClaimValues, beside: Sequence[PassageValues], about: str
    ) -> Assessment:
        """The contradiction, where it stands; else not checked: the judge does not agree with itself."""
        prompt = self._library.refute(claim, beside, self._site, found.quote, found.reason)
        said = await self._ask(prompt, "refute", REFUTATION, "relation", Relation, about)
        if isinstance(said, str):
            return _unchecked(found, f"it may contradict the source, and nobody tried to refute that: {said}")
        if said.choice is Relation.CONTRADICTED:
            return found
        doubt = "took that back" if said.choice is Relation.COMPATIBLE else "was not sure when asked again"
        return _unchecked(found, f"the judge called it contradicted and {doubt}: {said.reason}")

    async def _ask(
        self, prompt: Prompt, kind: str, schema: Mapping[str, object], name: str, choices: type[E], about: str
    ) -> Reply[E] | str:
        """A reply, or why there is none. What cannot be read is asked for again; what was refused or cut is not."""
        problem = ""
        for sample in range(self._tries):
            try:
                call = await self._model.ask(prompt.messages, schema=schema, sample=sample, kind=kind, about=about)
            except OverJudgeBudgetError as error:
                return error.message
            if call.outcome is not Outcome.OK:
                return _UNANSWERED[call.outcome] + (f": {call.error}" if call.error else "")
            said = read_reply(call.text, name, choices)
            if isinstance(said, Reply):
                return said
            problem = said
        return f"the judge's answer cannot be read: {problem}"


def _claim(sentence: Sentence, question: str) -> ClaimValues:
    above = "\n".join(filter(None, (sentence.heading, sentence.intro)))
    return ClaimValues(sentence.text, sentence.before, sentence.after, above, question)


def _verdict(first: Assessment, said: Reply[Framing], passages: Sequence[Quoted]) -> Assessment:
    """What the framing makes of the sentence, if its quotation stands in a passage."""
    found = replace(first, kind=str(said.choice), reason=said.reason)
    where = find_quote(said.quote, passages)
    if where is not None:
        return replace(found, state=said.choice.state, quote=one_line(said.quote, LONGEST_QUOTE), place=where.place)
    if said.choice is Framing.NOT_IN_SOURCE and not said.quote:
        return replace(found, state=said.choice.state)
    if not said.quote:
        return _unchecked(found, f"the judge calls it {said.choice} and quotes nothing")
    return _unchecked(found, f"the judge quotes what no passage has word for word: {shown(said.quote)}")


def _unchecked(found: Assessment, why: str) -> Assessment:
    return replace(found, state=State.NOT_CHECKED, quote="", place="", reason=why)
