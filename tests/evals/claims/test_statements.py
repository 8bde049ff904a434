"""What a text states in figures, its sums, and its lists that are counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.claims.counts import miscounted
from evals.claims.statements import Statement, statements
from evals.claims.sums import value_of, wrong_sums


def test_a_statement_is_of_its_words_and_one_figure() -> None:
    text = "## 5 things\n\nThe femur of an adult is about 48 cm long. It has 2 ends and 3 parts. Is it 5 cm long today?"
    (one,) = statements(text)
    assert (one.unit, one.text, text[one.start : one.end]) == ("length", "48 cm", "48 cm")
    assert one.least == one.most == pytest.approx(0.48)
    assert {"femur", "adult", "long"} <= one.subject


@given(st.text(alphabet="an adult femur48 cm.%\n\t-5kg/", max_size=80))
def test_a_line_is_the_whole_statement(text: str) -> None:
    for one in statements(f"{text}\n\nThe long femur of an adult is 48 cm."):
        kept = Statement.of_line(one.line)
        assert (kept.subject, kept.unit, kept.least, kept.most, kept.is_item, kept.text) == (
            *(one.subject, one.unit, one.least, one.most, one.is_item, one.text),
        )
        assert not one.contradicts(kept)


def test_a_damaged_line_is_an_error() -> None:
    with pytest.raises(ValueError):
        Statement.of_line("a\tb")


@pytest.mark.parametrize(
    ("text", "value"),
    [("3 + 4 * 2", 11), ("(3 + 4) * 2", 14), ("10 / 4", 2.5), ("-3 - -4", 1), ("1,000 / 8", 125), ("8 - 3 - 2", 3)],
)
def test_an_expression_is_worked_out(text: str, value: float) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize("text", ["", "3 +", "1 / 0", "(3", "3 4", ")", "(" * 5000])
def test_what_is_no_expression_has_no_value(text: str) -> None:
    assert value_of(text) is None


@given(st.lists(st.integers(0, 999), min_size=2, max_size=5), st.integers(-3, 3))
def test_a_sum_is_wrong_where_it_is(numbers: list[int], off: int) -> None:
    text = f"The total is {' + '.join(map(str, numbers))} = {sum(numbers) + off}."
    found = [(text[one.start : one.end], one.value) for one in wrong_sums(text)]
    assert found == ([(text[13:-1], sum(numbers))] if off and sum(numbers) + off >= 0 else found if off else [])


@given(st.text(alphabet="0123456789+-*/=(). $\\,%x^", max_size=60))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(text[one.start : one.end].strip() for one in wrong_sums(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("There are three types:\n\n1. a\n2. b\n\n   more\n3. c\n4. d\n\nEnd", [("three types", 3, 4)]),
        ("It has 4 main parts:\n- a\n  - inner\n- b\n- c", [("4 main parts", 4, 3)]),
        ("There are three types:\n- a\n- b\n- c\n\n1. other", []),
        ("The two methods differ:\n- a\n- b\n- c", []),
        ("At least five of the following criteria:\n- a\n- b", []),
        ("It has four parts:\n- a and b\n- c and d", []),
        ("There are three types.\n- a\n- b", []),
        ("There are three types:\n\nNone.", []),
        ("There are five kinds and two types:\n- a\n- b\n- c", []),
    ],
)
def test_lists_are_counted(text: str, found: list[tuple[str, int, int]]) -> None:
    assert [(text[one.start : one.end], one.said, one.items) for one in miscounted(text)] == found
