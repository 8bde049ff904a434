"""Questions that are the same, and questions that are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.wording import has_signs, wording

SAME = [
    ("What is osmosis?", "what is Osmosis"),
    ("Newton’s laws of motion", "Newton's  laws of motion."),
    ("What is row-echelon form?", "What is row echelon form?"),
    ("What is 2+3?", "What is 2 + 3"),
    ("`Osmosis`: what is it", "Osmosis, what is it?"),
]
OTHER = [
    ("What is osmosis?", "What was osmosis?"),
    ("What is 15 of 200?", "What is 20 of 150?"),
    ("What is 1.5 squared?", "What is 15 squared?"),
    ("What is -5 in words?", "What is 5 in words?"),
    ("What is 5! in words?", "What is 5 in words?"),
    ("What is 2 * (3 + 4)?", "What is 2 * 3 + 4?"),
    ("What is C?", "What is C#?"),
    ("What is f'(x)?", "What is f(x)?"),
    ("What is x²?", "What is x2?"),
    ("कि क्या है?", "की क्या है?"),
    ("What is π?", "What is φ?"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same(one: str, other: str) -> None:
    assert wording(one) == wording(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other(one: str, other: str) -> None:
    assert wording(one) != wording(other)


@given(st.text(max_size=60))
def test_case_and_spaces_around_make_no_other(text: str) -> None:
    assert wording(f"  {text}\n") == wording(text)
    if text.isascii():
        assert wording(text.upper()) == wording(text)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["the year {}", "{} + 1", "-{}", "{}!", "x{}"]))
def test_numbers_make_another(one: int, other: int, around: str) -> None:
    assert (wording(around.format(one)) == wording(around.format(other))) is (one == other)


@pytest.mark.parametrize("text", ["row-echelon", "P vs. NP", "it's (so)", "IPO & FPO", "“yes”", ""])
def test_words_alone_have_no_signs(text: str) -> None:
    assert not has_signs(text)
