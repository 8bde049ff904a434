import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.model.redact import GONE, Redactor

KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=60)


@given(KEYS, st.text(), st.text())
def test_the_key_is_gone_from_any_text(key: str, before: str, after: str) -> None:
    for said in (f"{before}{key}{after}", json.dumps({"x": key + after})):
        assert key not in Redactor(key).text(said).replace(GONE, "")
        assert key not in Redactor(key).error(said).replace(GONE, "")


@given(st.text())
def test_a_text_without_it_stays(text: str) -> None:
    assert Redactor("a-key-that-nobody-has").text(text) == text


@pytest.mark.parametrize("key", ["", "none", "local", "1234567"])
def test_a_placeholder_is_no_key(key: str) -> None:
    assert Redactor(key).text("none of 1234567 local people") == "none of 1234567 local people"


@pytest.mark.parametrize(
    "said",
    [
        "Incorrect API key provided: sk-pro********Wxyz.",
        "Incorrect API key provided: abcd*****Wxyz. You can find",
        "Authorization: Bearer abcdWxyz== was refused",
        "got header bearer abcd.Wxyz",
        "key sk-ant-api03-abcd_Wxyz-12 is disabled",
    ],
)
def test_what_looks_like_a_key_is_gone_from_errors(said: str) -> None:
    cleaned = Redactor("some-other-key").error(said)
    assert "Wxyz" not in cleaned
    assert GONE in cleaned


def test_an_answer_may_speak_of_bearers_and_keys() -> None:
    answer = "A bearer bond is payable to its holder; `Authorization: Bearer <token>`; keys begin with sk-."
    assert Redactor("sk-abcdefgh").text(answer) == answer


def test_its_repr_shows_nothing() -> None:
    assert "geheim" not in repr(Redactor("geheim-geheim"))
