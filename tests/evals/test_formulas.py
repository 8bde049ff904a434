"""Formulas as the site finds them."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.reading import Reading
from tests.evals.cases import BASE

MARKDOWN = st.text(alphabet="$\\ab1 \n|-.#{}`😀", max_size=120)


def reading(answer: str) -> Reading:
    return Reading(dataclasses.replace(BASE, answer=answer))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a $x$ b", ["x"]),
        ("a $$x$$ b", ["x"]),
        ("$x$ and $y$", ["x", "y"]),
        ("costs \\$5 and $x$", ["x"]),
        ("$a \\$ b", ["a \\"]),  # nothing is escaped inside
        ("$x\n\ny$", []),
        ("- a $x\n- b$", []),
        ("| $a | b$ |", ["a | b"]),
        ("```math\nx\n```\n\n$y$", ["y"]),
        ("- a\n  $$\n  x\nb $y$", ["x", "y"]),
    ],
)
def test_found(text: str, found: list[str]) -> None:
    assert [formula.tex for formula in reading(text).dollars.formulas] == found


@pytest.mark.parametrize(
    ("text", "lone"),
    [("costs $5 a litre", (6,)), ("from $5 to $6", ()), ("\\$5 and $6", (8,)), ("`$5` and $$6", (9,)), ("a", ())],
)
def test_dollars_that_are_shown_are_told(text: str, lone: tuple[int, ...]) -> None:
    assert reading(text).dollars.lone == lone


@settings(deadline=None)
@given(MARKDOWN)
def test_formulas_are_in_order_and_lone_dollars_are_dollars(text: str) -> None:
    view = reading(text)
    at = 0
    for formula in view.dollars.formulas:
        assert at <= formula.start < formula.end <= len(text)
        assert text[formula.start] == "$"
        at = formula.end
    assert all(text[start] == "$" for start in view.dollars.lone)
