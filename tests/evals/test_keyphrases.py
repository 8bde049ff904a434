"""Key phrases, and whether texts have them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.keyphrases import choose_key_phrase, share_found, stem

WORD = st.text(st.characters(categories=["Ll"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("methods", "a method"),
        ("transformation", "to transform it"),
        ("analysis", "they analyse it"),
        ("osmosis", "an osmotic pressure"),
        ("ion", "an ion"),
    ],
)
def test_a_word_is_found_in_other_forms(word: str, text: str) -> None:
    assert share_found([word], text) == 1


@pytest.mark.parametrize(("word", "text"), [("ion", "a cell"), ("osmosis", "diffusion"), ("membrane", "a member")])
def test_another_word_is_not(word: str, text: str) -> None:
    assert share_found([word], text) == 0


@given(WORD)
def test_a_stem_begins_its_word(word: str) -> None:
    assert word.startswith(stem(word))
    assert stem(word)
    assert share_found([word], f"the {word} of it") == 1


@given(st.lists(st.lists(WORD, max_size=4).map(tuple), max_size=6), WORD)
def test_the_key_phrase_is_the_first_keyword_of_the_question(keywords: list[tuple[str, ...]], word: str) -> None:
    question = f"what is {word}?"
    chosen = choose_key_phrase([*keywords, (word,)], question)
    assert share_found(chosen, question) == 1
    assert chosen == next(words for words in [*keywords, (word,)] if words and share_found(words, question) == 1)


def test_nothing_is_chosen_where_nothing_fits() -> None:
    assert choose_key_phrase([("membrane",), ()], "what is osmosis?") == ()
    assert share_found([], "osmosis") == 1
