r"""What begins with backslash-n is said another way, or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.errors import PageError
from gen.postprocess.tex import NEGATED, SAME, refuse_backslash_n, speakable_tex, speakable_text


@pytest.mark.parametrize("name", sorted(SAME))
def test_every_command_loses_its_backslash_n(name: str) -> None:
    said = speakable_tex(f"so $a \\{name} b$ holds")
    assert said == f"so $a {SAME[name]} b$ holds"
    assert "\\n" not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$a\\ne b$", "$a≠ b$"),
        ("$\\nu_0$ and $\\nabla_x$", "$ν_0$ and $∇_x$"),
        ("$a \\not= b$", "$a ≠ b$"),
        ("$a \\not\\in B$", "$a ∉ B$"),
        ("$a \\not\\perp b$", "$a \\mathrel{\\mathrlap\\@not}\\perp b$"),
        ("$a \\not R b$", "$a \\mathrel{\\mathrlap\\@not} R b$"),
        ("$\\begin{matrix}a\\\\nb\\end{matrix}$", "$\\begin{matrix}a\\\\ nb\\end{matrix}$"),
        ("$\\begin{align}a\\nonumber\\end{align}$", "$\\begin{align}a\\gdef\\@eqnsw{0}\\end{align}$"),
        ("$\\begin{align*}a\\nonumber\\end{align*}$", "$\\begin{align*}a\\end{align*}$"),
        ("$\\sum\\nolimits_i a_i$", "${\\sum}_i a_i$"),
        ("$\\\\\\nu$", "$\\\\ν$"),
        ("$$\nx \\neq y\n$$", "$$\nx ≠ y\n$$"),
    ],
)
def test_formulas(text: str, said: str) -> None:
    assert speakable_tex(text) == said


@pytest.mark.parametrize(
    "text", ["`\\neq`", "outside \\neq", "$\\frac{a}{b}$", "$\\norm{x}$", "$\\newcommand{\\x}{y}$"]
)
def test_what_is_no_formula_or_has_no_equal_stays(text: str) -> None:
    assert speakable_tex(text) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("C:\\new", "C:&#92;new"),
        ("C:\\\\new", "C:&#92;new"),
        ("\\\\\\new", "\\\\&#92;new"),
        ("one.\\n\\nTwo", "one.\n\nTwo"),
        ("`\\n` $\\nu$", "`\\n` $\\nu$"),
    ],
)
def test_plain_text(text: str, said: str) -> None:
    assert speakable_text(text) == said


@pytest.mark.parametrize(
    ("text", "line", "words", "hint"),
    [
        ('Print it:\n\n```python\nprint("a\\nb")\n```', "line 4", 'print("a\\nb")', "chr(10)"),
        ("`\\n`", "line 1", "`\\n`", "forward slashes"),
        ("$\\norm{x}$", "line 1", "$\\norm{x}$", "KaTeX"),
    ],
)
def test_the_rest_is_refused_with_place_and_advice(text: str, line: str, words: str, hint: str) -> None:
    with pytest.raises(PageError) as refused:
        refuse_backslash_n(text)
    assert refused.value.field == "answer"
    assert line in refused.value.message
    assert words in refused.value.message
    assert hint in refused.value.hint


def test_no_replacement_has_a_backslash_n_itself() -> None:
    assert not [said for said in (*SAME.values(), *NEGATED.values()) if "\\n" in said]


@given(st.lists(st.sampled_from(["\\", "n", "e", "q", "u", "not", "$", " ", "=", "\n", "{", "}"])).map("".join))
def test_plain_text_ends_without_backslash_n(text: str) -> None:
    said = speakable_text(speakable_tex(text))
    assert speakable_text(speakable_tex(said)) == said
