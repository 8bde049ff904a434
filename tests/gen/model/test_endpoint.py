import asyncio
import logging
import socket
import time
from pathlib import Path

import pytest
import vcr  # type: ignore[import-untyped]

from gen.call import Call, Outcome, Request
from gen.config import RetrySettings
from gen.errors import SettingsError, StopRun
from gen.model.endpoint import Endpoint
from gen.model.retry import Retried
from tests.gen import misbehaving as server
from tests.gen.exchange import HASTY, KEY, PATIENT, PRICE, REQUEST, send


def stopped(*deeds: server.Deed) -> StopRun:
    with pytest.raises(StopRun) as stop:
        send(*deeds)
    return stop.value


def test_an_answer_comes_whole() -> None:
    seen = send(server.answers("Because.\n\n$\\frac12$"))
    call = seen.call
    assert (call.outcome, call.text, call.finish_reason, call.model) == (
        Outcome.OK,
        "Because.\n\n$\\frac12$",
        "stop",
        "m-1",
    )
    assert (call.prompt_tokens, call.completion_tokens, call.cached_tokens) == (100, 50, 40)
    assert call.cost == pytest.approx((60 * 1 + 40 * 0.5 + 50 * 10) / 1e6)
    assert call.failed_attempts == ()
    assert call.error == ""
    assert call.request is REQUEST
    assert abs(call.started - time.time()) < 60
    assert 0 < call.seconds < 60
    assert '"finish_reason"' in call.response


def test_what_is_wrong_with_the_environment_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        async with Endpoint("https://example.invalid/v1", KEY, PATIENT) as endpoint:
            await endpoint.send(REQUEST)

    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/at/all.pem")
    with pytest.raises(StopRun, match=r"no connection can be opened.*\n.*SSL_CERT_FILE"):
        asyncio.run(play())


def test_the_body_goes_out_as_it_was_built() -> None:
    request = Request({"model": "m", "messages": [{"role": "user", "content": "\ud800 é \u2028 \\frac"}], "seed": 3})
    seen = send(server.answers(), request=request)
    assert seen.received[0].json == request.body
    assert seen.received[0].path == "/v1/chat/completions"
    assert seen.received[0].headers["authorization"] == f"Bearer {KEY}"


