from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.errors import ListError
from gen.question import Question
from gen.questions import yaml_list

from .conftest import Lists


def test_a_list_of_mappings(lists: Lists) -> None:
    text = (
        "# Optics\n---\n- question: Why?\n  subject: Biology\n  id: 010\n  date: 2024-01-31\n"
        "-\n  Question: >\n    How\n    so?\n  notes: |\n    one\n    two\n"
    )
    first, second = lists.read("list.yaml", text, "Physics")
    assert isinstance(first, Question)
    assert isinstance(second, Question)
    assert (first.text, first.subject, first.id, str(first.date)) == ("Why?", "Biology", "010", "2024-01-31")
    assert (second.text, second.subject, second.notes) == ("How so?", "Physics", "one\ntwo")
    assert (first.where[-2:], second.where[-2:]) == (":3", ":8")


def test_brackets_and_several_documents(lists: Lists) -> None:
    assert lists.told("a.yml", "[{question: a},\n {question: b}]", "Physics") == ["1: a", "2: b"]
    assert lists.told("b.yml", "---\n- question: a\n---\n- question: b\n", "Physics") == ["2: a", "4: b"]


BAD_ITEMS = [
    ("question: yes", "the question `yes` is true or false to YAML, not text"),
    ("question: 42", "the question `42` is a number to YAML, not text"),
    ("question: 2024-01-31", "the question `2024-01-31` is a date to YAML, not text"),
    ("question: ~", "the question is missing"),
    ("question: [a, {b: [c]}]", "the question is a list or mapping, not text"),
    ("{question: a, question: b}", "the row gives `question` twice"),
    ("question: What is: this?", "the row is not YAML: mapping values are not allowed in this context"),
    ('question: "never closed', "the row is not YAML: did not find expected key"),
    ('question: "in $\\text{x}$"', "the question has lost a backslash: `\\t` of a formula was read as an escape"),
    ("question: a\x01b", "the question has U+FFFD, the mark of a character that was lost at character 2"),
    ("question: *there", "the question is an alias (`*…`), which is not followed"),
    ("<<: *there", "the question is missing"),
    ("question: !!python/name:os.system a", "the question has a tag that is not read"),
    ("just text", "the row is not a mapping"),
    ("[a, [b]]", "the row is not a mapping"),
    ("*there", "the row is not a mapping"),
    ("@at", "the row is not YAML: found character that cannot start any token"),
    ("[" * 20_000, "the row is not YAML: "),
]


def test_every_kind_of_bad_item_and_the_good_ones_between(lists: Lists) -> None:
    items = [part for bad, _ in BAD_ITEMS for part in (bad, 'question: "Good?"')]
    told = lists.told("list.yaml", "".join(f"- {item}\n" for item in items), "Physics")
    assert [line for line in told if ": Good?" in line] == [f"{n}: Good?" for n in range(2, len(items) + 1, 2)]
    bad = [line for line in told if "! " in line]
    assert [line.partition("! ")[0] for line in bad] == [str(n) for n in range(1, len(items), 2)]
    for line, (_, why) in zip(bad, BAD_ITEMS, strict=True):
        assert line.partition("! ")[2].startswith(why)


def test_lines_are_counted_as_editors_do(lists: Lists) -> None:
    text = "- question: a\u2028b\n- question: c\u2029d\n- question: e: f\n- question: g\x85h\n- question: i\n"
    assert lists.told("list.yaml", text, "Physics") == [
        "1: a b",
        "2: c d",
        "3! the row is not YAML: mapping values are not allowed in this context",
        "4! the question has U+FFFD, the mark of a character that was lost at character 2",
        "5: i",
    ]


def test_an_item_beyond_measure_is_one_bad_row(lists: Lists) -> None:
    text = f"- question: a\n- question: '{'x' * 1_500_000}'\n- question: b\n"
    assert lists.told("list.yaml", text, "Physics") == [
        "1: a",
        "2! the row is not YAML: longer than 1,048,576 characters",
        "3: b",
    ]


def test_aliases_of_aliases_cost_nothing(lists: Lists) -> None:
    bomb = "- &a0 [x, x]\n" + "".join(f"- &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 200))
    told = lists.told("list.yaml", bomb, "Physics")
    assert told == [f"{n}! the row is not a mapping" for n in range(1, 201)]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("question: a\n", 1, "this is not a YAML list"),
        ("\n\njust text\n", 3, "this is not a YAML list"),
        ("[{question: a},\n {question: b: c}]", 2, "not YAML: "),
        ("- question: a\n ? [\n" * 200, 200, "100 items are not YAML"),
    ],
)
def test_what_is_no_list_says_where(lists: Lists, text: str, line: int, message: str) -> None:
    with pytest.raises(ListError) as caught:
        lists.read("list.yaml", text, "Physics")
    assert caught.value.message.startswith(message)
    assert caught.value.where.endswith(f"list.yaml:{line}") or message.startswith("100")


def _texts(min_size: int = 0) -> st.SearchStrategy[str]:
    """Without U+0085, which no text of ours may have: it is read as a mark that fails its row."""
    return st.text(st.characters(codec="utf-8", exclude_characters="\x85"), min_size=min_size)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    items=st.lists(st.fixed_dictionaries({"question": _texts(min_size=1), "notes": _texts()}), min_size=1, max_size=5),
    flow=st.sampled_from([True, False, None]),
    style=st.sampled_from([None, "'", '"', "|", ">"]),
    width=st.sampled_from([20, 80, 10_000]),
)
def test_values_are_those_that_pyyaml_reads(
    lists: Lists, items: list[dict[str, Any]], flow: bool | None, style: str | None, width: int
) -> None:
    text = yaml.safe_dump(items, allow_unicode=True, default_flow_style=flow, default_style=style, width=width)
    rows = list(yaml_list.rows(lists.write("list.yaml", text), lists.columns()))
    assert len(rows) == len(items)
    for (_, cells), item in zip(rows, yaml.safe_load(text), strict=True):
        assert isinstance(cells, dict)
        for name, value in cells.items():
            # Line breaks are YAML's own business; a lost backslash is named instead of read.
            assert not isinstance(value, str) or value.split() == str(item[name]).split()
