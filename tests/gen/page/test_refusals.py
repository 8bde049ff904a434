"""What is no page, or cannot become one, is refused with the place and the reason."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from gen.errors import PageError
from gen.page.reader import load_page, read_page
from gen.page.writer import dump_page
from tests.gen.pages import ATOM, HOUSE, page


@pytest.mark.parametrize(
    ("change", "line", "word"),
    [
        (("---\n", "---js\n"), 1, "another language"),
        (("---\n", "---json\n"), 1, "another language"),
        (("---\n", "--- \n"), 1, "another language"),
        (("---\n", "\ufeff---\n"), 1, "byte-order mark"),
        (("---\n", "---\r\n"), 1, "Windows"),
        (("---\n", "# Title\n"), 1, "does not open"),
        (("\n---\n\n&nbsp;", ""), 1, "does not end"),
        (("\n---\n\n", "\n---- \n\n"), 32, "goes on"),
        (("id: 7", "id: 7\nid: 8"), 4, "twice"),
        (("id: 7", "id: '7'"), 3, "whole number"),
        (("id: 7", "id: -7"), 3, "whole number"),
        (("id: 7", "id: true"), 3, "whole number"),
        (("id: 7", "id: 99999999999999999999"), 3, "some YAML readers"),
        (("id: 7", "id: 007"), 3, "some YAML readers"),
        (("id: 7", "id: !!int 7"), 3, "tag"),
        (("id: 7", "id: &a 7"), 3, "anchors"),
        (("id: 7", "id: *a"), 3, "anchors"),
        (("id: 7", "<<: {id: 7}"), 3, "some YAML readers"),
        (("id: 7", "id: 7\n? [a]\n: b"), 4, "key is not a text"),
        (("id: 7", "id: 7\n1: b"), 4, "key is not a text"),
        (("id: 7", "id: 7\nx: " + "[" * 30 + "]" * 30), 4, "nested"),
        (("id: 7", "id: [7"), 0, "no YAML"),
        (("id: 7", "id: 7\n..."), 4, "document"),
        (("date: 2025-03-01", "date: yesterday"), 4, "not a date"),
        (("date: 2025-03-01", "date: 2025-02-30"), 4, "no date"),
        (("date: 2025-03-01", "date: 2025-03-01 10:00:00"), 4, "not a date"),
        (("subject: Chemistry\nfile", "subject: [a]\nfile"), 22, "not a text"),
        (("subject: Chemistry\nfile", "subject: 12:30\nfile"), 22, "some YAML readers"),
        (("subject: Chemistry\nfile", "subject: 12\nfile"), 22, "not a text"),
        (("subject: Chemistry\nfile", "subject: a\x85b\nfile"), 22, "U\\+0085"),
        (("subject: Chemistry\nfile", "subject: a\rb\nfile"), 22, "carriage return"),
        (("author: QuickTakes\n", ""), 2, "no key 'author'"),
        (("score: -1.0", "score: high"), 25, "not a number"),
        (("score: -1.0", "no_index: maybe"), 25, ""),
        (("related_article1", "related_article2"), 27, "without related_article1"),
        (("    id: 3\n", ""), 27, "no 'id'"),
        (("id: 3", "id: three"), 27, "whole number"),
        ((HOUSE, ""), 1, "does not open"),
        ((HOUSE, "---\n---\n"), 1, "empty"),
        ((HOUSE, "---\n- a\n---\n"), 2, "mapping"),
        ((HOUSE, "---\njust text\n---\n"), 2, "mapping"),
    ],
)
def test_a_page_that_is_not_quite_one_is_refused_with_its_line(change: tuple[str, str], line: int, word: str) -> None:
    text = HOUSE.replace(*change, 1)
    if "no_index" in change[1]:
        text = text.replace("no_index: maybe\n", "").replace("answer:", "no_index: maybe\nanswer:")
        line, word = 20, "true or false"
    with pytest.raises(PageError, match=word) as caught:
        load_page(text)
    if line:
        assert caught.value.line == line
    assert "Traceback" not in str(caught.value)


def test_aliases_cannot_grow() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    with pytest.raises(PageError, match="anchors"):
        load_page(f"---\n{bomb}---\n")


def test_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(HOUSE.replace("id: 7", "id: x"))
    with pytest.raises(PageError) as caught:
        read_page(path)
    assert caught.value.where == f"{path}:3"
    path.write_bytes(b"---\n\xff\n---\n")
    with pytest.raises(PageError, match="not UTF-8 at byte 4"):
        read_page(path)
    with pytest.raises(PageError, match="cannot be read"):
        read_page(tmp_path)
    path.write_text(HOUSE)
    assert read_page(path) == page()


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("answer", "x\ny \\neq z", "line 2, column 3"),
        ("answer", "a\0", "U\\+0000 at line 1, column 2"),
        ("answer", "a\ud800", "surrogate"),
        ("question", "a\rb", "carriage return"),
        ("description", "a\x1b", "U\\+001B"),
        ("subject", "\uffff", "non-character"),
        ("id", -1, "not from 0"),
        ("id", 2**53, "not from 0"),
        ("date", datetime.date(999, 1, 1), "1000"),
        ("score", float("nan"), "nan"),
        ("related", (ATOM,) * 6, "at most 5"),
        ("related", (replace(ATOM, title="\0"),), "U\\+0000"),
        ("body", "\0", "U\\+0000"),
        ("other", {"x": float("inf")}, "inf"),
        ("other", {"x": 2**60}, "round"),
        ("other", {"x" * 500: 1}, "longer than"),
        ("other", {"seo": 1}, "group"),
        ("other", {"related_article4": {"x": 1}}, "does not have"),
    ],
)
def test_what_cannot_be_written_is_refused(field: str, value: object, word: str) -> None:
    with pytest.raises(PageError, match=word):
        dump_page(page(None, **{field: value}))
