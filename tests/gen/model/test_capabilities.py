import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.config import Capabilities, ModelSettings
from gen.model.capabilities import UNKNOWN, learn, resolve

PLAIN = ModelSettings()


@pytest.mark.parametrize(
    "name", ["gpt-5", "gpt-5-mini", "gpt-5.4", "openai/gpt-5.1", "o1", "o3-mini", "o4-mini-2025-04-16"]
)
def test_reasoning_models(name: str) -> None:
    caps = resolve(name, PLAIN)
    assert (caps.token_limit, caps.sampling) == ("max_completion_tokens", False)
    assert (caps.json_schema, caps.schema_bounds) == (True, False)


@pytest.mark.parametrize("name", ["gpt-4o", "gpt-4o-mini-2024-07-18", "gpt-4.1", "ft:gpt-4o-mini-2024-07-18:us::1"])
def test_gpt_4(name: str) -> None:
    caps = resolve(name, PLAIN)
    assert (caps.token_limit, caps.sampling) == ("max_tokens", True)
    assert (caps.json_schema, caps.schema_bounds) == (True, False)


@pytest.mark.parametrize("name", ["gpt-4", "gpt-4-turbo", "gpt-3.5-turbo", "gpt-4o-2024-05-13", "deepseek-chat"])
def test_json_but_no_schema(name: str) -> None:
    caps = resolve(name, PLAIN)
    assert (caps.json_schema, caps.json_object, caps.sampling) == (False, True, True)


@pytest.mark.parametrize("name", ["", "smollm2-135m-instruct", "Qwen/Qwen3-8B", "gpt-oss-20b", "llama3.1:8b", "日本"])
def test_a_model_nobody_knows_takes_all(name: str) -> None:
    assert resolve(name, PLAIN) == UNKNOWN


def test_other_families() -> None:
    assert resolve("gpt-5-chat-latest", PLAIN).sampling is True
    assert resolve("o1-mini", PLAIN).json_schema is False
    assert resolve("mistral-large-latest", PLAIN).seed is False
    assert resolve("mistralai/Mistral-7B-Instruct-v0.3", PLAIN).seed is True


@given(st.text(), st.none() | st.booleans(), st.none() | st.sampled_from(["max_tokens", "max_completion_tokens"]))
def test_the_settings_have_the_last_word(name: str, word: bool | None, limit: str | None) -> None:
    said = Capabilities.model_validate({"sampling": word, "json_schema": word, "token_limit": limit})
    caps = resolve(name, ModelSettings(capabilities=said))
    assert None not in caps.model_dump().values()
    for field, value in said.model_dump(exclude_none=True).items():
        assert getattr(caps, field) == value


def openai(message: str, param: str | None = None) -> object:
    return {"error": {"message": message, "type": "invalid_request_error", "param": param, "code": "x"}}


def fastapi(*loc: str, msg: str = "Extra inputs are not permitted") -> object:
    return {"object": "error", "message": {"detail": [{"type": "extra_forbidden", "loc": ["body", *loc], "msg": msg}]}}


Lesson = dict[str, str | bool]
BOUNDLESS: Lesson = {"schema_bounds": False}
SCHEMALESS: Lesson = {"json_schema": False}
NO_LIMIT = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."

# The words of servers, as their users report them, and the lesson.
LESSONS: list[tuple[object, Lesson]] = [
    (
        openai(NO_LIMIT, "max_tokens"),
        {"token_limit": "max_completion_tokens"},
    ),
    (
        openai(
            "Unsupported value: 'temperature' does not support 0.7 with this model. Only the default (1) value is "
            "supported.",
            "temperature",
        ),
        {"sampling": False},
    ),
    (openai("Unsupported parameter: 'top_p' is not supported with this model."), {"sampling": False}),
    (openai("`temperature` is deprecated for this model."), {"sampling": False}),
    (
        openai("Invalid schema for response_format 'seo': In context=('x',), 'minLength' is not permitted."),
        BOUNDLESS,
    ),
    (
        openai("One or more response schemas specified unsupported field min_length"),
        BOUNDLESS,
    ),
    ({"message": "The provided JSON schema contains features not supported by xgrammar.", "code": 400}, BOUNDLESS),
    ({"error": {"code": 400, "message": "Failed to initialize samplers: failed to parse grammar"}}, BOUNDLESS),
    (
        openai("Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."),
        SCHEMALESS,
    ),
    (openai("This response_format type is unavailable now"), SCHEMALESS),
    ("Failed to deserialize the JSON body: response_format.type `json_schema` is unavailable now", SCHEMALESS),
    (openai("This model does not support response format `json_schema`. See supported models"), SCHEMALESS),
    (fastapi("response_format", "type", msg="Input should be 'text' or 'json_object'"), SCHEMALESS),
    (fastapi("seed"), {"seed": False}),
    (
        [{"error": {"code": 400, "message": 'Invalid JSON payload received. Unknown name "seed": Cannot find field.'}}],
        {"seed": False},
    ),
    (openai("Unrecognized request argument supplied: seed"), {"seed": False}),
]


@pytest.mark.parametrize(("said", "lesson"), LESSONS)
def test_lessons(said: object, lesson: Lesson) -> None:
    text = said if isinstance(said, str) else json.dumps(said)
    assert learn(UNKNOWN, text) == UNKNOWN.model_copy(update=lesson)


def test_a_limit_by_the_other_name_is_learned_both_ways() -> None:
    new = UNKNOWN.model_copy(update={"token_limit": "max_completion_tokens"})
    assert learn(new, json.dumps(fastapi("max_completion_tokens"))) == UNKNOWN
    advice = openai("Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead.")
    assert learn(new, json.dumps(advice)) is None


def test_one_step_after_the_other_down_to_plain_text() -> None:
    said = json.dumps(openai("Invalid schema for response_format 'seo': schema is too large"))
    first = learn(UNKNOWN, said)
    assert first is not None
    second = learn(first, said)
    assert second is not None
    assert (first.json_schema, first.schema_bounds, second.json_schema) == (True, False, False)
    third = learn(second, json.dumps({"error": "'response_format.type' must be 'json_schema' or 'text'"}))
    assert third is not None
    assert third.json_object is False
    assert learn(third, said) is None


NOTHING_TO_LEARN = [
    "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
    "max_tokens is too large: 99999. This model supports at most 16384 completion tokens.",
    "max_tokens must be at least 1",
    "temperature must be between 0 and 2",
    "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
    "Unsupported parameter: 'top_k'",
    "Your prompt was flagged",
    "The model `gpt-9` does not exist",
    "",
    "<html><title>400 Bad Request</title>",
]


@pytest.mark.parametrize("message", NOTHING_TO_LEARN)
def test_not_every_refusal_is_a_lesson(message: str) -> None:
    assert learn(UNKNOWN, message) is None
    assert learn(UNKNOWN, json.dumps(openai(message))) is None


WORDS = st.sampled_from(
    [
        *("max_tokens", "max_completion_tokens", "temperature", "top_p", "seed", "response_format", "json_schema"),
        *("minLength", "grammar", "unsupported", "not supported", "unknown name", "must be", "use", "instead", "."),
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text())
def test_learning_never_fails_and_comes_to_an_end(said: str) -> None:
    caps, seen = UNKNOWN, {UNKNOWN}
    while (learned := learn(caps, said)) is not None and learned not in seen:
        changed = {name for name, value in learned if value != getattr(caps, name)}
        assert len(changed) == 1
        seen.add(learned)
        caps = learned
    assert len(seen) <= 2 * 6
