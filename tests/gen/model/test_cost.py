import datetime
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.call import Outcome, Request
from gen.config import ModelSettings, Price, Rate
from gen.model.cost import cost_of, saving_of, worst_cost
from gen.model.outcome import Answer, read_answer
from gen.prices import KnownPrice, known_price

PRICE = Price(
    input=2,
    output=10,
    cached_input=0.5,
    cache_write=2.5,
    batch=Rate(input=1, output=5),
    flex=Rate(input=1, output=4),
    longest_prompt=100_000,
)


def answered(prompt: int, completion: int, cached: int = 0, written: int = 0, tier: str = "") -> Answer:
    return Answer(
        Outcome.OK,
        prompt_tokens=prompt,
        completion_tokens=completion,
        cached_tokens=cached,
        written_tokens=written,
        tier=tier,
    )


def request(text: str = "Why?", **more: object) -> Request:
    return Request({"model": "m", "messages": [{"role": "user", "content": text}], "max_tokens": 1000, **more})


@pytest.mark.parametrize(
    ("answer", "dollars"),
    [
        (answered(1000, 100), 1000 * 2 + 100 * 10),
        (answered(1000, 100, cached=400), 600 * 2 + 400 * 0.5 + 100 * 10),
        (answered(1000, 100, cached=400, written=500), 100 * 2 + 400 * 0.5 + 500 * 2.5 + 100 * 10),
        (answered(1000, 100, cached=4000, written=500), 1000 * 0.5 + 100 * 10),
        (answered(1000, 100, tier="default"), 1000 * 2 + 100 * 10),
        (answered(1000, 100, cached=400, tier="flex"), 1000 * 1 + 100 * 4),
    ],
)
def test_every_kind_of_token_has_its_rate(answer: Answer, dollars: float) -> None:
    assert cost_of(answer, PRICE) == pytest.approx(dollars / 1e6)


def test_a_batch_has_its_own_rate_where_there_is_one() -> None:
    assert cost_of(answered(1000, 100), PRICE, batch=True) == pytest.approx((1000 + 500) / 1e6)
    assert cost_of(answered(1000, 100), Price(input=2, output=10), batch=True) == pytest.approx(3000 / 1e6)


def test_a_dearer_tier_without_a_rate_is_unknown() -> None:
    assert cost_of(answered(1, 1, tier="priority"), PRICE) is None
    assert worst_cost(request(service_tier="priority"), PRICE) is None
    dear = PRICE.model_copy(update={"priority": Rate(input=4, output=20)})
    assert cost_of(answered(1, 1, tier="fast"), dear) == pytest.approx(24 / 1e6)


def test_a_prompt_beyond_the_price_is_unknown() -> None:
    assert cost_of(answered(100_001, 1), PRICE) is None
    assert worst_cost(request("x" * 100_001), PRICE) is None


def test_without_a_limit_of_tokens_nobody_knows_the_worst() -> None:
    assert worst_cost(Request({"model": "m", "messages": []}), PRICE) is None
    assert worst_cost(request(), None) is None


def test_flex_may_be_answered_at_the_standard_rate() -> None:
    assert worst_cost(request(service_tier="flex"), PRICE) == pytest.approx(worst_cost(request(), PRICE), rel=0.01)


RATES = st.builds(
    Rate,
    input=st.floats(0, 100),
    output=st.floats(0, 100),
    cached_input=st.none() | st.floats(0, 100),
    cache_write=st.none() | st.floats(0, 100),
)
PRICES = st.builds(lambda rate, flex: Price(**rate.model_dump(), flex=flex), RATES, st.none() | RATES)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PRICES, st.text(max_size=50), st.data())
def test_no_answer_is_dearer_than_the_worst_case(price: Price, text: str, data: st.DataObject) -> None:
    asked = request(text, service_tier="flex")
    prompt = data.draw(st.integers(0, len(text.encode("utf-8", "replace")) + 20))
    answer = answered(
        prompt,
        data.draw(st.integers(0, 1000)),
        data.draw(st.integers(0, prompt)),
        data.draw(st.integers(0, prompt)),
        data.draw(st.sampled_from(["", "default", "flex"])),
    )
    cost, worst = cost_of(answer, price), worst_cost(asked, price)
    assert cost is not None
    assert worst is not None
    assert cost <= worst + 1e-12


def test_the_tier_and_written_tokens_are_read_from_the_response() -> None:
    counted = {"prompt_tokens": 9, "completion_tokens": 1, "prompt_tokens_details": {"cache_write_tokens": 8}}
    body = {"choices": [{"message": {"content": "Yes."}}], "service_tier": "flex", "usage": counted}
    answer = read_answer(json.dumps(body))
    assert isinstance(answer, Answer)
    assert (answer.tier, answer.written_tokens) == ("flex", 8)


def test_saving() -> None:
    assert saving_of(1_000_000, PRICE) == pytest.approx(1.5)
    assert saving_of(1_000_000, Rate(input=2, output=1)) == 0


OPENAI = "https://api.openai.com/v1"


def test_the_settings_go_before_the_table() -> None:
    assert known_price("gpt-4o-mini", ModelSettings(price=PRICE), None) == KnownPrice(PRICE)


@pytest.mark.parametrize("url", [None, OPENAI, "https://API.OpenAI.com"])
def test_the_table_knows_common_models(url: str | None) -> None:
    known = known_price("gpt-4o-mini", ModelSettings(), url)
    assert known.price is not None
    assert (known.price.input, known.price.cached_input, known.price.output) == (0.15, 0.075, 0.6)
    assert known.price.batch is not None
    assert known.price.batch.output == 0.3
    assert known.checked == datetime.date(2026, 10, 14)


@pytest.mark.parametrize(
    ("model", "url"),
    [
        ("no-such-model", None),
        ("gpt-4o-mini-2024-07-19", None),
        ("gpt-4o-mini", "http://127.0.0.1:8000/v1"),
        ("gpt-4o-mini", "https://api.openai.com.example.org/v1"),
        ("gpt-4o-mini", "embedded"),
        ("gpt-4o-mini", "http://[broken"),
    ],
)
def test_what_is_not_in_it_is_unknown_and_not_free(model: str, url: str | None) -> None:
    assert known_price(model, ModelSettings(), url) == KnownPrice()


def test_a_discount_is_one_and_cached_tokens_are_never_dearer() -> None:
    for model in ("gpt-5.5", "gpt-5.4-mini", "gpt-6-luna", "o4-mini"):
        price = known_price(model, ModelSettings(), OPENAI).price
        assert price is not None
        for rate in (price.batch, price.flex):
            assert rate is not None
            assert rate.input < price.input
            assert rate.output < price.output
        assert price.cached_input is not None
        assert price.cached_input < price.input


def test_an_old_table_says_so() -> None:
    known = known_price("gpt-4o-mini", ModelSettings(), None)
    assert known.checked is not None
    young, old = (known.remark(known.checked + datetime.timedelta(days)) for days in (90, 91))
    assert "2026-10-14" in young
    assert "days old" not in young
    assert "91 days old" in old
    assert KnownPrice(PRICE).remark(datetime.date(2036, 1, 1)) == ""
