"""Scalars: each one read back by PyYAML, and the words that readers differ on."""

import datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gen.page.scalars import (
    FORBIDDEN,
    AmbiguousScalar,
    block,
    folded,
    is_plain,
    number,
    plain,
    quoted,
    read_plain,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30).filter(lambda text: not FORBIDDEN.search(text))


@given(TEXT)
def test_every_style_reads_back(text: str) -> None:
    for written in (plain(text), quoted(text), folded(text, 4), block(text, 4)):
        assert yaml.safe_load(f"key: {written}\nnext: 1\n") == {"key": text, "next": 1}


@given(st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_every_number_reads_back(value: float) -> None:
    found = yaml.safe_load(number(value))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text", ["What is it", "a:b", "5-ways.md", "-a.md", ".md", "École", "IPO & FPO", "/learn/a", "C++ (2)"]
)
def test_plain_words_stay_plain(text: str) -> None:
    assert plain(text) == text
    assert read_plain(text) == text


@pytest.mark.parametrize(
    "text",
    ["", " a", "a ", "a: b", "a #b", "a:", "#a", "- a", "? a", "&a", "*a", "!a", "[a", "{a", "@a", "`a", "%a", "a\tb"],
)
def test_what_yaml_would_take_for_syntax_is_quoted(text: str) -> None:
    assert plain(text) == quoted(text)


@pytest.mark.parametrize(
    "text", ["yes", "Off", "y", "12:30", "010", "0o17", "0x1F", "1e5", "1_000", "1,000", ".inf", "=", "+5"]
)
def test_what_readers_differ_on_is_refused_unquoted(text: str) -> None:
    assert not is_plain(text)
    with pytest.raises(AmbiguousScalar):
        read_plain(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("~", None),
        ("", None),
        ("True", True),
        ("false", False),
        ("-12", -12),
        ("0", 0),
        ("-1.0", -1.0),
        ("2025-03-01", datetime.date(2025, 3, 1)),
        ("2025-03-01 10:00:00", datetime.datetime(2025, 3, 1, 10)),
    ],
)
def test_what_readers_agree_on_is_read(text: str, value: object) -> None:
    assert read_plain(text) == value
    assert type(read_plain(text)) is type(value)


@pytest.mark.parametrize("text", ["1.0e+999", "9" * 400, "2025-13-01", "2025-02-30 10:00:00"])
def test_values_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(AmbiguousScalar):
        read_plain(text)