RETRIED = {
    "408": server.errs(408),
    "409": server.errs(409),
    "429": server.errs(429, "Rate limit reached", "requests", "rate_limit_exceeded"),
    "500": server.errs(500),
    "502 with a page": server.says(502, "<html><title>502 Bad Gateway</title>", content_type="text/html"),
    "503": server.errs(503),
    "504": server.errs(504),
    "529": server.errs(529),
    "418 that wants it": server.errs(418, x_should_retry="true"),
    "reset at once": server.resets(),
    "reset in the head": server.resets(b"HTTP/1.1 200 OK\r\ncontent-le"),
    "reset in the body": server.resets(server.http(200, b'{"choices": [', content_length="5000")),
    "closed at once": server.closes(),
    "closed in the body": server.closes(server.http(200, b'{"choices": [', content_length="5000")),
    "closed in a chunk": server.closes(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{"),
    "not HTTP": server.closes(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "not gzip": server.says(200, b"{}", content_encoding="gzip"),
    "truncated JSON": server.says(200, '{"choices": [{"message": {"content": "Half an ans'),
    "not JSON": server.says(200, "Hello"),
    "HTML with 200": server.says(200, "<!doctype html><title>Sign in</title>", content_type="text/html"),
    "no body": server.says(200, ""),
    "204": server.sends(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "no choices": server.says(200, {"choices": []}),
    "an error that calls itself 200": server.says(200, {"error": {"message": "overloaded", "code": 503}}),
    "deep": server.says(200, "[" * 100_000),
}


@pytest.mark.parametrize("deed", RETRIED.values(), ids=RETRIED)
def test_what_may_pass_is_tried_again(deed: server.Deed) -> None:
    seen = send(deed, deed, server.answers())
    assert seen.call.outcome is Outcome.OK
    assert len(seen.received) == 3
    assert len(seen.call.failed_attempts) == 2 == len(seen.retried)
    assert [retried.attempt for retried in seen.retried] == [1, 2]
    assert [retried.attempt_record for retried in seen.retried] == list(seen.call.failed_attempts)
    assert all(attempt.error and "\n" not in attempt.error for attempt in seen.call.failed_attempts)


@pytest.mark.parametrize("deed", RETRIED.values(), ids=RETRIED)
def test_and_given_up_in_the_end(deed: server.Deed) -> None:
    call = send(deed).call
    assert call.outcome is Outcome.FAILED
    assert call.text == ""
    # What a request without a bound of tokens costs at most is not known.
    assert call.cost == (None if any(attempt.maybe_paid for attempt in call.failed_attempts) else 0)
    assert len(call.failed_attempts) == 4
    assert "given up after 4 tries" in call.error


@pytest.mark.parametrize(
    ("deed", "paid"),
    [
        (server.errs(500), False),
        (server.errs(429), False),
        (server.errs(504), True),
        (server.resets(), True),
        (server.closes(server.http(200, b"{", content_length="99")), True),
        (server.says(200, "{"), True),
    ],
)
def test_what_may_have_been_paid_for_is_said(deed: server.Deed, paid: bool) -> None:
    assert [attempt.maybe_paid for attempt in send(deed, server.answers()).call.failed_attempts] == [paid]


@pytest.mark.parametrize("silence", [server.hangs(), server.hangs(server.http(200, b"{", content_length="99"))])
def test_a_silent_server_may_have_been_paid(silence: server.Deed) -> None:
    (attempt,) = send(silence, server.answers(), run=HASTY).call.failed_attempts
    assert attempt.maybe_paid
    assert attempt.status is None
    assert "read timeout" in attempt.error
    assert attempt.seconds >= 0.15


def test_a_trickle_ends_with_the_total_time() -> None:
    retry = RetrySettings(attempts=9, total_seconds=0.3, first_wait=0, longest_wait=0)
    call = send(server.trickles(), run=PATIENT.model_copy(update={"retry": retry})).call
    assert call.outcome is Outcome.FAILED
    assert "total time" in call.error
    assert call.failed_attempts[-1].maybe_paid
    assert call.seconds < 5


def test_the_total_time_counts_from_the_first_try() -> None:
    retry = RetrySettings(attempts=9, total_seconds=0.3, first_wait=0, longest_wait=0)
    call = send(server.hangs(), run=HASTY.model_copy(update={"retry": retry})).call
    assert len(call.failed_attempts) == 2
    assert 0.25 < call.seconds < 5


def test_a_closed_port_is_tried_again_and_costs_nothing() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"

        async def go() -> Call:
            async with Endpoint(url, KEY, PATIENT) as endpoint:
                return await endpoint.send(REQUEST)

        call = asyncio.run(go())
    assert call.outcome is Outcome.FAILED
    assert "no connection" in call.error
    assert [attempt.maybe_paid for attempt in call.failed_attempts] == [False] * 4


NEVER = {
    "400": server.errs(400, "max_tokens is too large"),
    "400 that would": server.errs(400, x_should_retry="true"),
    "413": server.errs(413),
    "422": server.errs(422),
    "500 that would not": server.errs(500, x_should_retry="false"),
    "429 that would not": server.errs(429, x_should_retry="false"),
    "418": server.errs(418),
}


@pytest.mark.parametrize("deed", NEVER.values(), ids=NEVER)
def test_what_cannot_pass_is_not_tried_again(deed: server.Deed) -> None:
    seen = send(deed, server.answers())
    assert seen.call.outcome is Outcome.FAILED
    assert len(seen.received) == 1
    assert seen.retried == []
    assert len(seen.call.failed_attempts) == 1
    assert seen.call.error.startswith("HTTP ")
    assert seen.call.response


STOPS = {
    "401": (server.errs(401, "Incorrect API key provided"), "api_key_env"),
    "402": (server.errs(402, "Insufficient Balance"), "billing"),
    "403": (server.errs(403, "Country not supported"), "region"),
    "404": (server.errs(404, "The model `m` does not exist", code="model_not_found"), "model's name"),
    "404 with a page": (server.says(404, "<html><title>404 Not Found</title>"), "base_url"),
    "405": (server.says(405, ""), "base_url"),
    "301": (server.says(301, "", location="https://example.org/v1"), "https://example.org/v1"),
    "quota": (
        server.errs(429, "You exceeded your current quota", "insufficient_quota", "insufficient_quota"),
        "billing",
    ),
    "quota that would": (server.errs(429, "x", code="insufficient_quota", x_should_retry="true"), "billing"),
    "400, no model": (server.errs(400, "Model Not Exist"), "model's name"),
    "400, bad key": (server.errs(400, "API key not valid. Please pass a valid API key."), "api_key_env"),
}


@pytest.mark.parametrize(("deed", "hint"), STOPS.values(), ids=STOPS)
def test_what_no_other_request_would_survive_stops_the_run(deed: server.Deed, hint: str) -> None:
    stop = stopped(deed, server.answers())
    assert hint in str(stop)
    assert stop.call is not None
    assert stop.call.outcome is Outcome.FAILED
    assert len(stop.call.failed_attempts) == 1
    assert stop.call.request is REQUEST


@pytest.mark.parametrize(
    "deed",
    [
        server.errs(400, "The response was filtered", code="content_filter"),
        server.errs(400, "Invalid prompt: flagged", "invalid_request_error", "invalid_prompt"),
        server.says(403, {"error": {"code": 403, "message": "flagged", "metadata": {"flagged_input": "x"}}}),
    ],
)
def test_a_prompt_that_is_filtered_is_named_so(deed: server.Deed) -> None:
    call = send(deed, server.answers()).call
    assert call.outcome is Outcome.FILTERED
    assert "HTTP 40" in call.error


ENDS = {
    "cut": (server.answers("Half of it", "length"), Outcome.CUT, "Half of it"),
    "cut before the first word": (server.answers("", "length"), Outcome.CUT, ""),
    "filtered": (server.answers("Some of it", "content_filter"), Outcome.FILTERED, "Some of it"),
    "refused": (server.answers(None, message={"refusal": "I can't help."}), Outcome.REFUSED, "I can't help."),
    "null": (server.answers(None), Outcome.EMPTY, ""),
    "empty": (server.answers(""), Outcome.EMPTY, ""),
    "blank": (server.answers(" \n\t"), Outcome.EMPTY, " \n\t"),
}


@pytest.mark.parametrize(("deed", "outcome", "text"), ENDS.values(), ids=ENDS)
def test_other_ends_are_named_and_keep_their_text(deed: server.Deed, outcome: Outcome, text: str) -> None:
    seen = send(deed, server.answers())
    assert (seen.call.outcome, seen.call.text) == (outcome, text)
    assert seen.call.error
    assert seen.call.cost is not None
    assert len(seen.received) == 1


def test_without_usage_nothing_is_known_of_the_cost() -> None:
    call = send(server.answers(usage=None)).call
    assert call.outcome is Outcome.OK
    assert (call.cost, call.prompt_tokens, call.completion_tokens) == (None, None, None)


class ForeignError(Exception):
    """As a cassette's or a network guard's: no member of the network's families."""


@pytest.mark.parametrize("foreign", [ForeignError("not in the cassette"), RuntimeError("Network is disabled")])
def test_what_is_not_the_networks_comes_through_as_it_is(foreign: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = 0

    async def refuse(*_: object, **__: object) -> None:
        nonlocal tries
        tries += 1
        raise foreign

    monkeypatch.setattr("aiohttp.ClientSession._request", refuse)
    with pytest.raises(type(foreign)) as raised:
        send(server.answers())
    assert raised.value is foreign
    assert tries == 1


@pytest.mark.vcr
@pytest.mark.default_cassette("nothing")
def test_a_cassette_that_does_not_match_is_not_tried_again() -> None:
    with pytest.raises(Exception, match="play back this request") as raised:
        send(server.answers())
    assert type(raised.value).__name__ == "CannotOverwriteExistingCassetteException"


def test_a_cassette_holds_no_key_and_plays_for_any_port(tmp_path: Path, vcr_config: dict[str, object]) -> None:
    cassette = tmp_path / "calls.yaml"
    with vcr.use_cassette(str(cassette), record_mode="once", **vcr_config):
        first = send(server.answers("é $\\frac12$"))
    assert len(first.received) == 1
    kept = cassette.read_text()
    assert KEY not in kept
    assert "authorization" not in kept.lower()
    assert "127.0.0.1" not in kept
    with vcr.use_cassette(str(cassette), record_mode="none", **vcr_config):
        again = send(server.hangs())
    assert again.received == []
    assert (again.call.text, again.call.response) == (first.call.text, first.call.response)


def test_another_machine_is_out_of_reach() -> None:
    async def go() -> Call:
        async with Endpoint("http://192.0.2.1/v1", KEY, PATIENT) as endpoint:
            return await endpoint.send(REQUEST)

    with pytest.raises(RuntimeError, match="Network is disabled"):
        asyncio.run(go())


def test_cancelling_is_not_a_failure() -> None:
    async def go() -> list[server.Received]:
        async with server.Misbehaving((server.hangs(),)) as there, Endpoint(there.url, KEY, PATIENT) as endpoint:
            task = asyncio.create_task(endpoint.send(REQUEST))
            await there.arrived.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return there.received

    assert len(asyncio.run(go())) == 1


def test_no_more_requests_at_once_than_asked_for() -> None:
    async def go() -> int:
        run = PATIENT.model_copy(update={"concurrency": 3})
        async with server.Misbehaving((server.answers(),)) as there, Endpoint(there.url, KEY, run) as endpoint:
            calls = await asyncio.gather(*(endpoint.send(REQUEST) for _ in range(20)))
            assert all(call.outcome is Outcome.OK for call in calls)
            return there.busiest

    assert asyncio.run(go()) <= 3


@pytest.mark.parametrize(
    "deed",
    [
        server.errs(401, f"Incorrect API key provided: {KEY}"),
        server.errs(401, "Incorrect API key provided: sk-proj-********vWxY"),
        server.errs(400, f"header was Bearer {KEY}"),
        server.says(500, f"<html>{KEY}</html>"),
        server.says(200, f'{{"echo": "{KEY}"'),
        server.says(301, KEY, location=f"https://example.org/?key={KEY}"),
        server.answers(f"Your key is {KEY}."),
        server.answers(KEY, "length", model=KEY),
        server.answers(None, message={"refusal": f"No, {KEY}"}),
    ],
)
def test_the_key_is_nowhere(deed: server.Deed, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reports: list[Retried] = []

    async def go() -> list[object]:
        async with server.Misbehaving((deed,)) as there, Endpoint(there.url, KEY, PATIENT, reports.append) as endpoint:
            try:
                return [endpoint, await endpoint.send(REQUEST)]
            except StopRun as stop:
                return [endpoint, stop, str(stop), stop.call, stop.__cause__, stop.args]

    seen = " ".join(map(repr, [*asyncio.run(go()), reports])) + caplog.text
    assert KEY not in seen
    assert "vWxY" not in seen  # digits would be found in times and ports
    assert "DEBUG" in caplog.text


@pytest.mark.parametrize(
    "url", ["", "ftp://h/v1", "127.0.0.1:8000/v1", "http://", "http://[::1/v1", "http://h:99999/v1", "http://h:x/v1"]
)
def test_a_base_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="base_url"):
        Endpoint(url, KEY, PATIENT)


@pytest.mark.parametrize("url", ["http://u:geheim@h/v1", "http://h/v1?key=geheim", "http://h/v1#geheim"])
def test_a_base_url_holds_no_secrets(url: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Endpoint(url, KEY, PATIENT)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("key", ["sk-a b", "sk-a\nb", "sk-ключ"])
def test_a_key_that_is_none_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Endpoint("http://127.0.0.1:1/v1", key, PATIENT)
    assert key not in str(refused.value)


def test_a_server_without_keys_gets_none_of_the_environments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-elsewhere")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin-elsewhere")
    seen = send(server.answers("none of it"), key="")
    assert seen.received[0].headers["authorization"] == "Bearer none"
    assert seen.call.text == "none of it"


def test_a_line_break_after_the_key_does_no_harm() -> None:
    assert send(server.answers(), key=f"{KEY}\n").received[0].headers["authorization"] == f"Bearer {KEY}"


def test_what_a_stop_between_two_tries_leaves_unanswered_is_told() -> None:
    """The try before it may have been charged for, and is written down with the stop."""
    asked = Request({"model": "m", "messages": [], "max_tokens": 10})
    turns = iter([None, StopRun("the run was stopped")])

    def before_send() -> None:
        if (stop := next(turns)) is not None:
            raise stop

    async def stopped() -> StopRun:
        async with (
            server.Misbehaving((server.resets(),)) as there,
            Endpoint(there.url, KEY, PATIENT, before_send=before_send) as endpoint,
        ):
            with pytest.raises(StopRun) as end:
                await endpoint.send(asked, PRICE)
        return end.value

    call = asyncio.run(stopped()).call
    assert call is not None
    assert call.outcome is Outcome.FAILED
    assert [attempt.maybe_paid for attempt in call.failed_attempts] == [True]
    assert call.risked == pytest.approx((len(asked.content) * 1 + 10 * 10) / 1e6)
    assert call.cost == 0
