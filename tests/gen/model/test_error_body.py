import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.model.error_body import LONGEST, ErrorBody, read_error_body

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=5), x, max_size=3),
    max_leaves=6,
)
NAMED = st.dictionaries(
    st.sampled_from(["error", "message", "detail", "code", "type", "param", "metadata", "loc"]), JSON
)

# What servers say, in the shape they say it.
DIALECTS = {
    "OpenAI": (
        {"error": {"message": "Too long", "type": "invalid_request_error", "param": "messages", "code": "too_long"}},
        ErrorBody("Too long", "invalid_request_error", "too_long", "messages"),
    ),
    "vLLM": (
        {"object": "error", "message": "Too long", "type": "BadRequestError", "param": None, "code": 400},
        ErrorBody("Too long", "BadRequestError", "400"),
    ),
    "llama.cpp": (
        {"error": {"code": 400, "message": "failed to parse grammar", "type": "invalid_request_error"}},
        ErrorBody("failed to parse grammar", "invalid_request_error", "400"),
    ),
    "Ollama, LM Studio": ({"error": "model not found"}, ErrorBody("model not found")),
    "FastAPI": (
        {"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]},
        ErrorBody("body.seed: Extra inputs are not permitted"),
    ),
    "FastAPI, short": ({"detail": "Not Found"}, ErrorBody("Not Found")),
    "Mistral": (
        {"object": "error", "message": {"detail": [{"loc": ["body", "n"], "msg": "no"}]}, "type": "t", "code": 1},
        ErrorBody("body.n: no", "t", "1"),
    ),
    "Mistral, in a string": (
        {"message": json.dumps({"detail": [{"loc": ["body", "n"], "msg": "no"}]})},
        ErrorBody("body.n: no"),
    ),
    "Gemini": (
        [{"error": {"code": 400, "message": 'Unknown name\n"seed"', "status": "INVALID_ARGUMENT"}}],
        ErrorBody('Unknown name "seed"', "INVALID_ARGUMENT", "400"),
    ),
    "OpenRouter": (
        {"error": {"code": 403, "message": "flagged", "metadata": {"reasons": ["x"], "flagged_input": "y"}}},
        ErrorBody("flagged", code="403", moderated=True),
    ),
}


@pytest.mark.parametrize(("said", "read"), DIALECTS.values(), ids=DIALECTS)
def test_dialects(said: object, read: ErrorBody) -> None:
    assert read_error_body(json.dumps(said)) == read


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<!DOCTYPE html>\n<html><head><title>502 Bad\n Gateway</title>", "an HTML page (502 Bad Gateway)"),
        ("<html><body>Tea &amp; pot</body></html>", "an HTML page"),
        ("  upstream\n\tconnect error ", "upstream connect error"),
        ("", ""),
        ("null", ""),
    ],
)
def test_what_is_not_json(page: str, message: str) -> None:
    assert read_error_body(page) == ErrorBody(message)


@given(st.text() | (JSON | NAMED | st.lists(NAMED, max_size=2) | NAMED.map(lambda x: {"error": x})).map(json.dumps))
def test_anything_reads_as_one_short_line(text: str) -> None:
    said = read_error_body(text)
    assert len(said.message) <= LONGEST
    assert len(said.message.splitlines()) <= 1
    assert all(isinstance(word, str) for word in (said.type, said.code, said.param))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"error":' * 50_000, '{"message": "{"}', "1" * 10_000])
def test_depth_and_size_do_no_harm(text: str) -> None:
    assert len(read_error_body(text).message) <= LONGEST
