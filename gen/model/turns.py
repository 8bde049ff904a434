"""Turns: requests of one model wait here, in order, until its limits let them go."""

import asyncio
import math
import time
from collections import deque
from dataclasses import dataclass

from gen.call import Request
from gen.model.kept import Kept
from gen.model.limits import Allowance, Limits, Ticket
from gen.model.rate_headers import UNKNOWN, Quotas
from gen.model.token_guess import TokenGuess

Waiting = tuple[float, asyncio.Future[Ticket]]  # tokens, and whom to call
Usage = tuple[int | None, int | None]  # tokens of prompt and answer, None where the server did not say
FIRST_KIND = "answer"  # of the request that begins a draft
_TICK = 0.001  # seconds: a loop's clock is no finer


@dataclass(frozen=True, slots=True)
class Paced:
    """How a model's limits stand.

    Attributes:
        at_once: requests in flight that the server was found to take.
        refusals: episodes of 429.
        requests, tokens: the known limits, None where nobody says.
        waited: seconds in which at least one request was held back by a limit.
        runs: how many share them.
    """

    at_once: int
    refusals: int
    requests: float | None
    tokens: float | None
    waited: float
    runs: int

    @property
    def limited(self) -> bool:
        """Whether a limit held anything back."""
        return self.refusals > 0 or self.waited >= 0.5

    def as_dict(self) -> dict[str, float | int | None]:
        """As JSON takes it."""
        return {
            "at_once": self.at_once,
            "refusals": self.refusals,
            "requests": self.requests,
            "tokens": self.tokens,
            "waited": round(self.waited, 1),
            "runs": self.runs,
        }


class Turns:
    """The requests of one model.

    Args:
        most: requests in flight at once.
        allowance: what the settings allow a minute.
    """

    def __init__(self, most: int, allowance: Allowance) -> None:
        self._limits = Limits(most, allowance, time.monotonic())
        self._guess = TokenGuess()
        self._begun: deque[Waiting] = deque()  # to end a draft is worth more than to begin one
        self._waiting: deque[Waiting] = deque()
        self._kept = Kept()
        self._timer: asyncio.TimerHandle | None = None
        self._open = False
        self._runs = 1
        self._held_since: float | None = None
        self._waited = 0.0

    @property
    def paced(self) -> Paced:
        """How the limits stand."""
        limits = self._limits
        held = 0.0 if self._held_since is None else time.monotonic() - self._held_since
        return Paced(int(limits.window.size), limits.window.cuts, *limits.known, self._waited + held, self._runs)

    async def take(self, request: Request, *, again: bool = False) -> Ticket:
        """Wait for a turn, and give it back with one of the other methods.

        Args:
            request: what is to be sent.
            again: it was sent before: it goes before all that was not. What is asked further for a draft goes before
                what begins another.
        """
        tokens = self._guess.of(request)
        now = time.monotonic()
        begins = request.kind == FIRST_KIND and not again
        if self._open or (not (self._waiting or self._begun) and self._wait(tokens, now, begins=begins) == 0):
            return self._send(tokens, now, begins=begins)
        future: asyncio.Future[Ticket] = asyncio.get_running_loop().create_future()
        if again:
            self._begun.appendleft((tokens, future))
        elif begins:
            self._waiting.append((tokens, future))
        else:
            self._begun.append((tokens, future))
        self._pump()
        try:
            return await future
        except asyncio.CancelledError:
            if not future.cancelled():  # it was called just now
                self.failed(future.result())
            raise

    def answered(self, ticket: Ticket, request: Request, quotas: Quotas, usage: Usage) -> None:
        """An answer came."""
        prompt, answer = usage
        self._guess.learn(request, prompt, answer)
        tokens = None if prompt is None or answer is None else float(prompt + answer)
        now = time.monotonic()
        self._limits.answered(ticket, quotas, tokens, now, self._kept.number(now))
        if request.kind == FIRST_KIND:
            self._kept.keep(now)
        else:
            self._kept.end()
        self._pump()

    def refused(self, ticket: Ticket, quotas: Quotas, retry_after: float | None) -> None:
        """The server answered 429."""
        self._limits.refused(ticket, quotas, retry_after, time.monotonic())
        self._pump()

    def failed(self, ticket: Ticket, quotas: Quotas = UNKNOWN) -> None:
        """Something else came, or nothing."""
        self._limits.failed(ticket, quotas, time.monotonic())
        self._pump()

    def divide(self, runs: int) -> None:
        """So many runs draw on the same limits, this one among them."""
        if runs != self._runs:
            self._runs = runs
            self._limits.divide(runs, time.monotonic())
            self._pump()

    def open(self) -> None:
        """Let everybody through from now on: the run stops, and whoever has a turn is told so before it sends."""
        self._open = True
        self._pump()

    def _pump(self) -> None:
        """Call those whose turn it is, and come back when it is the next one's."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now, delay = time.monotonic(), 0.0
        while queue := self._begun or self._waiting:
            tokens, future = queue[0]
            begins = queue is self._waiting
            delay = 0.0 if self._open or future.done() else self._wait(tokens, now, begins=begins)
            if delay > 0:
                break
            queue.popleft()
            if not future.done():
                future.set_result(self._send(tokens, now, begins=begins))
        self._note_holding(delay, now)
        if self._kept.number(now):
            delay = min(delay, self._kept.wait(now))
        if queue and math.isfinite(delay):
            self._timer = asyncio.get_running_loop().call_later(max(delay, _TICK), self._pump)

    def _wait(self, tokens: float, now: float, *, begins: bool) -> float:
        return self._limits.wait(tokens, now, self._kept.number(now) if begins else 0)

    def _send(self, tokens: float, now: float, *, begins: bool) -> Ticket:
        if not begins:
            self._kept.take()
        return self._limits.sent(tokens, now)

    def _note_holding(self, delay: float, now: float) -> None:
        """A window that is as large as it may be holds nobody back: that is the run's own concurrency."""
        held = bool(self._waiting or self._begun) and (math.isfinite(delay) or self._limits.window.cuts > 0)
        if held and self._held_since is None:
            self._held_since = now
        elif not held and self._held_since is not None:
            self._waited += now - self._held_since
            self._held_since = None
