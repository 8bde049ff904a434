"""How wide a text is in Arial."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.glyphs import fitting, pixels


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("i", 455),
        ("W", 1933),
        ("0", 1139),
        ("Arial", 1366 + 682 + 455 + 1139 + 455),
        ("é", 1139),
        ("…", 2048),
        ("渗", 2048),
        ("е", 1139),  # Cyrillic, of which the table knows nothing
        ("e\u0301", 1139),
    ],
)
def test_widths_are_those_of_the_typeface(text: str, width: int) -> None:
    """Units of a 2048th of an em, as font files give them."""
    assert pixels(text, 2048) == width
    assert pixels(text, 20) == pytest.approx(width * 20 / 2048)


@given(st.text(), st.text(), st.integers(1, 100))
def test_a_text_is_as_wide_as_its_parts(before: str, after: str, size: int) -> None:
    assert pixels(before + after, size) == pytest.approx(pixels(before, size) + pixels(after, size))
    assert pixels(before, size) <= len(before) * size * 1.02  # `@` alone is wider than an em


@given(st.text(), st.integers(0, 900), st.integers(1, 100))
def test_what_fits_fits_and_one_more_would_not(text: str, room: int, size: int) -> None:
    count = fitting(text, size, room)
    assert pixels(text[:count], size) <= room + 1e-6
    if count < len(text):
        assert pixels(text[: count + 1], size) > room - 1e-6
