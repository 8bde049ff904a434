import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.ledger import wording


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is  a Prime?", "what is a prime"),
        ("What is “charge”?", 'What is "charge" ?'),
        ("What’s a quark?", "What's a quark"),
        ("Cafe\u0301 society?", "Café society?"),
        ("Die Straße?", "DIE STRASSE?"),
    ],
)
def test_the_same_question(one: str, other: str) -> None:
    assert wording(one) == wording(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("What is C?", "What is C++?"), ("What is x²?", "What is x2?"), ("Is 2 < 3?", "Is 2 > 3?"), ("5!", "5")],
)
def test_questions_that_only_look_the_same(one: str, other: str) -> None:
    assert wording(one) != wording(other)


@given(st.text())
def test_wording_of_a_wording_is_itself_or_shorter_by_case_folding(text: str) -> None:
    once = wording(text)
    assert once == once.strip()
    assert not once.endswith("?")
