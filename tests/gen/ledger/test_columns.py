from hypothesis import given
from hypothesis import strategies as st

from gen.ledger.columns import escape, unescape

ANY_TEXT = st.text(st.characters() | st.sampled_from("\x00\x1a\ud800\udfff0"))


@given(ANY_TEXT)
def test_escaped_text_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text


@given(ANY_TEXT)
def test_escaped_text_is_what_every_database_takes(text: str) -> None:
    assert "\x00" not in escape(text).encode().decode()


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00\x1a")))
def test_ordinary_text_stands_as_it_is(text: str) -> None:
    assert escape(text) is text or escape(text) == text
    assert unescape(text) == text
