from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.model.retry_after import retry_after

DATES = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@given(st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms", "date"]), st.text() | st.floats().map(str)))
def test_anything_is_a_positive_time_or_none(headers: dict[str, str]) -> None:
    seconds = retry_after(headers)
    assert seconds is None or 0 < seconds < float("inf")


@given(st.floats(min_value=0.001, max_value=1e9))
def test_seconds_and_milliseconds(seconds: float) -> None:
    assert retry_after({"retry-after": repr(seconds)}) == seconds
    assert retry_after({"retry-after-ms": repr(seconds)}) == pytest.approx(seconds / 1000)


@given(DATES, st.integers(-1000, 1000))
def test_a_date_counts_from_the_servers_clock(now: datetime, seconds: int) -> None:
    then = format_datetime(datetime.fromtimestamp(int(now.timestamp()) + seconds, UTC), usegmt=True)
    headers = {"date": format_datetime(now.replace(microsecond=0), usegmt=True), "retry-after": then}
    assert retry_after(headers) == (seconds if seconds > 0 else None)
