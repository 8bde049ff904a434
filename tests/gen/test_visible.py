import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.visible import one_line, visible

ANYTHING = st.text(st.characters() | st.sampled_from("#[:\n"))  # half surrogate pairs too


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Why is blood red?", "Why is blood red?"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("a\tb\r\nc", "a→   b␍\nc"),
        ("\u202edrawkcab", "<U+202E>drawkcab"),
        ("in\u200bvisible\ufeff", "in<U+200B>visible<U+FEFF>"),
        ("half \ud800", "half <U+D800>"),
        ("a ##[error]x", "a ##<U+005B>error]x"),
        ("::error::x\n  ::x a::b", ":<U+003A>error::x\n  :<U+003A>x a::b"),
        ("می\u200cخواهم 👩\u200d🔬 1\xa0000", "می\u200cخواهم 👩\u200d🔬 1\xa0000"),
    ],
)
def test_what_is_seen(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(text=ANYTHING)
def test_nothing_hides_or_is_obeyed(text: str) -> None:
    seen = visible(text)
    seen.encode()
    hidden = {character for character in seen if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}
    assert hidden <= set("\n\u200c\u200d")
    assert seen.count("\n") == text.count("\n")
    assert "\n" not in one_line(text)
    assert "##[" not in seen
    assert not any(line.lstrip().startswith("::") for line in seen.split("\n"))
    assert visible(seen) == seen
