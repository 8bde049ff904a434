import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.comparing.statistics import FEW, difference

UNIT = st.floats(0, 1)
PAIRS = st.lists(st.tuples(st.lists(UNIT, min_size=1, max_size=3), st.lists(UNIT, min_size=1, max_size=3)), max_size=12)


@given(PAIRS)
def test_the_interval_holds_the_difference_and_turns_with_the_sides(
    pairs: list[tuple[list[float], list[float]]],
) -> None:
    found, turned = difference(pairs), difference([(b, a) for a, b in pairs])
    assert math.isclose(found.value, -turned.value, abs_tol=1e-9)
    if len(pairs) < FEW:
        assert (found.low, found.high) == (None, None)
        assert not found.rises
        assert not found.falls
    else:
        assert found.low is not None
        assert found.high is not None
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9
        assert not (found.rises and found.falls)


def test_samples_of_one_question_are_no_more_evidence_than_one() -> None:
    ones = [([0.5], [0.5 + (0.3 if at % 2 else -0.2)]) for at in range(20)]
    thrice = [(a * 3, b * 3) for a, b in ones]
    once, again = difference(ones), difference(thrice)
    assert again.low == pytest.approx(once.low)
    assert again.high == pytest.approx(once.high)


@pytest.mark.parametrize(("shift", "shown"), [(0.0, False), (0.2, True)])
def test_an_interval_covers_the_truth_about_as_often_as_it_says(shift: float, shown: bool) -> None:
    draw, covered, rises = random.Random(7), 0, 0
    for _ in range(60):
        pairs = []
        for _ in range(40):
            base = draw.random()
            pairs.append(([base], [base + shift + draw.gauss(0, 0.2)]))
        found = difference(pairs)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= shift <= found.high
        rises += found.rises
    assert covered >= 52  # of 60; 57 expected
    assert rises >= 55 if shown else rises <= 6


def test_the_same_everywhere_is_no_chance() -> None:
    found = difference([([0.5], [0.4])] * FEW)
    assert found.falls
    assert found.low == found.high == pytest.approx(-0.1)
