import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.config import Capabilities, ModelSettings
from gen.errors import SettingsError
from gen.model.body import BOUNDS, NOT_EXTRA, build_request, check_extra, without_bounds
from gen.model.capabilities import UNKNOWN

MESSAGES = ({"role": "system", "content": "Answer in JSON."}, {"role": "user", "content": "Why?"})
SCHEMA = {
    "name": "fields",
    "strict": True,
    "schema": {
        "type": "object",
        "properties": {
            "title": {"type": "string", "minLength": 5, "maxLength": 9},
            "words": {"type": "array", "items": {"type": "string", "maxLength": 30}, "minItems": 2, "maxItems": 4},
            "minItems": {"type": "integer"},
        },
        "required": ["title", "words", "minItems"],
        "additionalProperties": False,
    },
}
FULL = ModelSettings(max_tokens=99, temperature=0.5, top_p=0.9, seed=7, extra={"top_k": 40})


def test_all_that_the_settings_say() -> None:
    request = build_request(MESSAGES, "m", FULL, UNKNOWN, kind="seo")
    assert request.body == {
        "model": "m",
        "messages": list(MESSAGES),
        "max_tokens": 99,
        "temperature": 0.5,
        "top_p": 0.9,
        "seed": 7,
        "top_k": 40,
    }
    assert (request.kind, request.sample, request.url) == ("seo", 0, "/v1/chat/completions")
    assert request.batch_line("x")["body"] == request.body


def test_nothing_that_they_do_not_say() -> None:
    assert build_request(MESSAGES, "m", ModelSettings(), UNKNOWN).body.keys() == {"model", "messages", "max_tokens"}


def test_nothing_that_the_server_does_not_take() -> None:
    little = Capabilities(token_limit="max_completion_tokens", sampling=False, seed=False)
    body = build_request(MESSAGES, "m", FULL, little).body
    assert body.keys() == {"model", "messages", "max_completion_tokens", "top_k"}
    assert body["max_completion_tokens"] == 99


def test_each_sample_has_its_own_seed_and_key() -> None:
    requests = [build_request(MESSAGES, "m", FULL, UNKNOWN, sample=sample) for sample in range(3)]
    assert [request.body["seed"] for request in requests] == [7, 8, 9]
    assert len({request.key for request in requests}) == 3
    seedless = [build_request(MESSAGES, "m", ModelSettings(), UNKNOWN, sample=sample) for sample in range(3)]
    assert seedless[0].body == seedless[2].body
    assert len({request.key for request in seedless}) == 3


def test_the_schema_with_and_without_bounds() -> None:
    whole = build_request(MESSAGES, "m", FULL, UNKNOWN, schema=SCHEMA).body["response_format"]
    assert whole == {"type": "json_schema", "json_schema": SCHEMA}
    boundless = UNKNOWN.model_copy(update={"schema_bounds": False})
    bare = build_request(MESSAGES, "m", FULL, boundless, schema=SCHEMA).body["response_format"]["json_schema"]
    assert bare["schema"]["properties"] == {
        "title": {"type": "string"},
        "words": {"type": "array", "items": {"type": "string"}},
        "minItems": {"type": "integer"},
    }
    assert bare["schema"]["required"] == ["title", "words", "minItems"]
    assert bare["strict"] is True


def test_without_a_schema_the_prompt_says_the_shape() -> None:
    mode = UNKNOWN.model_copy(update={"json_schema": False})
    assert build_request(MESSAGES, "m", FULL, mode, schema=SCHEMA).body["response_format"] == {"type": "json_object"}
    silent = MESSAGES[1:]
    assert "response_format" not in build_request(silent, "m", FULL, mode, schema=SCHEMA).body
    text = mode.model_copy(update={"json_object": False})
    assert "response_format" not in build_request(MESSAGES, "m", FULL, text, schema=SCHEMA).body
    assert "response_format" not in build_request(MESSAGES, "m", FULL, mode).body


def test_the_body_is_its_own() -> None:
    message = {"role": "user", "content": "Why?"}
    request = build_request([message], "m", FULL, UNKNOWN)
    message["content"] = "changed"
    assert request.body["messages"] == [{"role": "user", "content": "Why?"}]


NAMES = st.sampled_from(["x", "properties", "items", "$defs", "anyOf", *sorted(BOUNDS)])
SCHEMAS = st.recursive(
    st.none() | st.integers() | st.just("text"),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(NAMES, x, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(NAMES, SCHEMAS, max_size=4))
def test_any_schema_loses_its_bounds_and_nothing_else(schema: dict[str, object]) -> None:
    before = json.dumps(schema)
    bare = without_bounds(schema)
    assert json.dumps(schema) == before
    assert BOUNDS.isdisjoint(bare)
    assert without_bounds(bare) == bare
    assert bare.keys() == schema.keys() - BOUNDS
    if not any(bound in before for bound in BOUNDS):
        assert bare == schema


@pytest.mark.parametrize("name", sorted(NOT_EXTRA))
def test_what_answerdesk_sets_itself_cannot_be_set_by_hand(name: str) -> None:
    with pytest.raises(SettingsError, match=rf"models\.m\.extra: `{name}`"):
        check_extra(ModelSettings(extra={name: 1}), "m")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"x", object()])
def test_what_is_not_json_cannot_be_sent(value: object) -> None:
    with pytest.raises(SettingsError, match="`when` is not JSON"):
        check_extra(ModelSettings(extra={"when": value}), "m")


def test_other_extras_may() -> None:
    check_extra(ModelSettings(extra={"top_k": 40, "chat_template_kwargs": {"enable_thinking": False}}), "m")
