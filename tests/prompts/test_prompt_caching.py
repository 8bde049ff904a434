"""What does not change comes first: servers charge less for the beginning of a prompt that they have seen before."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.config import Capabilities, ModelSettings, SeoSettings
from gen.model.body import build_request
from gen.prompting.prompt import Prompt, PromptLibrary
from gen.question import Question
from gen.seo import seo_schema
from gen.site.profile import SiteProfile

LIBRARY = PromptLibrary(Path(__file__).parents[2] / "prompts")
SITE = SiteProfile()
SUBJECTS = ("Physics", "Medicine", "Nursing", "Others")
CAPABILITIES = Capabilities(token_limit="max_tokens", json_schema=True, schema_bounds=True)

rows = st.builds(
    Question,
    st.text(min_size=1, max_size=60).filter(str.strip),
    st.just("Physics"),
    notes=st.text(max_size=40),
)


def body(prompt: Prompt, schema: dict[str, object] | None = None) -> str:
    return build_request(prompt.messages, "m", ModelSettings(), CAPABILITIES, schema=schema).content


def shared(one: str, other: str) -> str:
    """What both begin with."""
    same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:same]


def rules(prompt: Prompt) -> str:
    """A body up to where the last message's text begins: all that the templates say to every row."""
    whole = body(prompt)
    return whole[: whole.rindex('{"role":"user","content":"') + len('{"role":"user","content":"')]


@given(rows, rows, st.sampled_from([name for name in LIBRARY.templates if name != "small"]))
def test_rows_of_a_subject_share_all_but_the_last_message(one: Question, other: Question, template: str) -> None:
    first, second = (LIBRARY.answer(row, SITE, template=template) for row in (one, other))
    assert first.messages[:-1] == second.messages[:-1]
    assert shared(body(first), body(second)).startswith(rules(first))


@given(rows, rows, st.text(min_size=1), st.text(min_size=1))
def test_so_do_their_seo_calls(one: Question, other: Question, answer: str, another: str) -> None:
    first, second = (
        LIBRARY.seo(row, text, profile=SITE, seo=SeoSettings()) for row, text in ((one, answer), (other, another))
    )
    assert first.messages[:-1] == second.messages[:-1]
    schema = seo_schema(SeoSettings(), len(SITE.description_prefix), with_bounds=True)
    assert shared(body(first, schema), body(second, schema)).startswith(rules(first))


@pytest.mark.parametrize("template", LIBRARY.templates)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_rules_are_most_of_a_prompt(template: str, subject: str) -> None:
    prompt = LIBRARY.answer(Question("Why does the tide turn?", subject), SITE, template=template)
    said = len(rules(prompt))
    assert said / len(body(prompt)) > 0.8, said


def test_a_conversation_that_goes_on_begins_as_it_began() -> None:
    asked = LIBRARY.seo(Question("Why?", "Physics"), "Because.", profile=SITE, seo=SeoSettings())
    again = LIBRARY.seo_again(asked, "{}", ["There are no keywords."])
    assert again.messages[: len(asked.messages)] == asked.messages
    assert shared(body(asked), body(again)).endswith(asked.messages[-1]["content"][-10:].replace("\n", "\\n") + '"}')
