"""White space that nobody sees goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.postprocess.whitespace import trim_white_space


@pytest.mark.parametrize(
    ("text", "trimmed"),
    [
        ("\n\n  a \nb\t\n\n\n\nc\n\n", "a\nb\n\nc"),
        ("a  \nb", "a  \nb"),
        ("a     \nb", "a  \nb"),
        ("a  \n\nb", "a\n\nb"),
        ("a  \n \nb", "a\n\nb"),
        ("a \t \n \n \nb", "a\n\nb"),
        ("the value  $x$ \nis", "the value  $x$\nis"),
        ("```\na  \n\n\n\nb\n```", "```\na  \n\n\n\nb\n```"),
        ("```\n\ta\tb\n```", "```\n\ta\tb\n```"),
        ("    code\n    more", "    code\n    more"),
        ("- a\n\n  b", "- a\n\n  b"),
        ("   ", ""),
    ],
)
def test_trimmed(text: str, trimmed: str) -> None:
    assert trim_white_space(text) == trimmed


@given(st.text(st.sampled_from("a \n\t`$- ")))
def test_only_white_space_goes_and_once_is_enough(text: str) -> None:
    trimmed = trim_white_space(text)
    assert "".join(trimmed.split()) == "".join(text.split())
    assert trim_white_space(trimmed) == trimmed
