import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.errors import ListError

from .conftest import Lists

HEADER = "question,subject\n"


@pytest.mark.parametrize(
    ("encoding", "name", "question"),
    [
        ("cp1252", "CP1252", "What is Crohn’s disease?"),
        ("mac_roman", "MACINTOSH", "What is a “naïve” Schrödinger’s cat?"),
        ("cp1251", "CP1251", "Что такое фотосинтез и зачем он растениям?"),
        ("cp932", "CP932", "光合成とは何ですか?"),
    ],
)
def test_another_encoding_is_named_and_never_read(lists: Lists, encoding: str, name: str, question: str) -> None:
    text = f"{HEADER}Fine?,Biology\n{question},Biology\n"
    with pytest.raises(ListError) as caught:
        lists.read("a list.csv", text.encode(encoding))
    assert caught.value.message.startswith(f"the file is not UTF-8; it looks like {name}, in which this line reads ")
    assert caught.value.where.endswith("a list.csv:3")
    assert question[:20] in caught.value.message
    assert f"iconv -f {name} -t UTF-8 " in caught.value.hint
    assert caught.value.hint.endswith("'a list-utf8.csv'")


def test_one_damaged_line_among_good_ones_is_one_bad_row(lists: Lists) -> None:
    content = f"{HEADER}Größe?,Physics\nHöhe?,Physics\n".encode() + b"Ma\xdfe?,Physics\nEnd?,Physics\n"
    assert lists.told("list.csv", content) == [
        "2: Größe?",
        "3: Höhe?",
        "4! the question has a byte that is not UTF-8 (0xDF) at character 3",
        "5: End?",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04rest", "this is a zip archive, not text"),
        (b"\xd0\xcf\x11\xe0rest", "this is an old Excel file (.xls), not text"),
        ("question,subject\nWhy?,Physics\n".encode("utf-16-le"), "the file is full of NUL bytes: it looks like UTF-16"),
        (b"\x7fELF\2\1\1\0\0\0\0\0", "the file is full of NUL bytes"),
        (bytes(range(128, 256)) * 3, "the file is not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(lists: Lists, content: bytes, message: str) -> None:
    with pytest.raises(ListError) as caught:
        lists.read("list.csv", content)
    assert caught.value.message.startswith(message)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=120)
@given(
    start=st.sampled_from([b"", b"question,subject\n", b"[", b"- ", b'{"question": "', b"\xff\xfe", b"\xef\xbb\xbf"]),
    rest=st.binary(max_size=200),
    name=st.sampled_from(["x.csv", "x.tsv", "x.json", "x.jsonl", "x.yaml", "x.txt", "x.xlsx"]),
)
def test_no_bytes_end_in_anything_but_rows_or_a_list_error(lists: Lists, start: bytes, rest: bytes, name: str) -> None:
    with contextlib.suppress(ListError):
        lists.told(name, start + rest, "Physics")
