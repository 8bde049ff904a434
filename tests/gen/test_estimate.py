from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.config import ModelSettings, Price, RunSettings, Settings
from gen.estimate import Estimate, Work, estimate
from gen.ledger.calls import Usage

PRICE = Price(input=2, output=10, cached_input=1)
SETTINGS = Settings(model="m", models={"m": ModelSettings(max_tokens=1000)})
WORK = Work("m", 2, 800, PRICE)
ANSWERS = Usage(10, 10, 5000, prompt_tokens=1000, characters=4000, seconds=30.0)
SEOS = Usage(10, 10, 1000, prompt_tokens=6000, characters=24000, seconds=10.0)
SEEN = {"answer": ANSWERS, "seo": SEOS}


def with_run(**run: object) -> Settings:
    return SETTINGS.model_copy(update={"run": RunSettings.model_validate(run)})


def test_by_hand() -> None:
    found = estimate(WORK, SETTINGS, SEEN)
    # Two answer prompts of 100 tokens, and two SEO prompts of 100 tokens and the answer's 500 each.
    assert found.calls == (4, 4, 8)
    assert found.tokens[1] == 200 + (200 + 1000) + (1000 + 200)
    assert found.cost is not None
    assert found.cost[1] == pytest.approx((1400 * 2 + 1200 * 10) / 1e6)
    # Two answers of 3 seconds and two SEO calls of 1, eight at once: not faster than one question takes.
    assert found.seconds is not None
    assert found.seconds[1] == pytest.approx(4.0)


def test_the_ratio_of_characters_to_tokens_is_learned() -> None:
    dense = {**SEEN, "answer": replace(ANSWERS, characters=1000)}
    assert estimate(WORK, SETTINGS, dense).tokens[1] - estimate(WORK, SETTINGS, SEEN).tokens[1] == 2 * 2 * 300


def test_what_the_server_has_cached_is_cheaper() -> None:
    cached = {"answer": replace(ANSWERS, cached_tokens=500), "seo": replace(SEOS, cached_tokens=3000)}
    found = estimate(WORK, SETTINGS, cached)
    assert found.cost is not None
    assert found.cost[1] == pytest.approx((1400 * 1.5 + 1200 * 10) / 1e6)
    assert found.cost[2] == estimate(WORK, SETTINGS, SEEN).cost[2]  # type: ignore[index]  # the price is known


def test_tries_that_broke_off_count_as_often_as_so_far() -> None:
    found = estimate(WORK, SETTINGS, {**SEEN, "answer": replace(ANSWERS, risked=2.0)})
    assert found.cost is not None
    assert found.cost[1] == pytest.approx((1400 * 2 + 1200 * 10) / 1e6 + 4 * 2.0 / 20)


def test_a_model_without_a_price_has_no_cost() -> None:
    found = estimate(replace(WORK, price=None), SETTINGS, {})
    assert found.cost is None
    assert found.seconds is None
    assert "unknown" in str(found)


def test_what_the_ledger_has_seen_counts() -> None:
    seen = {**SEEN, "seo": replace(SEOS, calls=25)}
    assert estimate(replace(WORK, questions=1), SETTINGS, seen).calls == (2, 4, 4)


def test_candidates_and_gates() -> None:
    assert estimate(WORK, with_run(candidates=3), SEEN).calls == (12, 12, 24)
    gate = with_run(gate=["error"], gate_tries=2)
    # One in four does not pass: two questions are asked again half a time, and an eighth of a time once more.
    assert estimate(WORK, gate, SEEN, failing=0.25).calls == (4, round(2 * 2 * 1.3125), 24)
    assert estimate(WORK, gate, SEEN, failing=0.0).calls[1] == 4
    assert estimate(WORK, with_run(gate_tries=9), SEEN, failing=1.0).calls[1] == 4  # no gate


@pytest.mark.parametrize(("said", "seconds"), [({"requests_per_minute": 2}, 120), ({"tokens_per_minute": 26}, 6000)])
def test_it_goes_no_faster_than_the_settings_allow(said: dict[str, float], seconds: float) -> None:
    limited = SETTINGS.model_copy(update={"models": {"m": ModelSettings(max_tokens=1000, **said)}})
    found = estimate(WORK, limited, SEEN)
    assert found.seconds is not None
    assert found.seconds[1] == pytest.approx(seconds)


def test_for_people() -> None:
    assert str(Estimate((1, 2, 3), (4000, 5000, 6000), (0.01, 1.0, 2.0), (1, 120, 7200))).splitlines() == [
        "calls   2 expected (1 to 3)",
        "tokens  5,000 expected (4,000 to 6,000)",
        "money   $1.00 expected ($0.0100 to $2.00)",
        "time    2 min expected (1 s to 2 h 0 min)",
    ]


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
USAGES = st.builds(
    Usage,
    st.integers(1, 50),
    st.integers(1, 50),
    st.integers(0, 50_000),
    st.integers(0, 50_000),
    st.integers(0, 50_000),
    st.integers(0, 200_000),
    st.floats(0, 100),
    st.floats(0, 1),
)


@UNHURRIED
@given(
    st.integers(0, 50),
    st.integers(0, 500_000),
    st.fixed_dictionaries({}, optional={"answer": USAGES, "seo": USAGES}),
    st.none() | st.floats(0, 1),
    st.integers(1, 4),
    st.booleans(),
)
def test_low_expected_high_are_in_order(
    questions: int, characters: int, seen: dict[str, Usage], failing: float | None, candidates: int, gated: bool
) -> None:
    seen = {
        kind: replace(each, cached_tokens=min(each.cached_tokens, each.prompt_tokens)) for kind, each in seen.items()
    }
    wanted = with_run(candidates=candidates, gate=["error"] if gated else [])
    found = estimate(Work("m", questions, characters, PRICE), wanted, seen, failing)
    assert found.cost is not None
    for low, expected, high in filter(None, (found.calls, found.tokens, found.cost, found.seconds)):
        assert low <= expected + 1e-9
        assert expected <= high + 1e-9
