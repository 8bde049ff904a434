"""Changes between two texts."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.page.changes import Change, apply, changes

TEXT = st.text(alphabet="ab \n$\\é", max_size=60)


@given(TEXT, TEXT)
def test_applied_they_give_the_other_text(before: str, after: str) -> None:
    found = changes(before, after)
    assert apply(before, found) == after
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert all(before[change.start : change.end] != change.words for change in found)


@given(TEXT)
def test_the_same_text_has_none(text: str) -> None:
    assert changes(text, text) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("costs $5 and $10", r"costs \$5 and \$10", [Change(6, 6, "\\"), Change(13, 13, "\\")]),
        ("a\nb x c\nd", "a\nb y c\nd", [Change(4, 5, "y")]),
        ("one,two", "one, two", [Change(4, 4, " ")]),
        ("the end. Bye!", "the end.", [Change(8, 13, "")]),
        ("", "new", [Change(0, 0, "new")]),
    ],
)
def test_they_are_small(before: str, after: str, expected: list[Change]) -> None:
    assert changes(before, after) == expected


def test_lines_of_the_same_number_are_paired() -> None:
    before = "".join(f"line {number} costs $5\n" for number in range(200))
    after = before.replace("$", "\\$")
    assert [change.words for change in changes(before, after)] == ["\\"] * 200


def test_a_huge_text_is_replaced_in_no_time() -> None:
    start = time.perf_counter()
    before, after = "$5 " * 200_000, "\\$5 " * 200_000
    assert apply(before, changes(before, after)) == after
    assert time.perf_counter() - start < 5
