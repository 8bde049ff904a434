"""A judge before a real HTTP server that says what a test wants it to say."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.claims.sentence import Sentence
from evals.facts.judge.judge import Judge
from evals.facts.judge.purse import JudgePurse
from gen.assessment import Assessment
from gen.budget import Budget
from gen.call import Call, Outcome, Request
from gen.config import ModelSettings, Price, RetrySettings, RunSettings
from gen.model.endpoint import Endpoint
from gen.model.model import Model
from gen.prompting.prompt import PromptLibrary
from gen.site.profile import SiteProfile
from tests.gen.misbehaving import Deed, Misbehaving, Received, answers

LIBRARY = PromptLibrary(Path(__file__).parents[4] / "prompts")
PATIENT = RunSettings(read_timeout=20, retry=RetrySettings(attempts=3, first_wait=0, longest_wait=0))
HASTY = PATIENT.model_copy(update={"read_timeout": 0.2, "retry": RetrySettings(attempts=1)})
SETTINGS = ModelSettings(max_tokens=200, price=Price(input=1.0, output=10.0))
QUESTION = "When was the tower built?"
SENTENCE = Sentence("It was opened in 1889.", 0, 22, before="The tower stands in Paris.", after="It is of iron.")


@dataclass(frozen=True, slots=True)
class Passage:
    """As the index of references gives them."""

    text: str
    place: str = "tower.md:3"


PASSAGES = (Passage("The tower was opened to the public\non 6 May 1889, and is 330 m high."),)


def judgement(
    framing: object = "exact",
    quote: object = "opened to the public on 6 May 1889",
    reason: object = "Both say 1889.",
    **more: object,
) -> Deed:
    """What a good judge answers, or what is made of it; `more` is of the completion around it."""
    return answers(json.dumps({"quote": quote, "reason": reason, "framing": framing}), **more)


def refutation(relation: object = "contradicted", reason: object = "There is no such reading.") -> Deed:
    """What the second request brings."""
    return answers(json.dumps({"reason": reason, "relation": relation}))


def is_refutation(request: Received) -> bool:
    """Whether a request asks to refute."""
    return '"refutation"' in request.body.decode()


@dataclass
class Kept:
    """A ledger of answers, as a run keeps it."""

    calls: dict[str, Call] = field(default_factory=dict)
    recorded: list[tuple[Call, str]] = field(default_factory=list)

    def lookup(self, request: Request) -> Call | None:
        return self.calls.get(request.key)

    async def record(self, call: Call, about: str) -> None:
        self.recorded.append((call, about))
        if call.outcome is Outcome.OK:
            self.calls[call.request.key] = call


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of each sentence, what the server received, and what was recorded."""

    found: list[Assessment]
    received: list[Received]
    kept: Kept

    @property
    def one(self) -> Assessment:
        (one,) = self.found
        return one


def judge(
    deeds: tuple[Deed, ...] | Callable[[Received], Deed],
    *,
    sentences: Sequence[Sentence] = (SENTENCE,),
    passages: Sequence[Passage] = PASSAGES,
    budget: float | None = None,
    others: Budget | None = None,
    run: RunSettings = PATIENT,
    settings: ModelSettings = SETTINGS,
    kept: Kept | None = None,
    tries: int = 2,
) -> Judged:
    """Judge sentences, all at once."""
    kept = kept or Kept()

    async def go() -> Judged:
        purse = others if budget is None else JudgePurse(budget, others)
        async with Misbehaving(deeds) as there, Endpoint(there.url, "", run, purse=purse) as endpoint:
            model = Model("judge-1", settings, endpoint, lookup=kept.lookup, record=kept.record)
            judging = Judge(model, LIBRARY, SiteProfile(), tries)
            works = [judging.assess(one, QUESTION, passages, about="history/tower") for one in sentences]
            return Judged(list(await asyncio.gather(*works)), there.received, kept)

    return asyncio.run(go())
