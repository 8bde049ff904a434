"""Views of a page."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.reading import Reading, blank, words_of
from tests.evals.cases import BASE

MARKDOWN = st.text(alphabet="`~$ab \n-#*1.", max_size=200)


def reading(answer: str) -> Reading:
    return Reading(dataclasses.replace(BASE, answer=answer))


@pytest.mark.parametrize(
    ("text", "blanked"),
    [
        ("a `b` c", "a     c"),
        ("a ``b ` c`` d", "a           d"),
        ("a `b\n\nc` d", "a `b\n\nc` d"),
        ("```\nx\n```\ny", "   \n \n   \ny"),
        ("~~~ py\nx\n~~~\ny", "      \n \n   \ny"),
        ("```\nx", "   \n "),
        ("````\n```\n````\ny", "    \n   \n    \ny"),
        ("- ```\n  x\n  ```", "-    \n   \n     "),
        ("a\n\n    b", "a\n\n     "),
        ("- a\n\n    b", "- a\n\n    b"),
        ("a\n    b", "a\n    b"),
    ],
)
def test_code_is_blanked_out(text: str, blanked: str) -> None:
    assert reading(text).uncoded == blanked


def test_what_is_open_is_told() -> None:
    assert reading("```\nx").code.open_fence == 0
    assert reading("a `b").code.open_ticks == (2,)
    assert reading("a `b`").code.open_ticks == ()
    assert reading("a \\`b").code.open_ticks == ()


def test_what_is_shown_as_text() -> None:
    assert reading("# a **b** `c` $d$\n\n1. e **f").plain == "  a   b          \n\n   e **f"


def test_an_answer_that_the_pipeline_cannot_do_is_a_view_like_others() -> None:
    view = reading(">" * 8_000 + "`$")
    assert view.shown.problem
    assert (view.code.spans, view.dollars.formulas, view.plain.strip()) == ((), (), "")


@given(MARKDOWN)
def test_views_keep_offsets(text: str) -> None:
    view = reading(text)
    for kept in (view.uncoded, view.prose, view.plain):
        assert len(kept) == len(text)
        assert [i for i, c in enumerate(kept) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]
        assert all(c in {" ", o} for c, o in zip(kept, text, strict=True))


@given(MARKDOWN)
def test_code_spans_are_in_order_and_apart(text: str) -> None:
    at = 0
    for start, end in reading(text).code.spans:
        assert at <= start < end <= len(text)
        at = end


def test_blank_keeps_line_breaks() -> None:
    assert blank("ab\ncd", ((1, 4),)) == "a \n d"


def test_headings_and_items_keep_their_code() -> None:
    view = reading("## The `open` state ##\n- `a`: b\n  2. c")
    assert [(h.level, h.text) for h in view.headings] == [(2, "The `open` state")]
    assert [(i.indent, i.number, i.text) for i in view.items] == [(0, None, "`a`: b"), (2, 2, "c")]


def test_sentences_and_words() -> None:
    view = reading("Water moves. Does it? It's $x$ here!\n- Salt stays")
    assert view.sentences == ("Water moves", "Does it", "It's     here", "- Salt stays")
    assert view.words == ("water", "moves", "does", "it", "it's", "here", "salt", "stays")


@given(st.text(alphabet="aZ'-_1 .\x1f\x1cé’\n*", max_size=60))
def test_words_are_the_same_by_either_way(text: str) -> None:
    """A character beyond ASCII sends the text the slow way."""
    assert words_of(text) == words_of(f"{text} é")[:-1]


def test_a_view_is_computed_once() -> None:
    view = reading("a `b` c")
    assert view.uncoded is view.uncoded
    assert view.words is view.words
