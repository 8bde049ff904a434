import pytest

from gen.errors import ListError

from .conftest import Lists


def test_one_question_a_line(lists: Lists) -> None:
    text = "# Optics\r\n\r\n  What is  light?\r\nWhy\tis it fast?\r\n   # later\r\nLast?"
    assert lists.told("list.txt", text, "Physics") == ["3: What is light?", "4: Why is it fast?", "6: Last?"]


def test_a_line_beyond_measure_is_one_bad_row(lists: Lists) -> None:
    told = lists.told("list.txt", "One?\n" + "x" * 2_500_000 + "\nTwo?\n", "Physics")
    assert told == ["1: One?", "2! the row is longer than 1,048,576 characters", "3: Two?"]


def test_without_a_subject_it_is_refused_at_once(lists: Lists) -> None:
    with pytest.raises(ListError, match="names no subjects"):
        lists.read("list.txt", "One?\n")
