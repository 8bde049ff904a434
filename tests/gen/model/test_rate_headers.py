import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.model.rate_headers import UNKNOWN, Quota, Quotas, read_quotas

OPENAI = {
    "x-ratelimit-limit-requests": "5000",
    "x-ratelimit-limit-tokens": "160000",
    "x-ratelimit-remaining-requests": "4999",
    "x-ratelimit-remaining-tokens": "159976",
    "x-ratelimit-reset-requests": "12ms",
    "x-ratelimit-reset-tokens": "500ms",
}


def read(**said: str) -> Quotas:
    return read_quotas([(f"X-RateLimit-{name.replace('_', '-')}", value) for name, value in said.items()])


def test_openai() -> None:
    assert read_quotas(OPENAI.items()) == Quotas(Quota(5000, 4999, 0.012), Quota(160000, 159976, 0.5))


def test_nothing_said() -> None:
    assert read_quotas([("content-type", "application/json")]) is UNKNOWN


@pytest.mark.parametrize("value", ["-1", "0", "", "many", "nan", "inf", "-inf", "1e999"])
def test_nothing_positive_is_unknown(value: str) -> None:
    assert read(Limit_Tokens=value, Remaining_Tokens=value, Reset_Tokens=value) == UNKNOWN


def test_a_name_without_a_kind_is_of_requests() -> None:
    assert read(limit="60", remaining="59", reset="1").requests == Quota(60, 59, 1)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("6m0s", 360), ("1h2m3.5s", 3723.5), ("2m59.56s", 179.56), ("1d", 86400), ("7.66ms", 0.00766), ("59.5", 59.5)],
)
def test_spans(text: str, seconds: float) -> None:
    assert read(reset_requests=text).requests.reset == pytest.approx(seconds)


def test_moments() -> None:
    soon = time.time() + 100
    for text in (str(soon), str(int(soon * 1000)), time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(soon))):
        assert read(reset=text).requests.reset == pytest.approx(100, abs=2)
    assert read(reset=str(time.time() - 100)).requests.reset is None


@given(st.dictionaries(st.sampled_from(sorted(OPENAI)), st.text(max_size=30)))
def test_anything_is_positive_or_unknown(headers: dict[str, str]) -> None:
    found = read_quotas(headers.items())
    for quota in (found.requests, found.tokens):
        for number in (quota.limit, quota.remaining, quota.reset):
            assert number is None or (number >= 0 and math.isfinite(number))
