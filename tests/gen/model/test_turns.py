"""Turns by a real clock: order, giving up, and servers on the loopback that count."""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from gen.call import Outcome, Request
from gen.config import RunSettings
from gen.errors import StopRun
from gen.model import kept
from gen.model.endpoint import Endpoint
from gen.model.limits import UNBOUNDED, Allowance, Ticket
from gen.model.rate_headers import UNKNOWN
from gen.model.token_guess import TokenGuess
from gen.model.turns import Turns
from tests.gen import misbehaving as server
from tests.gen.exchange import KEY, PATIENT, REQUEST

T = TypeVar("T")
BUSY = PATIENT.model_copy(update={"concurrency": 8})


def go(work: Coroutine[None, None, T]) -> T:
    return asyncio.run(asyncio.wait_for(work, 20))


def test_what_is_asked_again_goes_first_and_the_others_in_order() -> None:
    async def play() -> list[str]:
        turns, order = Turns(1, UNBOUNDED), list[str]()

        async def ask(name: str, *, kind: str = "answer", again: bool = False) -> None:
            ticket = await turns.take(Request(REQUEST.body, kind=kind), again=again)
            order.append(name)
            turns.failed(ticket)

        first = await turns.take(REQUEST)
        tasks = [asyncio.create_task(ask(name)) for name in ("one", "two")]
        await asyncio.sleep(0)
        tasks += [asyncio.create_task(ask(name, kind="seo")) for name in ("SEO of one begun", "and of another")]
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(ask("again", again=True)))
        await asyncio.sleep(0)
        assert order == []
        turns.failed(first)
        await asyncio.gather(*tasks)
        return order

    assert go(play()) == ["again", "SEO of one begun", "and of another", "one", "two"]


async def rounds(number: int) -> None:
    """Let all others go on so many times."""
    for _ in range(number):
        await asyncio.sleep(0)


def drafts_at_once(number: int, most: int) -> list[str]:
    """The requests of so many drafts in the order of their turns; a while passes between a draft's two."""

    async def play() -> list[str]:
        turns, order = Turns(most, UNBOUNDED), list[str]()

        async def ask(kind: str) -> None:
            request = Request(REQUEST.body, kind=kind)
            ticket = await turns.take(request)
            order.append(kind)
            await rounds(20)
            turns.answered(ticket, request, UNKNOWN, (None, None))

        async def draft() -> None:
            await ask("answer")
            await rounds(5)  # it is written down
            await ask("seo")

        await asyncio.gather(*(draft() for _ in range(number)))
        return order

    return go(play())


def test_the_first_drafts_are_ended_before_others_are_begun() -> None:
    assert drafts_at_once(9, most=2)[:4] == ["answer", "answer", "seo", "seo"]
    assert sorted(drafts_at_once(40, most=4)) == ["answer"] * 40 + ["seo"] * 40


def test_a_window_grows_while_places_are_kept() -> None:
    order = drafts_at_once(100, most=100)
    # 16 begin, and each of their answers makes room for one more; then come those that places were kept for.
    assert order[:48] == ["answer"] * 32 + ["seo"] * 16


def test_a_place_that_nobody_comes_for_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 0.02)

    async def play() -> float:
        turns = Turns(1, UNBOUNDED)
        for _ in range(2):
            turns.answered(await turns.take(REQUEST), REQUEST, UNKNOWN, (None, None))
        began = time.monotonic()
        for _ in range(100):  # nothing is kept any more
            turns.answered(await turns.take(REQUEST), REQUEST, UNKNOWN, (None, None))
        return time.monotonic() - began

    assert go(play()) < 1


@pytest.mark.parametrize("called", [False, True])
def test_who_gives_up_takes_no_turn_with_him(called: bool) -> None:
    async def play() -> None:
        turns = Turns(1, UNBOUNDED)
        first = await turns.take(REQUEST)
        waiting = asyncio.create_task(turns.take(REQUEST))
        await asyncio.sleep(0)
        if called:
            turns.failed(first)  # it is his turn now, and he does not know yet
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        if not called:
            turns.failed(first)
        ticket = await turns.take(REQUEST)
        assert isinstance(ticket, Ticket)

    go(play())


def test_a_run_that_stops_leaves_nobody_waiting() -> None:
    async def play() -> float:
        turns = Turns(4, Allowance(requests=1))
        await turns.take(REQUEST)
        waiting = [asyncio.create_task(turns.take(REQUEST)) for _ in range(5)]
        await asyncio.sleep(0)
        began = time.monotonic()
        turns.open()
        await asyncio.gather(*waiting)
        return time.monotonic() - began

    assert go(play()) < 5


