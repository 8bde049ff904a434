"""Questions that ask nearly the same, and questions that only look so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.asked import Asked, is_alike
from evals.language import Language
from evals.wording import wording

ENGLISH = Language("en")
ALIKE = [
    ("What is the significance of osmosis in cells?", "Why is osmosis important in cells?"),
    ("Describe the process of absorption in roots.", "What is the process of absorption in roots?"),
    ("How does osmosis in the roots of trees work?", "How does osmosis work in the roots of trees?"),
    ("What are the main layers of bark and their uses?", "What are the layers of the bark and their uses?"),
    ("What is the impact of salt on the roots of trees?", "How does salt affect the roots of trees?"),
    ("What are the uses of resin?", "What are the applications of resin?"),
    ("How does photosynthesis work in leaves?", "How does photosythesis work in leaves?"),
    ("How do birch and oak differ in the shape of roots?", "How do oak and birch differ in the shape of roots?"),
    ("How do trees save water and sap in dry summers?", "How do trees save water and sap effectively in dry summers?"),
    ("Define osmosis.", "What is osmosis?"),
]
OTHERS = [
    # Who does what to whom.
    ("How does heat affect pressure in a closed vessel?", "How does pressure affect heat in a closed vessel?"),
    ("What is the impact of salt on the roots of trees?", "What is the impact of the roots of trees on salt?"),
    ("How do I quickly convert metres to feet?", "How do I quickly convert feet to metres?"),
    ("Do viruses infect bacteria in sea water?", "Do bacteria infect viruses in sea water?"),
    ("Is every square a rectangle?", "Is every rectangle a square?"),
    ("What is the history of art?", "What is the art of history?"),
    ("How far is it from Bonn to Trier by river and road?", "How far is it from Trier to Bonn by river and road?"),
    # What is asked for.
    ("When did the revolution start?", "Why did the revolution start?"),
    ("Who discovered penicillin?", "When was penicillin discovered?"),
    ("Is osmosis important?", "Why is osmosis important?"),
    # Numbers, signs, names.
    ("What is 12 + 3?", "What is 13 + 2?"),
    ("What is 5 - 2?", "What is 2 - 5?"),
    ("What happened in Bonn in 1914?", "What happened in Bonn in 1918?"),
    ("What is C?", "What is C++?"),
    ("How does IPv4 work in a network?", "How does IPv6 work in a network?"),
    ("What does vitamin A do in the metabolism of bones?", "What does vitamin B do in the metabolism of bones?"),
    ("What caused World War I in Europe?", "What caused World War II in Europe?"),
    (
        "What do the laws of motion say of falling stones?",
        "What do the laws of motion of Newton say of falling stones?",
    ),
    # Words that look alike.
    ("What does nitrate do in the soils of forests?", "What does nitrite do in the soils of forests?"),
    ("What is a nucleotide in a strand?", "What is a nucleoside in a strand?"),
    ("What is hypertension in children?", "What is hypotension in children?"),
    ("Why do prices increase in winter?", "Why do prices decrease in winter?"),
    ("What is the law of this county?", "What is the law of this country?"),
    # One word more.
    ("Is osmosis active?", "Is osmosis not active?"),
    (
        "What does the law of heat say of engines and ovens?",
        "What does the second law of heat say of engines and ovens?",
    ),
    ("How do shape and colour of leaves change in autumn rain?", "How does the shape of leaves change in autumn rain?"),
]


def alike(one: str, other: str, least: int = 6) -> bool:
    mine, yours = Asked(one, ENGLISH), Asked(other, ENGLISH)
    return mine.fixed == yours.fixed and is_alike(mine, yours, least)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_alike(one: str, other: str) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_others(one: str, other: str) -> None:
    assert not alike(one, other)


def test_how_many_words_bear_one_more_is_an_option() -> None:
    pair = "How do trees save water in summer?", "How do old trees save water in summer?"
    assert not alike(*pair)
    assert alike(*pair, least=5)


WORD = st.sampled_from(
    [
        "osmosis",
        "root",
        "leaves",
        "affects",
        "importance",
        "important",
        "the",
        "of",
        "on",
        "to",
        "and",
        "not",
        "Pfeffer",
        "12",
        "+",
        "a",
        "A",
    ]
)
QUESTION = st.lists(WORD, max_size=9).map(" ".join)


@given(QUESTION, QUESTION)
def test_it_holds_both_ways(one: str, other: str) -> None:
    assert alike(one, other) is alike(other, one)


@given(QUESTION, st.sampled_from(["not", "never", "12", "second"]), st.integers(0, 9))
def test_a_word_that_turns_it_round_is_never_by_the_way(question: str, word: str, at: int) -> None:
    words = question.split()
    assert not alike(question, " ".join([*words[:at], word, *words[at:]]))


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_asked(one: str, other: str) -> None:
    alike(one, other)


@pytest.mark.parametrize("piece", ["y", "to ", "osmosis root ", "-", "'", "1.", "A "])
def test_anything_of_any_length_takes_no_time(piece: str) -> None:
    text = piece * (10**5 // len(piece))
    assert not alike(text, f"root {text} osmosis")
    assert wording(text) == wording(f" {text} ")


def test_the_language_is_the_sites_or_the_questions_own() -> None:
    assert Language.of("de-AT", []).code == "de"
    assert Language.of("", ["Was ist das und wie wird es von der Zelle gemacht?"]).code == "de"
    assert Language.of("", []).code in {"en", "de", "fr", "es", "it", "pt", "nl"}


def test_of_an_unknown_language_words_are_compared_as_they_are() -> None:
    language = Language("xx")
    one, other = Asked("ku mila rotan seva lupi dora", language), Asked("ku mila rotan seva lupi dora miks", language)
    assert is_alike(one, other, 6)
    assert not is_alike(one, Asked("ku mila rotan seva lupi doras", language), 6)
