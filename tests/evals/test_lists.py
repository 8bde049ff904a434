"""The numbers of lists: which of them are said to be wrong."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evals.checks.lists import ListNumbers
from evals.reading import Reading
from tests.evals.cases import BASE

BETWEEN = st.sampled_from(
    ["\n", "\n\n", "\n\nA word on it.\n\n", "\n\n$$\nx\n$$\n\n", "\n   It goes on.\n", "\n   - A part.\n"]
)


def hits(answer: str) -> list[str]:
    reading = Reading(replace(BASE, answer=answer))
    return [answer[hit.start : hit.end] for hit in ListNumbers()(reading)]


def listed(numbers: list[int], between: list[str]) -> str:
    gaps = [*between, ""]
    return "".join(f"{number}. Do it.{gap}" for number, gap in zip(numbers, gaps, strict=False))


@given(st.integers(1, 12), st.data())
def test_numbers_that_count_are_right_whatever_stands_between(length: int, data: st.DataObject) -> None:
    between = data.draw(st.lists(BETWEEN, min_size=length - 1, max_size=length - 1))
    assert hits(listed(list(range(1, length + 1)), between)) == []


@given(st.integers(3, 12), st.data())
def test_a_number_too_many_or_too_few_is_found(length: int, data: st.DataObject) -> None:
    between = data.draw(st.lists(BETWEEN, min_size=length - 2, max_size=length - 2))
    gone = data.draw(st.integers(2, length - 1))
    numbers = [number for number in range(1, length + 1) if number != gone]
    assert hits(listed(numbers, between)) == [f"{gone + 1}. Do it."]


@given(st.integers(1, 12))
def test_ones_alone_count_by_themselves(length: int) -> None:
    assert hits(listed([1] * length, ["\n"] * (length - 1))) == []


@given(st.integers(2, 8), st.integers(2, 8))
def test_a_list_that_starts_again_without_a_word_between(first: int, second: int) -> None:
    numbers = [*range(1, first + 1), *range(1, second + 1)]
    assert hits(listed(numbers, ["\n"] * (len(numbers) - 1))) == ["1. Do it."]


@given(st.integers(2, 8), st.integers(2, 8))
def test_another_list_may_begin_behind_a_paragraph(first: int, second: int) -> None:
    parts = [listed(list(range(1, length + 1)), ["\n"] * (length - 1)) for length in (first, second)]
    assert hits("\n\nNow for the rest.\n\n".join(parts)) == []


def test_brackets_and_full_stops_make_two_lists() -> None:
    assert hits("1. Do it.\n2) Do it.") == ["2) Do it."]
    assert hits("1. Do it.\n   1) Do it.\n   2) Do it.\n2. Do it.") == []


def test_code_has_no_lists() -> None:
    assert hits("```\n1. Do it.\n3. Do it.\n```") == []
