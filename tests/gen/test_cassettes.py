"""Real answers of the embedded model, recorded over HTTP. A prompt or a parameter that changes is recorded anew."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gen.call import Call, Outcome
from gen.config import Capabilities, RunSettings, SeoSettings, Settings
from gen.model import embedded
from gen.model.endpoint import Endpoint
from gen.model.model import Model
from gen.postprocess import postprocess
from gen.prompting.prompt import PromptLibrary
from gen.question import Question
from gen.seo import SeoFields, SeoProblems, parse_seo, seo_schema
from gen.settings_file import load_settings
from tests.gen.desk import make_desk

ROOT = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:9/v1"  # a replayed cassette never gets there
QUESTION = Question("How does a bridge carry its load?", "Engineering")

pytestmark = pytest.mark.vcr


@pytest.fixture(scope="module")
def url(record_mode: str) -> Iterator[str]:
    if record_mode == "none":
        yield NOWHERE
    else:
        with embedded.start(slots=1) as address:
            yield address


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(ROOT / "answerdesk.yaml")


@pytest.fixture(scope="module")
def library() -> PromptLibrary:
    return PromptLibrary(ROOT / "prompts")


def model_of(settings: Settings, endpoint: Endpoint, **changes: object) -> Model:
    name = settings.model
    return Model(name, settings.model_settings(name).model_copy(update=changes), endpoint)


def test_the_answer_call(url: str, settings: Settings, library: PromptLibrary) -> None:
    async def go() -> Call:
        async with Endpoint(url, "", RunSettings()) as endpoint:
            model = model_of(settings, endpoint)
            prompt = library.answer(QUESTION, settings.site, template=model.settings.template)
            return await model.ask(prompt.messages)

    call = asyncio.run(go())
    assert call.outcome is Outcome.OK
    assert call.finish_reason == "stop"
    assert "bridge" in call.text
    assert call.cost == 0
    assert (call.prompt_tokens or 0) > 50
    assert (call.completion_tokens or 0) > 50
    assert json.loads(call.response)["choices"][0]["message"]["content"] == call.text
    assert postprocess(call.text).answer


def test_the_seo_call_with_a_schema(url: str, settings: Settings, library: PromptLibrary) -> None:
    answer = (
        "A bridge carries its load by bending, by pressing or by pulling.\n\n### Beams\n\nA beam bends under its load."
    )
    prefix = len(settings.site.description_prefix)

    async def go() -> Call:
        async with Endpoint(url, "", RunSettings()) as endpoint:
            model = model_of(settings, endpoint)
            prompt = library.seo(
                QUESTION, answer, profile=settings.site, seo=settings.seo, template=model.settings.template
            )
            schema = seo_schema(settings.seo, prefix, with_bounds=True)
            return await model.ask(prompt.messages, schema=schema, kind="seo")

    call = asyncio.run(go())
    assert call.outcome is Outcome.OK
    said = json.loads(call.text)
    assert set(said) == {"page_description", "page_keywords"}
    least, most = settings.seo.description
    assert least - prefix <= len(said["page_description"]) <= most - prefix


def test_invalid_json_is_asked_again_with_what_was_wrong(url: str, settings: Settings, library: PromptLibrary) -> None:
    answer = "A bridge carries its load by bending, by pressing or by pulling."
    bounds, prefix = SeoSettings(), len(settings.site.description_prefix)
    # A server without schemas, where a small model answers with prose.
    plain = Capabilities(json_schema=False, json_object=False)

    async def go() -> tuple[SeoFields | SeoProblems, Call]:
        async with Endpoint(url, "", RunSettings()) as endpoint:
            model = model_of(settings, endpoint, capabilities=plain)
            prompt = library.seo(QUESTION, answer, profile=settings.site, seo=bounds)
            first = await model.ask(prompt.messages, kind="seo")
            found = parse_seo(first.text, answer, bounds, prefix)
            assert isinstance(found, SeoProblems)
            again = library.seo_again(prompt, first.text, found.problems)
            return found, await model.ask(again.messages, kind="seo", sample=1)

    found, second = asyncio.run(go())
    assert isinstance(found, SeoProblems)
    assert found.problems
    messages = second.request.body["messages"]
    assert [message["role"] for message in messages[-2:]] == ["assistant", "user"]
    assert all(problem in messages[-1]["content"] for problem in found.problems)
    assert second.response


def test_a_whole_run(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path, capsys, (ROOT / "answerdesk.yaml").read_text(encoding="utf-8"))
    rows = "What does a lens do?,Physics,2026-01-02\nHow do bees find flowers?,Biology,2026-01-02\n"
    name = desk.write("two.csv", f"question,subject,date\n{rows}").name
    said = desk.run("generate", name, "--base-url", url, "--concurrency", "1", "--json")
    assert said.status == 0, said.err
    assert said.json["rows"]["drafted"] == 2
    drafts = desk.drafts()
    assert set(drafts) == {"physics/what-does-a-lens-do.md", "biology/how-do-bees-find-flowers.md"}
    for page in drafts.values():
        assert page.score is not None
        assert 0 <= page.score <= 1
        assert len(page.answer) > 200
        assert page.date.isoformat() == "2026-01-02"
    receipts = [json.loads(receipt) for (receipt,) in desk.rows("SELECT receipt FROM drafts")]
    assert all(receipt["templates"][0] == "answer/small.md.j2" for receipt in receipts)
