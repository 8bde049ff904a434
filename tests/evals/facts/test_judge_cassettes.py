"""The judge's whole way with a real model's answers, recorded over HTTP.

The model is the embedded one, which must not judge: what it says is worth nothing, and that it is taken for what it is
worth is what these tests are about.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.claims.sentences import sentences
from evals.facts.judge.framing import Framing
from evals.facts.judge.judge import Judge
from evals.facts.judge.quoting import find_quote
from evals.facts.state import State
from gen.assessment import Assessment
from gen.call import Call, Outcome
from gen.config import Capabilities, ModelSettings, RunSettings
from gen.model import embedded
from gen.model.endpoint import Endpoint
from gen.model.model import Model
from gen.prompting.prompt import PromptLibrary
from gen.site.profile import SiteProfile
from tests.evals.facts.judge.bench import Passage

ROOT = Path(__file__).parents[3]
NOWHERE = "http://127.0.0.1:9/v1"  # a replayed cassette never gets there
QUESTION = "How does a bridge carry its load?"
ANSWER = "A beam bridge bends under its load. It was invented in 1745 by a baker."
PASSAGES = (
    Passage("A beam carries its load by bending: its upper side is pressed and its lower side is pulled.", "b:1"),
)

pytestmark = pytest.mark.vcr


@pytest.fixture(scope="module")
def url(record_mode: str) -> Iterator[str]:
    if record_mode == "none":
        yield NOWHERE
    else:
        with embedded.start(slots=1) as address:
            yield address


def judged(url: str, capabilities: Capabilities) -> tuple[list[Assessment], list[Call]]:
    extra = {"min_p": 0.1, "repeat_penalty": 1.1, "repeat_last_n": 256}
    settings = ModelSettings(max_tokens=160, temperature=0.3, seed=1, extra=extra, capabilities=capabilities)
    calls: list[Call] = []

    async def record(call: Call, _about: str) -> None:
        calls.append(call)

    async def go() -> list[Assessment]:
        async with Endpoint(url, "", RunSettings(concurrency=1)) as endpoint:
            model = Model(embedded.MODEL, settings, endpoint, record=record)
            judge = Judge(model, PromptLibrary(ROOT / "prompts"), SiteProfile())
            return [await judge.assess(one, QUESTION, PASSAGES) for one in sentences(ANSWER)]

    return asyncio.run(go()), calls


def test_with_a_schema(url: str) -> None:
    found, calls = judged(url, Capabilities(json_schema=True))
    assert len(found) == 2
    assert {call.request.kind for call in calls} <= {"judge", "refute"}
    assert all(call.outcome in (Outcome.OK, Outcome.CUT) for call in calls)
    for each in found:
        assert each.state in set(State) - {State.NO_SOURCE}
        assert each.reason
        if each.state != State.NOT_CHECKED:
            framing = Framing(each.kind)
            assert each.state == framing.state
            assert framing is Framing.NOT_IN_SOURCE or find_quote(each.quote, PASSAGES) is not None


def test_without_one(url: str) -> None:
    found, calls = judged(url, Capabilities(json_schema=False, json_object=False))
    assert {each.state for each in found} == {State.NOT_CHECKED}
    cut = [call for call in calls if call.outcome is Outcome.CUT]
    unread = [each for each in found if "cannot be read" in each.reason]
    assert len(cut) + len(unread) == len(found)
    assert len(calls) == len(found) + len(unread)  # what cannot be read is asked for again, what is cut is not
