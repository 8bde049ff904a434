import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.errors import ListError
from gen.question import Question
from gen.questions import json_list

from .conftest import Lists

BAD_ITEMS = [
    ('{"question": 5}', "the question is the number 5, not text"),
    ('{"question": true}', "the question is true, not text"),
    ('{"question": ["a"]}', "the question is a list or object, not text"),
    ('{"question": null}', "the question is missing"),
    ("{}", "the question is missing"),
    ("[1]", "the row is not an object"),
    ("null", "the row is not an object"),
    ('{"question": "a", "Question": "b"}', "the row gives `question` twice"),
    ('{"question": "a\\u0000b"}', "the question has the character U+0000 (a control character) at character 2"),
    ('{"question": "a\\ud800b"}', "the question has the character U+D800 (a control character) at character 2"),
    ('{"question": "is $\\text{x}$?"}', "the question has lost a backslash: `\\t` of a formula was read as an escape"),
    ('{"question": "a", "id": ' + "9" * 5000 + "}", "the id is a number of 5000 digits"),
    ('{"question": "a", "date": 20240131}', "the date is the number 20240131, not text"),
    ('{"question": "a", "date": "31.1.2024"}', "the date `31.1.2024` can be read with the day or the month first"),
]


def test_an_array_of_objects(lists: Lists) -> None:
    text = '\ufeff\n[\n {"Question": "Why?", "subject": "Biology", "id": 7},\n\n {"question": "How\\nso?"}\n]\n'
    first, second = lists.read("list.json", text, "Physics")
    assert isinstance(first, Question)
    assert isinstance(second, Question)
    assert (first.text, first.subject, first.id, first.where[-2:]) == ("Why?", "Biology", "7", ":3")
    assert (second.text, second.subject, second.where[-2:]) == ("How so?", "Physics", ":5")
    assert lists.told("empty.json", "[ ]") == []


def test_every_kind_of_bad_item_and_the_good_ones_around(lists: Lists) -> None:
    items = ['{"question": "First?"}', *(item for item, _ in BAD_ITEMS), '{"question": "Last?"}']
    said = [": First?", *(f"! {why}" for _, why in BAD_ITEMS), ": Last?"]
    array = lists.told("list.json", "[" + ",\n".join(items) + "]", "Physics")
    assert array == [f"{number}{what}" for number, what in enumerate(said, 1)]
    assert lists.told("list.jsonl", "\n".join(items), "Physics") == array


def test_a_line_that_is_not_json_is_one_bad_row(lists: Lists) -> None:
    text = '{"question": "One?"}\n\n{oops}\n' + "[" * 100_000 + '\n{"question": "Two?"} x\n{"question": "End?"}'
    told = lists.told("list.jsonl", text, "Physics")
    assert told[0] == "1: One?"
    assert told[1].startswith("3! the row is not JSON: ")
    assert told[2] == "4! the row is nested too deeply"
    assert told[3].startswith("5! the row is not JSON: Extra data at column 2")
    assert told[4] == "6: End?"


def test_a_line_beyond_measure_is_one_bad_row(lists: Lists) -> None:
    told = lists.told("list.jsonl", '"' + "x" * 2_000_000 + '"\n{"question": "End?"}', "Physics")
    assert told == ["1! the row is longer than 1,048,576 characters", "2: End?"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{"question": "a"}', 1, "this is not a JSON array"),
        ('\n[{"question": "a"},\n]', 3, "an item is missing after the comma"),
        ('[{"question": "a"}\n {"question": "b"}]', 2, "expected `,` or `]` after an item"),
        ('[{"question": "a"},\n {"question": }]', 2, "not JSON: Expecting value"),
        ('[{"question": "a"}', 1, "expected `,` or `]` after an item"),
        ('[{"question": "a"}]\n[]', 2, "there is something after the end of the array"),
        ("[" * 100_000, 1, "an item is nested too deeply"),
        ("[", 1, "not JSON: Expecting value"),
        ("   ", 1, "this is not a JSON array"),
    ],
)
def test_an_array_that_breaks_off_says_where(lists: Lists, text: str, line: int, message: str) -> None:
    with pytest.raises(ListError) as caught:
        lists.read("list.json", text, "Physics")
    assert caught.value.where.endswith(f"list.json:{line}")
    assert caught.value.message.startswith(message)


def test_rows_before_the_break_are_given(lists: Lists) -> None:
    path = lists.write("list.json", '[{"question": "One?", "subject": "Physics"}, oops]')
    rows = json_list.json_array(path, lists.columns())
    assert next(rows) == (1, {"question": "One?", "subject": "Physics"})
    with pytest.raises(ListError, match="not JSON"):
        next(rows)


@pytest.mark.parametrize("chunk", [1, 2, 7, 64])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    items=st.lists(st.dictionaries(st.sampled_from(["id", "notes", "model"]), st.text() | st.integers()), max_size=6),
    indent=st.sampled_from([None, 0, 2]),
    ascii_only=st.booleans(),
)
def test_where_the_window_ends_makes_no_difference(
    lists: Lists, chunk: int, items: list[dict[str, object]], indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(items, indent=indent, ensure_ascii=ascii_only)
    path = lists.write("list.json", text.encode("utf-8", "surrogatepass"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_list, "_CHUNK", chunk)
        rows = list(json_list.json_array(path, lists.columns()))
    if ascii_only:
        assert [cells for _, cells in rows] == items
    assert len(rows) == len(items)
