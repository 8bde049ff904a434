import time
from email.utils import formatdate

import pytest

from gen.call import Outcome
from gen.config import RetrySettings
from tests.gen import misbehaving as server
from tests.gen.exchange import PATIENT, send

WAITS: dict[str, tuple[dict[str, str], float]] = {
    "seconds": ({"retry_after": "7"}, 7),
    "fraction": ({"retry_after": "0.25"}, 0.25),
    "milliseconds first": ({"retry_after_ms": "1500", "retry_after": "9"}, 1.5),
    "date by the server's clock": (
        {"retry_after": formatdate(1_000_030, usegmt=True), "date": formatdate(1_000_000, usegmt=True)},
        30,
    ),
    "garbage": ({"retry_after": "soon"}, 0),
    "past": ({"retry_after": formatdate(1, usegmt=True)}, 0),
    "negative": ({"retry_after": "-5"}, 0),
    "not a number": ({"retry_after": "nan"}, 0),
    "for ever": ({"retry_after": "inf"}, 0),
}


@pytest.mark.parametrize(("headers", "wait"), WAITS.values(), ids=WAITS)
@pytest.mark.parametrize("status", [429, 503])
def test_the_server_is_obeyed_when_it_says_how_long(headers: dict[str, str], wait: float, status: int) -> None:
    seen = send(server.errs(status, **headers), server.answers())
    assert seen.waits == [wait]
    assert seen.retried[0].wait == wait == seen.call.failed_attempts[0].waited


def test_a_date_without_the_servers_clock_goes_by_ours() -> None:
    seen = send(server.errs(429, retry_after=formatdate(time.time() + 60, usegmt=True)), server.answers())
    assert 50 < seen.waits[0] <= 60


def test_a_wait_beyond_the_total_time_is_not_begun() -> None:
    seen = send(server.errs(429, retry_after="3600"), server.answers())
    assert seen.call.outcome is Outcome.FAILED
    assert seen.waits == []
    assert "asks to wait 3600 s" in seen.call.error
    assert "300 s are left" in seen.call.error


def test_waits_grow_with_jitter_up_to_their_bound() -> None:
    retry = RetrySettings(attempts=40, first_wait=1, longest_wait=8, total_seconds=10_000)
    waits = send(server.errs(500), run=PATIENT.model_copy(update={"retry": retry})).waits
    assert len(waits) == 39
    assert 0 <= waits[0] <= 1
    assert 0 <= waits[1] <= 2
    assert max(waits) <= 8
    assert len(set(waits[5:])) > 20


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_no_more_tries_than_asked_for(attempts: int) -> None:
    retry = RetrySettings(attempts=attempts, first_wait=0, longest_wait=0)
    seen = send(server.errs(500), run=PATIENT.model_copy(update={"retry": retry}))
    assert len(seen.received) == attempts == len(seen.call.failed_attempts)
    assert len(seen.retried) == attempts - 1
    assert f"given up after {attempts} tr" in seen.call.error


def test_a_wait_asked_of_many_is_jittered() -> None:
    # Two tries each: what is refused twice in a row holds the whole key back, and that wait is a real one.
    retry = RetrySettings(attempts=2, first_wait=0.5, longest_wait=8, total_seconds=10_000)
    run = PATIENT.model_copy(update={"retry": retry})
    waits = [wait for _ in range(30) for wait in send(server.errs(429, retry_after="10"), run=run).waits]
    assert len(waits) == 30
    assert min(waits) >= 10
    assert max(waits) <= 10.5
    assert len(set(waits)) > 20
