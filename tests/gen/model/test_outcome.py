import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.call import Outcome
from gen.config import Price
from gen.model.cost import cost_of
from gen.model.failure import Failure
from gen.model.outcome import LARGEST, Answer, read_answer, storable
from tests.gen.misbehaving import completion

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=5), x, max_size=3),
    max_leaves=6,
)


def read(body: object) -> Answer:
    answer = read_answer(json.dumps(body))
    assert isinstance(answer, Answer)
    return answer


def fails(body: object) -> Failure:
    failure = read_answer(body if isinstance(body, str) else json.dumps(body))
    assert isinstance(failure, Failure)
    return failure


@given(st.text() | JSON.map(json.dumps))
def test_anything_is_an_answer_or_a_failure(text: str) -> None:
    assert isinstance(read_answer(text), Answer | Failure)


FIELDS = st.sampled_from(["choices", "usage", "model", "error"])
INNER = st.sampled_from(["content", "refusal", "role", "tool_calls"])


@given(FIELDS, JSON, INNER, JSON, JSON)
def test_wrong_types_anywhere_do_no_harm(field: str, value: object, inner: str, other: object, reason: object) -> None:
    read_answer(json.dumps(completion(reason=reason, message={inner: other})))
    answer = read_answer(json.dumps(completion(reason=reason, message={inner: other}, **{field: value})))
    if isinstance(answer, Answer):
        assert (answer.outcome is Outcome.OK) == (answer.error == "")
        for text in (answer.text, answer.model, answer.finish_reason, answer.error):
            assert isinstance(text, str)
            assert "\0" not in text
            text.encode()
        for count in (answer.prompt_tokens, answer.completion_tokens, answer.cached_tokens):
            assert count is None or 0 <= count < 2**53


@given(st.text(min_size=1).filter(str.strip))
def test_text_comes_as_it_was_said(text: str) -> None:
    assert read(completion(text)).text == storable(text)


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("stop", Outcome.OK),
        (None, Outcome.OK),
        ("eos", Outcome.OK),
        ("end_turn", Outcome.OK),
        ("STOP", Outcome.OK),
        ("length", Outcome.CUT),
        ("max_tokens", Outcome.CUT),
        ("model_length", Outcome.CUT),
        ("tool_calls", Outcome.CUT),
        ("whatever comes next year", Outcome.CUT),
        ("content_filter", Outcome.FILTERED),
        ("content_filter: SAFETY", Outcome.FILTERED),
        ("RECITATION", Outcome.FILTERED),
    ],
)
def test_only_a_known_good_end_is_whole(reason: object, outcome: Outcome) -> None:
    answer = read(completion("So far.", reason))
    assert (answer.outcome, answer.text) == (outcome, "So far.")


@pytest.mark.parametrize("reason", ["error", "abort"])
def test_a_server_that_stopped_half_way_is_asked_again(reason: str) -> None:
    failure = fails(completion("Half", reason))
    assert failure.retryable
    assert failure.maybe_paid


def test_content_in_parts() -> None:
    parts = [
        {"type": "thinking", "thinking": "hm"},
        {"type": "text", "text": "One, "},
        {"type": "text", "text": "two."},
        {"type": "text", "text": None},
        "stray",
    ]
    assert read(completion(parts)).text == "One, two."
    refused = read(completion([{"type": "refusal", "refusal": "No."}]))
    assert (refused.outcome, refused.text) == (Outcome.REFUSED, "No.")
    assert read(completion([])).outcome is Outcome.EMPTY


def test_a_refusal_beside_some_content_keeps_the_content() -> None:
    answer = read(completion("I began", message={"refusal": "and stop here."}))
    assert (answer.outcome, answer.text) == (Outcome.REFUSED, "I began")
    assert "and stop here." in answer.error


def test_of_several_choices_the_first_counts() -> None:
    one, two = (completion(text)["choices"][0] for text in ("first", "second"))  # type: ignore[index]
    assert read(completion(choices=[two | {"index": 1}, one])).text == "first"
    assert read(completion(choices=[None, two | {"index": 7}])).text == "second"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "3",
        "{",
        "[" * 100_000,
        '{"choices": [{"message": {"content": "half',
        {"choices": None},
        {"choices": {}},
        {"choices": [None]},
        {"choices": [{"message": None}]},
        {"choices": [{"text": "the old kind"}]},
        completion({"text": "x"}),
        completion(7),
    ],
)
def test_what_is_no_completion_is_asked_for_again(body: object) -> None:
    failure = fails(body)
    assert failure.retryable
    assert failure.outcome is Outcome.FAILED


def test_an_error_inside_a_200_is_what_it_says() -> None:
    assert fails({"error": {"message": "no credit", "code": 402}}).stops
    assert fails({"error": {"message": "slow down", "code": 429}}).retryable
    assert fails({"error": "something"}).retryable
    assert not fails({"error": {"message": "too long", "code": 400}}).retryable


def test_an_endless_answer_is_not_asked_for_again() -> None:
    failure = fails("x" * (LARGEST + 1))
    assert not failure.retryable
    assert len(failure.body) < 100_000


def test_a_long_one_is_read() -> None:
    assert len(read(completion("word " * 400_000)).text) == 2_000_000


@pytest.mark.parametrize(
    "usage", [None, [], {}, {"prompt_tokens": "7", "completion_tokens": -1}, {"prompt_tokens": True}]
)
def test_usage_that_says_nothing_is_unknown(usage: object) -> None:
    answer = read(completion(usage=usage))
    assert (answer.outcome, answer.prompt_tokens, answer.completion_tokens) == (Outcome.OK, None, None)
    assert cost_of(answer, Price(input=1, output=1)) is None


def test_deepseeks_name_for_cached_tokens() -> None:
    usage = {"prompt_tokens": 10, "completion_tokens": 5, "prompt_cache_hit_tokens": 8}
    assert read(completion(usage=usage)).cached_tokens == 8


COUNT = st.integers(0, 10**9)


@given(COUNT, COUNT, st.none() | COUNT, st.floats(0, 1000), st.floats(0, 1000), st.none() | st.floats(0, 1000))
def test_cost(prompt: int, completed: int, cached: int | None, into: float, out: float, again: float | None) -> None:
    answer = Answer(Outcome.OK, prompt_tokens=prompt, completion_tokens=completed, cached_tokens=cached)
    cost = cost_of(answer, Price(input=into, output=out, cached_input=again))
    assert cost is not None
    known = min(cached or 0, prompt)
    fresh = (prompt - known) * into + known * (into if again is None else again)
    assert cost == pytest.approx((fresh + completed * out) / 1_000_000)
    assert cost_of(answer, None) is None


@pytest.mark.parametrize("text", ["", "plain", "é \U0001d11e", "\ud834\udd1e", "\ud834", "a\0b"])
def test_storable(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert "\0" not in kept
    assert kept == text or "\ufffd" in kept or kept == "\U0001d11e"
