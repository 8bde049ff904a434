import json

from hypothesis import given
from hypothesis import strategies as st

from gen.json_objects import json_objects

TRIES = 20
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(st.text(max_size=6), values, max_size=3)
words = st.text(max_size=12).map(lambda text: text.replace("{", ""))
hostile = st.text(alphabet='{}[]":,\\a1 \n\ud800', max_size=200)


@given(st.lists(st.tuples(words, objects), max_size=TRIES), words)
def test_objects_among_words_are_found_whole_and_in_order(said: list[tuple[str, dict[str, object]]], end: str) -> None:
    text = "".join(word + json.dumps(value) for word, value in said) + end
    assert list(json_objects(text)) == [value for _, value in said]


@given(hostile | st.integers(1, 200).map(lambda n: '{"a":' * n))
def test_whatever_comes_what_is_found_stands_in_it(text: str) -> None:
    found = list(json_objects(text))
    assert len(found) <= min(TRIES, text.count("{"))
    assert all(type(value) is dict for value in found)


def test_no_more_braces_are_tried_than_a_model_sends() -> None:
    assert list(json_objects("{ " * (TRIES - 1) + '{"a": 1}')) == [{"a": 1}]
    assert list(json_objects("{ " * TRIES + '{"a": 1}')) == []
    assert list(json_objects('{"a":' * 100_000)) == []
