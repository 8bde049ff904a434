r"""`\(…\)` and `\[…\]` become what the site reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.postprocess.brackets import dollar_formulas
from gen.postprocess.display import display_blocks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\\(x\\)", "$x$"),
        ("the mass \\( m \\), the speed \\(v\\)", "the mass $m$, the speed $v$"),
        ("\\(a\\)\\(b\\)", "$a$ $b$"),
        ("$a$\\(b\\)$c$", "$a$ $b$ $c$"),
        ("\\(a +\nb\\)", "$a + b$"),
        ("\\(\\$5\\)", "$\\text{\\textdollar}5$"),
        ("\\[ x = y \\]", "$$\nx = y\n$$"),
        ("\\[\nx = y\n\\]", "$$\nx = y\n$$"),
        ("so \\[ x = y \\] or", "so\n$$\nx = y\n$$\nor"),
        ("so \\[ x = y \\], or", "so\n$$\nx = y,\n$$\nor"),
        ("so\n\\[ x = y \\].\n\nEnd", "so\n$$\nx = y.\n$$\n\nEnd"),
        ("1. so \\[ x = y \\] or\n2. b", "1. so\n   $$\n   x = y\n   $$\n   or\n2. b"),
        ("- a\n  \\[\n  x = y\n  \\]\n- b", "- a\n  $$\n  x = y\n  $$\n- b"),
        ("- a\n\\[ x = y \\]", "- a\n  $$\n  x = y\n  $$"),
        ("- \\[ x = y \\]", "- $$\n  x = y\n  $$"),
        ("> a \\[ x = y \\]", "> a\n> $$\n> x = y\n> $$"),
        ("\\[\nx\n- y\n= z\n\\]", "$$\nx\n- y\n= z\n$$"),
        ("# T \\[ x = y \\]", "# T $x = y$"),
        ("| \\[x=1\\] | b |\n|---|---|", "| $x=1$ | b |\n|---|---|"),
        ("so \\[ x = y \\] - z", "so $x = y$ - z"),
    ],
)
def test_converted(text: str, said: str) -> None:
    assert dollar_formulas(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "`\\(x\\)`",
        "```\n\\[ x = y \\]\n```",
        "\\\\(x\\\\)",
        "\\(a \\(b\\) c\\)",
        "\\(never closed",
        "closed\\) only",
        "as shown by others \\[1\\]",
        "a word \\(in the middle of it\\)",
        "\\(x\n\ny\\)",
        "$\\left\\{ x \\right\\}$",
        "$$\n\\(x\\)\n$$",
        "\\frac{a}{b} outside",
    ],
)
def test_left_alone(text: str) -> None:
    assert dollar_formulas(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$$ x =\ny $$", "$$\nx =\ny\n$$"),
        ("$$\nx = y$$\n\nEnd", "$$\nx = y\n$$\n\nEnd"),
        ("1. a\n   $$ x\n   y $$.\n   b", "1. a\n   $$\n   x\n   y.\n   $$\n   b"),
        ("$$\nx\n$$", "$$\nx\n$$"),
        ("a $$x$$ b", "a $$x$$ b"),
        ("$$ x = y $$", "$$ x = y $$"),
        ("```\n$$ x\ny $$\n```", "```\n$$ x\ny $$\n```"),
    ],
)
def test_dollars_of_a_block_stand_alone(text: str, said: str) -> None:
    assert display_blocks(text) == said


PIECES = ["\\(", "\\)", "\\[", "\\]", "x", "=", " ", "\n", "\n\n", "- ", "1. ", "> ", "$", "`", "|", "# "]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_words_are_never_lost(text: str) -> None:
    said = display_blocks(dollar_formulas(text))
    assert sorted(c for c in said if c == "x") == sorted(c for c in text if c == "x")
