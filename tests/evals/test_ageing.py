import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.ageing import ages, due
from evals.worded import folded, has_any
from gen.site.profile import SiteProfile
from tests.evals.cases import BASE

SITE = SiteProfile()
DAY = datetime.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ("The current rate is 4 %.", "current*"),
        ("In 2025 it was 4 %.", "2025"),
        ("In 2023 it was 4 %.", ""),
        ("It cost $2025, or 2025.5 metres, and 2,025.", ""),
        ("It happened concurrently.", ""),
        ("As of\nMay it holds.", "as of"),
    ],
)
def test_what_ages(answer: str, word: str) -> None:
    page = replace(BASE, answer=answer, date=DAY)
    assert ages(page, SITE) == word
    assert due(page, SITE) == (datetime.date(2027, 1, 31) if word else None)


@given(st.dates(), st.integers(1, 400))
def test_the_day_is_after_the_page(day: datetime.date, months: int) -> None:
    site = SITE.model_copy(update={"ageing": SITE.ageing.model_copy(update={"months": months})})
    found = due(replace(BASE, answer="currently", date=day), site)
    assert found is not None
    assert found > day or found == datetime.date.max


@given(st.text(max_size=30), st.text(max_size=60))
def test_words_are_found_where_they_stand_alone(words: str, around: str) -> None:
    if folded(words).strip("*") and "*" not in words:
        assert has_any([words], folded(f"{around} {words} {around}"))
