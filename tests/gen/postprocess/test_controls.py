"""Line breaks and characters that nobody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.postprocess.controls import control_characters, line_breaks, written_line_breaks


def test_every_kind_of_line_break_becomes_a_line_feed() -> None:
    assert line_breaks("a\r\nb\rc\u2028d\u2029e\x85f\ng") == "a\nb\nc\nd\ne\nf\ng"


def test_next_line_that_is_half_of_a_letter_stays_for_the_mojibake_step() -> None:
    assert line_breaks("Ã\x85ngstrÃ¶m") == "Ã\x85ngstrÃ¶m"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b\x1bc\x7fd\x9be", "abcde"),
        ("\ufeffa\u200bb\u2060c\uffff", "abc"),
        ("\x0crac{1}{2} and \x08eta and \x0bec", "\\frac{1}{2} and \\beta and \\vec"),
        ("page\x0c break", "page break"),
        ("a\u200db\u200c", "ab"),
        ("\ud83d\ude00", "😀"),
    ],
)
def test_dropped_or_mended(text: str, kept: str) -> None:
    assert control_characters(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "tab\tand\nline",
        "👩‍👩‍👧 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "می‌خواهم",
        "क्‍ष",
        "שלום \u200fעולם\u200e",
        "\u2067عربي\u2069",
        "soft\u00adhyphen",
        "5\u00a0kg",
    ],
)
def test_kept(text: str) -> None:
    assert control_characters(line_breaks(text)) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("One.\\n\\nTwo.", "One.\n\nTwo."),
        ("# T\\n- a\\n- b", "# T\n- a\n- b"),
        ("One.\\r\\n\\r\\nTwo.", "One.\r\\n\\r\\nTwo."),
        ("$a \\neq b$.\\n\\nSo $\\nu$", "$a \\neq b$.\n\nSo $\\nu$"),
    ],
)
def test_line_breaks_that_were_written_out(text: str, said: str) -> None:
    assert written_line_breaks(text).replace("\r", "") == said.replace("\r\\n", "\n").replace("\\r\\n", "\n").replace(
        "\r", ""
    )


@pytest.mark.parametrize(
    "text", ["a\nb\\n\\nc", "C:\\new and D:\\new", "$\\neq$ and $\\nu$", "one `\\n` alone", "a\\\\n\\\\nb"]
)
def test_other_backslashes_stay(text: str) -> None:
    assert written_line_breaks(text) == text


@given(st.text(st.characters(codec=None)))
def test_no_control_character_is_left_and_nothing_else_goes(text: str) -> None:
    kept = control_characters(text)
    assert control_characters(kept) == kept
    assert not any(c not in {"\t", "\n"} and (c < " " or "\x7f" <= c <= "\x9f") for c in kept)
    assert [c for c in text if c.isalnum() and c.isascii()] == [c for c in kept if c.isalnum() and c.isascii()] or any(
        c in text for c in "\a\b\f\v"
    )
