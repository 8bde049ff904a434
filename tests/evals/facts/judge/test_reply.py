import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.facts.judge.framing import Framing
from evals.facts.judge.reply import LONGEST_REASON, Reply, read_reply

ANYTHING = st.text() | st.none() | st.integers() | st.booleans()
GOOD = {"quote": " the words ", "reason": "two\nlines", "framing": "Broader"}


def read(text: str) -> Reply[Framing] | str:
    return read_reply(text, "framing", Framing)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"```json\n{json.dumps(GOOD, indent=2)}\n```",
        f"Here {{you}} are: {json.dumps(GOOD)} Anything else?",
        f'{{"thinking": "…"}}\n{json.dumps(GOOD)}',
        f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}",
    ],
)
def test_an_object_alone_or_among_words(text: str) -> None:
    assert read(text) == Reply(Framing.BROADER, "two lines", "the words")


def test_a_long_reason_is_cut() -> None:
    said = read(json.dumps(GOOD | {"reason": "x" * 10_000}))
    assert isinstance(said, Reply)
    assert len(said.reason) == LONGEST_REASON


def test_a_quotation_that_is_missing_is_empty() -> None:
    said = read('{"reason": "r", "framing": "exact"}')
    assert isinstance(said, Reply)
    assert said.quote == ""


@given(st.text() | st.dictionaries(st.text(), ANYTHING).map(json.dumps))
def test_no_answer_is_too_strange(text: str) -> None:
    assert isinstance(read(text), str)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(GOOD, ANYTHING)))
def test_nothing_is_guessed(said: dict[str, object]) -> None:
    reply = read(json.dumps(said))
    if isinstance(reply, Reply):
        assert isinstance(said["framing"], str)
        assert isinstance(said["reason"], str)
