import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.config import ModelSettings, Price, Settings
from gen.estimate import Seen, estimate

PRICED = Settings(model="m", models={"m": ModelSettings(max_tokens=1000, price=Price(input=2, output=10))})


def test_by_hand() -> None:
    found = estimate(2, 800, "m", PRICED, {"answer": Seen(500), "seo": Seen(100, 1.0)})
    # Two answer prompts of 100 tokens, and two SEO prompts of 100 tokens and the answer's 500 each.
    assert found.calls == (4, 4, 8)
    assert found.tokens[1] == 200 + (200 + 1000) + (1000 + 200)
    assert found.cost is not None
    assert found.cost[1] == pytest.approx((1400 * 2 + 1200 * 10) / 1e6)


def test_a_model_without_a_price_has_no_cost() -> None:
    found = estimate(1, 400, "other", PRICED, {})
    assert found.cost is None
    assert "unknown" in str(found)


def test_what_the_ledger_has_seen_counts() -> None:
    assert estimate(1, 400, "m", PRICED, {"seo": Seen(100, 2.5)}).calls == (2, 4, 4)


@given(st.integers(0, 50), st.integers(0, 500_000), st.floats(1, 900), st.floats(1, 5))
def test_low_expected_high_are_in_order(questions: int, characters: int, answer: float, tries: float) -> None:
    found = estimate(questions, characters, "m", PRICED, {"answer": Seen(answer), "seo": Seen(80, tries)})
    assert list(found.calls) == sorted(found.calls)
    assert list(found.tokens) == sorted(found.tokens)
    assert found.cost is not None
    assert list(found.cost) == sorted(found.cost)
