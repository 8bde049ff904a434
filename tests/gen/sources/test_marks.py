"""Marks that lead to passages: numbered anew, listed, and left alone where they are none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.sources.marks import resolved, unmarked
from gen.sources.passage import Passage, key_of

PASSAGES = (
    Passage("who.pdf", "who.pdf, page 3", "x", key_of("", "x"), title="The WHO_list"),
    Passage("trial.md", "trial.md:4", "y", key_of("", "y"), title="A trial", url="https://example.org/t"),
    Passage("who.pdf", "who.pdf, page 1", "z", key_of("", "z"), title="The WHO_list"),
)
WHO, TRIAL = "The WHO\\_list", "A trial. https://example.org/t"


def made(answer: str) -> tuple[str, list[str]]:
    """The answer without its list, and the entries of that."""
    text = resolved(answer, PASSAGES, "References").text
    body, _, listed = text.partition("\n\n### References\n\n")
    return body, listed.split("\n") if listed else []


def test_they_are_numbered_as_they_come_and_a_reference_once() -> None:
    body, listed = made("It fell [2]. It rose [1][3], and fell [3].")
    assert body == "It fell [1]. It rose [2], and fell [2]."
    assert listed == [f"- [1] {TRIAL}", f"- [2] {WHO}, p. 1, 3"]
    assert resolved("It fell [2] and [1].", PASSAGES, "R").used == (2, 1)


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        ("Both [1, 2].", "Both [1][2]."),
        ("All [1-3].", "All [1][2]."),
        ("All [1–2; 2].", "All [1][2]."),
        ("One[2][1].", "One[1][2]."),
        ("Nowhere [7], somewhere [2].", "Nowhere [7], somewhere [1]."),
        ("Part [2, 9].", "Part [1][9]."),
    ],
)
def test_lists_ranges_and_marks_that_lead_nowhere(answer: str, body: str) -> None:
    assert made(answer)[0] == body


@pytest.mark.parametrize(
    "answer",
    ["From [0, 1].", "`a[1]`", "$x_[1]$ and $[1]$", "[1](https://example.org)", "[1]: x", "[3-1]", "No mark.", ""],
)
def test_what_is_no_mark_stays(answer: str) -> None:
    assert made(answer) == (answer, [])


@pytest.mark.parametrize(
    "tail",
    [
        "\n\n### References\n\n- [1] Own\n- [2] Own",
        "\n\nSources:\n[1] Own\n[2] Own\n",
        "\n\n**References**\n\n1. [1] Own",
        "\n[1] Own",
    ],
)
def test_a_list_that_the_model_wrote_is_replaced(tail: str) -> None:
    assert made(f"It fell [2].{tail}") == ("It fell [1].", [f"- [1] {TRIAL}"])


def test_blanks_without_end_take_no_time() -> None:
    began = time.process_time()
    for answer in (f"a{' ' * 100_000}b", f"a [1]{' ' * 100_000}b", f"a [1].\n{' ' * 100_000}x", " [1" * 30_000):
        resolved(answer, PASSAGES, "References")
        unmarked(answer)
    assert time.process_time() - began < 5


def test_without_marks() -> None:
    assert unmarked(resolved("It fell [2]. `a [1]`.", PASSAGES, "References").text) == "It fell. `a [1]`."


@given(st.text(st.sampled_from("a [1]23,-–\n`$#*")))
def test_every_mark_of_a_made_answer_leads_somewhere(answer: str) -> None:
    marked = resolved(answer, PASSAGES, "References")
    assert set(marked.used) <= {1, 2, 3}
    again = resolved(marked.text, PASSAGES, "References")
    assert len(again.used) <= len({PASSAGES[number - 1].source for number in marked.used}) or "#" in answer
