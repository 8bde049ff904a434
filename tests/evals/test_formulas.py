"""Formulas as remark-math finds them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.formulas import find_formulas

MARKDOWN = st.text(alphabet="$\\ab1 \n|-.#{}`", max_size=200)


def tex(text: str) -> list[str]:
    return [formula.tex for formula in find_formulas(text).formulas]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a $x$ b", ["x"]),
        ("a $$x$$ b", ["x"]),
        ("$x$ and $y$", ["x", "y"]),
        ("costs \\$5 and $x$", ["x"]),
        ("$a \\$ b", ["a \\"]),  # nothing is escaped inside
        ("$$ x $ y $$", [" x $ y "]),
        ("$x\n\ny$", []),
        ("- a $x\n- b$", []),
        ("# a $x\nb$", ["x\nb"]),
        ("$x\nstill$", ["x\nstill"]),
        ("| $a | b$ |", []),
        ("$|x|$", ["|x|"]),
        ("$$\nx\n$$", ["x\n"]),
        ("$$\nx", ["x"]),
        ("- a\n  $$\n  x\nb $y$", ["  x\n", "y"]),
    ],
)
def test_found(text: str, found: list[str]) -> None:
    assert tex(text) == found


def test_lone_dollars_are_told() -> None:
    assert find_formulas("costs $5 a litre").lone == (6,)
    assert find_formulas("from $5 to $6").lone == ()


@given(MARKDOWN)
def test_formulas_are_pieces_of_the_text_in_order(text: str) -> None:
    dollars = find_formulas(text)
    at = 0
    for formula in dollars.formulas:
        assert at <= formula.start <= formula.tex_start <= formula.end <= len(text)
        assert text[formula.tex_start : formula.tex_start + len(formula.tex)] == formula.tex
        assert text[formula.start] == "$"
        at = formula.end
    assert all(text[start] == "$" for start in dollars.lone)


@pytest.mark.parametrize("piece", ["$ ", "$$\n", "$$ $ ", "\\$", "$\n- ", "|$", "$$$$$ $$ $$$ "])
def test_linear(piece: str) -> None:
    text = piece * 40_000
    start = time.process_time()
    find_formulas(text)
    assert time.process_time() - start < 3
