"""How far passages support a claim."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.facts.evidence import evidence
from evals.facts.meaning import Meaning
from evals.facts.support import SUPPORTED_FROM, support

PASSAGE = (
    "Ibuprofen is a nonsteroidal anti-inflammatory drug. Adults take 200 mg to 400 mg every four to six hours with"
    " food. It relieves pain and lowers fever, and was found by Stewart Adams at Boots in 1961."
)


class Row(tuple[float, ...]):
    """A vector, as numpy's are multiplied."""

    def __matmul__(self, other: "Row") -> float:
        return sum(one * two for one, two in zip(self, other, strict=True))


class Letters:
    """An embedding of a text as the letters that it has, and a count of the texts it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[Row]:
        self.asked += texts
        counts = [[float(text.lower().count(letter)) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
        norms = [sum(value * value for value in row) ** 0.5 or 1.0 for row in counts]
        return [Row(value / norm for value in row) for row, norm in zip(counts, norms, strict=True)]


@pytest.mark.parametrize(
    ("claim", "is_supported"),
    [
        ("Ibuprofen is an anti-inflammatory drug that relieves pain.", True),
        ("Adults take 200 mg to 400 mg every four to six hours.", True),
        ("Stewart Adams found ibuprofen at Boots in 1961.", True),
        ("Adults take 800 mg of ibuprofen every two hours.", False),
        ("John Nicholson of Leeds sold ibuprofen as a cream from 1985.", False),
        ("The moon is made of rock and has no atmosphere.", False),
    ],
)
def test_what_a_passage_says_is_supported(claim: str, is_supported: bool) -> None:
    assert (support(claim, [PASSAGE]) >= SUPPORTED_FROM) is is_supported


@pytest.mark.parametrize("passages", [[], [""], [" \n"]])
def test_nothing_supports_nothing(passages: list[str]) -> None:
    assert support("Ibuprofen relieves pain.", passages) == 0.0


def test_words_of_the_topic_count_less() -> None:
    claim, passage = "A cause of back pain can be an infection.", "Back pain can have many a cause."
    assert evidence(claim, [passage], "What causes back pain?").cover < evidence(claim, [passage]).cover


def test_the_end_of_a_sentence_counts_more() -> None:
    first, last = evidence("Osmosis moves water.", ["osmosis"]).cover, evidence("Osmosis moves water.", ["water"]).cover
    assert first < 1 / 3 < last


def test_what_is_seen() -> None:
    seen = evidence("Adams of Leeds found 3 drugs in 1962.", [PASSAGE])
    assert (seen.names, seen.figures, seen.unseen) == (1, 2, 2)
    assert seen.near == 0.0


def test_a_word_in_other_words_is_covered_where_there_is_meaning() -> None:
    claim, passage = "It eases aches", "He said that it eases the chase."
    bare, meant = evidence(claim, [passage]), evidence(claim, [passage], meaning=Meaning(Letters()))
    assert bare.cover < meant.cover <= 1.0
    assert meant.near > 0.5


def test_no_text_is_embedded_twice() -> None:
    letters = Letters()
    meaning = Meaning(letters)
    for claim in ("Water follows salt", "Water follows sugar", "Water follows salt"):
        support(claim, [PASSAGE], embeddings=meaning)
    assert len(letters.asked) == len(set(letters.asked))


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3), st.text(max_size=20))
def test_anything_has_a_value_between_0_and_1(claim: str, passages: list[str], topic: str) -> None:
    assert 0.0 <= support(claim, passages, topic=topic) <= 1.0
