"""The segments are those that the site's renderer finds. Each case was held against remark-math."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.postprocess.segments import Kind, replace_in_text, rewrite, segments

PIECES = [
    "`",
    "``",
    "```",
    "~~~",
    "$",
    "$$",
    "\\",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "- ",
    "1. ",
    "> ",
    "| ",
    "|-|-|",
    "# ",
    "a",
    "x y",
]
markdown = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def found(text: str, kind: Kind) -> list[str]:
    return [text[part.start : part.end].strip() for part in segments(text) if part.kind is kind]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("a $x$ and $$y$$", ["$x$", "$$y$$"]),
        ("a \\$x$ b", []),
        ("a $x \\$ b$", ["$x \\$"]),
        ("`$x$` and $y$", ["$y$"]),
        ("$x ` y$ ` z", ["$x ` y$"]),
        ("$$ x\n\ny $$", ["$$ x\n\ny $$"]),
        ("$x\n\ny$", []),
        ("| $a | b$ |\n|---|---|\n| $c$ | d |", ["$c$"]),
        ("# $a\n$b", []),
        ("- $a\n- $b", []),
        ("1. text\n   $$\n   x\n   $$\n   end", ["$$\n   x\n   $$"]),
        ("1. text\n$$\nx\n$$\nend $y$", ["$$\nx\n$$", "$y$"]),
        ("> $$\n> x\n> $$\n> $y$", ["$$\n> x\n> $$", "$y$"]),
        ("- - $$\n    x\n    $$", ["$$\n    x\n    $$"]),
        ("$$\nx\n$$ y\nz", ["$$\nx\n$$ y\nz"]),
        ("a $$$ b $$$", ["$$$ b $$$"]),
        ("a\n---\n$x$", ["$x$"]),
        ("***\n$x$", ["$x$"]),
        ("\\\\$x$", ["$x$"]),
    ],
)
def test_formulas(text: str, formulas: list[str]) -> None:
    assert found(text, Kind.MATH) == formulas


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```py\n$x$\n```\n$y$", ["```py\n$x$\n```"]),
        ("~~~\n```\n~~~\ntext", ["~~~\n```\n~~~"]),
        ("```\nnever closed $x$", ["```\nnever closed $x$"]),
        ("- a\n  ```\n  $x$\n  ```\n- b", ["```\n  $x$\n  ```"]),
        ("- ```\n  x\n- b", ["```\n  x"]),
        ("text\n\n    code $x$\n\nmore", ["code $x$"]),
        ("text\n    goes on $x$", []),
        ("- item\n\n      code\n", ["code"]),
        ("`` a ` b ``", ["`` a ` b ``"]),
        ("a ` b", []),
        ("\\` a `", []),
        ("2024. ends\n```\nx\n```", ["```\nx\n```"]),
    ],
)
def test_code(text: str, code: list[str]) -> None:
    assert found(text, Kind.CODE) == code


@given(markdown)
def test_segments_cover_the_text_in_order(text: str) -> None:
    at = 0
    for part in segments(text):
        assert part.start == at
        assert part.end > at or not text
        at = part.end
    assert at == len(text)


@given(markdown, st.sampled_from(Kind))
def test_rewriting_with_nothing_changes_nothing(text: str, kind: Kind) -> None:
    assert rewrite(text, kind, lambda stretch: stretch) == text


def test_a_match_in_code_is_not_replaced() -> None:
    import re

    assert replace_in_text("a `a` $a$ a", re.compile("a"), lambda _: "b") == "b `a` $a$ b"


def test_items_nested_without_end_stay_cheap() -> None:
    text = "- " * 50_000 + "$x$"
    assert found(text, Kind.MATH) == ["$x$"]
