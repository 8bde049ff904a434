import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.questions.text import RefusedError, many_lines, one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Why  is\tit\n\nso? ", "Why is it so?"),
        ("10\u00a0kg", "10 kg"),
        ("zero\u200bwidth\ufeff and so\u00adft", "zerowidth and soft"),
        ("e\u0301cole", "école"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("\u200fעברית", "\u200fעברית"),
        ("", ""),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize("char", "\0\a\b\x0b\x0c\x1b\x7f\x85\x92\u202e\u2066\ufffd\uffff\ud800\udc92\U000e0041")
def test_what_no_reader_would_see_is_refused_by_name(char: str) -> None:
    for clean in (one_line, many_lines):
        with pytest.raises(RefusedError, match="at character 3"):
            clean(f"ab{char}c")


def test_notes_keep_their_lines() -> None:
    assert many_lines("\r\n one\r\ntwo\rthree\u2028 four \n") == "one\ntwo\nthree\n four"


@given(st.text())
def test_a_clean_line_stays_as_it_is(text: str) -> None:
    try:
        line = one_line(text)
    except RefusedError:
        return
    assert one_line(line) == line == " ".join(line.split())
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in line)
    assert unicodedata.is_normalized("NFC", line)
