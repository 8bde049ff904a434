import ssl

import aiohttp
import httpx2
import openai
import pytest

from gen.model.broken import failure_of_exception, root_cause
from gen.model.failure import KEPT, failure_of_response

WIRE = httpx2.Request("POST", "http://127.0.0.1/v1/chat/completions")


def wrapped(root: Exception) -> Exception:
    """An error as it arrives: the transport's name for it around it, the client's around that."""
    middle = httpx2.ConnectTimeout(str(root))
    middle.__cause__ = root
    outer = openai.APITimeoutError(request=WIRE)
    outer.__cause__ = middle
    return outer


def test_the_root_of_a_wrapped_error_is_what_counts() -> None:
    silence = failure_of_exception(wrapped(aiohttp.SocketTimeoutError("Timeout on reading data from socket")))
    assert silence is not None
    assert silence.maybe_paid
    slow = failure_of_exception(wrapped(aiohttp.ConnectionTimeoutError("Connection timeout")))
    assert slow is not None
    assert not slow.maybe_paid
    gone = failure_of_exception(wrapped(aiohttp.ServerDisconnectedError()))
    assert gone is not None
    assert gone.maybe_paid
    assert all(failure.retryable for failure in (silence, slow, gone))


def test_a_bad_certificate_stops_the_run() -> None:
    failure = failure_of_exception(wrapped(ssl.SSLCertVerificationError(1, "certificate has expired")))
    assert failure is not None
    assert failure.stops
    assert not failure.retryable
    assert "expired" in failure.error


@pytest.mark.parametrize("foreign", [ValueError("x"), RuntimeError("Network is disabled"), KeyError("y"), Exception()])
def test_what_is_not_the_networks_is_not_ours(foreign: Exception) -> None:
    assert failure_of_exception(foreign) is None
    outer = openai.APIConnectionError(request=WIRE)
    outer.__cause__ = foreign
    assert failure_of_exception(outer) is None
    assert root_cause(outer) is foreign


def test_the_bodys_text_is_bounded() -> None:
    assert len(failure_of_response(500, {}, "x" * 1_000_000).body) == KEPT


@pytest.mark.parametrize("wish", ["", "true", "false", "maybe"])
def test_no_status_is_both_retried_and_the_end(wish: str) -> None:
    for status in (*range(300, 600), 0, 99, 999):
        failure = failure_of_response(status, {"x-should-retry": wish}, "")
        assert not (failure.retryable and failure.stops)
        assert bool(failure.hint) == failure.stops
        assert failure.error
        assert not (failure.retryable and wish == "false")
        assert not (failure.retryable and status in {400, 401, 403, 404, 413, 422})