@dataclass(slots=True)
class Counting:
    """A bucket of requests, as a server has it, that speaks of it in every answer."""

    limit: int  # a minute
    left: float
    refused: int = 0
    at: float = field(default_factory=time.monotonic)

    def __call__(self, _: server.Received) -> server.Deed:
        now = time.monotonic()
        self.left = min(self.limit, self.left + self.limit / 60 * (now - self.at))
        self.at = now
        if self.left < 1:
            self.refused += 1
            return server.errs(429, "slow down", "requests", "rate_limit_exceeded", **self.headers())
        self.left -= 1
        return server.says(200, server.completion("Because."), **self.headers())

    def headers(self) -> dict[str, str]:
        reset = 60 * (1 - self.left / self.limit)
        said = {"limit": str(self.limit), "remaining": str(int(self.left)), "reset": f"{reset:.3f}s"}
        return {f"x_ratelimit_{name}_requests": value for name, value in said.items()}


def asked(counting: Counting, calls: int, run: RunSettings = BUSY) -> tuple[float, Turns]:
    async def play() -> tuple[float, Turns]:
        async with server.Misbehaving(counting) as there, Endpoint(there.url, KEY, run) as endpoint:
            began = time.monotonic()
            done = await asyncio.gather(*(endpoint.send(REQUEST) for _ in range(calls)))
            assert all(call.outcome is Outcome.OK for call in done)
            return time.monotonic() - began, endpoint.turns(REQUEST.model)

    return go(play())


def test_a_server_that_says_what_is_left_has_to_refuse_nothing() -> None:
    counting = Counting(limit=3000, left=45)
    seconds, turns = asked(counting, 60)
    assert counting.refused == 0
    assert seconds > 0.25  # 30 are its reserve, 15 go at once, 45 at 50 a second
    assert turns.paced.requests == 3000
    assert turns.paced.waited > 0.1


def test_a_limit_of_the_settings_is_kept() -> None:
    async def play() -> float:
        async with server.Misbehaving((server.answers(),)) as there, Endpoint(there.url, KEY, BUSY) as endpoint:
            endpoint.turns(REQUEST.model, Allowance(requests=3000))
            began = time.monotonic()
            await asyncio.gather(*(endpoint.send(REQUEST) for _ in range(30)))
            return time.monotonic() - began

    assert go(play()) > 0.45  # 5 at once, the others at 50 a second


def test_a_long_wait_for_a_turn_is_no_part_of_the_total_time() -> None:
    retry = BUSY.retry.model_copy(update={"total_seconds": 0.3})
    run = BUSY.model_copy(update={"retry": retry})

    async def play() -> None:
        async with server.Misbehaving((server.answers(),)) as there, Endpoint(there.url, KEY, run) as endpoint:
            endpoint.turns(REQUEST.model, Allowance(requests=600))
            calls = await asyncio.gather(*(endpoint.send(REQUEST) for _ in range(7)))
            assert all(call.outcome is Outcome.OK for call in calls)
            assert all(call.seconds < 0.3 for call in calls)

    go(play())


def test_a_bad_key_calls_off_those_that_wait_for_a_turn() -> None:
    async def play() -> None:
        async with server.Misbehaving((server.errs(401),)) as there, Endpoint(there.url, KEY, BUSY) as endpoint:
            endpoint.turns(REQUEST.model, Allowance(requests=1))
            done = await asyncio.gather(*(endpoint.send(REQUEST) for _ in range(4)), return_exceptions=True)
            assert all(isinstance(each, StopRun) for each in done)
            assert len(there.received) == 1

    go(play())


def test_tokens_are_guessed_from_what_answers_cost() -> None:
    guess = TokenGuess()
    request = Request({"model": "m", "messages": [{"role": "user", "content": "word " * 800}], "max_tokens": 500})
    assert guess.of(request) == pytest.approx(len(request.content) / 4 + 500)
    for _ in range(60):
        guess.learn(request, len(request.content) // 2, 120)
    assert guess.of(request) == pytest.approx(len(request.content) / 2 + 120, rel=0.02)
    before = guess.of(request)
    guess.learn(request, None, None)
    assert guess.of(request) == before


def test_divided_limits_are_slower_and_whole_again_afterwards() -> None:
    turns = Turns(4, Allowance(requests=6000))
    turns.divide(2)
    assert turns.paced.runs == 2
    turns.divide(1)
    assert turns.paced.runs == 1
    assert turns.paced.as_dict()["requests"] == 6000
    assert not turns.paced.limited


def test_a_refusal_is_told() -> None:
    async def play() -> Turns:
        turns = Turns(4, UNBOUNDED)
        turns.refused(await turns.take(REQUEST), UNKNOWN, None)
        return turns

    paced = go(play()).paced
    assert paced.limited
    assert (paced.refusals, paced.at_once) == (1, 1)
