import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.facts.judge.quoting import find_quote, same_words
from tests.evals.facts.judge.bench import Passage

TEXT = (
    "Doses of 0.50 mg and 1500 mg are “rare”;\n  don’t exceed 2–3 g – a ﬁrm rule. "
    "See COVID-19 and the soft\u00adhyphen."
)


@pytest.mark.parametrize(
    "quote",
    [
        'are "rare"; don\'t exceed',
        "DON'T EXCEED 2-3 G",
        "“a firm rule.”",
        "1500 mg are",
        "a firm rule…",
        "covid-19 and the softhyphen",
        "don’t   exceed\n2—3 g",
    ],
)
def test_the_same_words_in_another_dress(quote: str) -> None:
    assert find_quote(quote, [Passage(TEXT)]) is not None


@pytest.mark.parametrize(
    "quote",
    ["50 mg and", "500 mg are", "mg and 150", "Doses of 0", "exceed 2-3 grams", "rare exceed", "firm", "", "…", "- -"],
)
def test_other_words(quote: str) -> None:
    assert find_quote(quote, [Passage(TEXT)]) is None


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_what_is_cut_from_a_passage_at_its_words_is_found(text: str, start: int, length: int) -> None:
    words = text.split()
    quote = " ".join(words[start : start + length])
    passage = Passage(text)
    found = find_quote(quote, [passage])
    assert found in (passage, None)
    if all(word.isascii() and word.isalnum() for word in words) and len(quote.split()) > 1:
        assert found is passage


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    assert same_words(same_words(text)) == same_words(text)
    find_quote(text, [Passage(text)])
