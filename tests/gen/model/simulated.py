"""A server with limits, and runs that ask it, by a clock that only this file moves."""

import heapq
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from gen.model.limits import Limits, Ticket
from gen.model.rate_headers import UNKNOWN, Quota, Quotas

Sent = tuple[float, float, bool]  # when a request came in, its tokens, whether it was let in


@dataclass(slots=True)
class Server:
    """Two buckets, as OpenAI has them; a limit of None is none, and none of its headers is sent."""

    requests: float | None = None  # a minute
    tokens: float | None = None
    tells: bool = True
    broken: frozenset[int] = frozenset()  # numbers of requests that get a 500
    seen: list[Sent] = field(default_factory=list)
    _levels: dict[str, float] = field(default_factory=dict)
    _at: float = 0.0

    def ask(self, now: float, tokens: float) -> tuple[int, Quotas]:
        wanted = {"requests": (self.requests, 1.0), "tokens": (self.tokens, tokens)}
        limits = {name: (limit, need) for name, (limit, need) in wanted.items() if limit is not None}
        for name, (limit, _) in limits.items():
            full = self._levels.get(name, limit)
            self._levels[name] = min(limit, full + limit / 60 * (now - self._at))
        self._at = now
        let_in = all(self._levels[name] >= need for name, (_, need) in limits.items())
        for name, (_, need) in limits.items():
            self._levels[name] -= need if let_in else 0
        self.seen.append((now, tokens, let_in))
        status = 500 if len(self.seen) in self.broken else 200 if let_in else 429
        return status, self._says(limits) if self.tells else UNKNOWN

    def _says(self, limits: dict[str, tuple[float, float]]) -> Quotas:
        said = {
            name: Quota(limit, max(0.0, self._levels[name]) or None, 60 * (1 - self._levels[name] / limit))
            for name, (limit, _) in limits.items()
        }
        return Quotas(said.get("requests", Quota()), said.get("tokens", Quota()))

    @property
    def refused(self) -> int:
        return sum(1 for *_, let_in in self.seen if not let_in)


@dataclass(slots=True)
class Simulation:
    """Runs that ask a server for so many answers each, of so many tokens, until all have them."""

    server: Server
    runs: Sequence[Limits]
    answers: int
    tokens: float = 100.0
    guess: float = 100.0  # what the runs take a request to cost
    latency: float = 1.0
    now: float = 0.0
    most_in_flight: int = 0
    _events: list[tuple[float, int, int, Ticket | None]] = field(default_factory=list)
    _count: "itertools.count[int]" = field(default_factory=itertools.count)
    _timers: dict[int, float] = field(default_factory=dict)  # when a run looks again
    _replies: dict[int, tuple[int, Quotas]] = field(default_factory=dict)

    def play(self, until: float = 36_000.0) -> float:
        """Seconds until the last answer."""
        left = [self.answers for _ in self.runs]
        for run in range(len(self.runs)):
            self._send(run, left)
        while self._events:
            self.now, number, run, ticket = heapq.heappop(self._events)
            assert self.now < until, "it does not come to an end"
            if ticket is not None:
                self._come_home(run, ticket, self._replies.pop(number), left)
            self._send(run, left)
        assert left == [0 for _ in self.runs]
        return self.now

    def _send(self, run: int, left: list[int]) -> None:
        limits = self.runs[run]
        while left[run] > limits.in_flight:
            wait = limits.wait(self.guess, self.now)
            if wait > 0:
                due = self.now + max(wait, 0.001)
                if wait < 1e6 and not self.now < self._timers.get(run, 0.0) <= due:
                    self._timers[run] = due
                    heapq.heappush(self._events, (due, next(self._count), run, None))
                return
            ticket = limits.sent(self.guess, self.now)
            self.most_in_flight = max(self.most_in_flight, limits.in_flight)
            number = next(self._count)
            self._replies[number] = self.server.ask(self.now, self.tokens)
            heapq.heappush(self._events, (self.now + self.latency, number, run, ticket))

    def _come_home(self, run: int, ticket: Ticket, reply: tuple[int, Quotas], left: list[int]) -> None:
        status, quotas = reply
        if status == 200:
            left[run] -= 1
            self.runs[run].answered(ticket, quotas, self.tokens, self.now)
        elif status == 429:
            self.runs[run].refused(ticket, quotas, None, self.now)
        else:
            self.runs[run].failed(ticket, quotas, self.now)


def most_in_a_minute(seen: Sequence[Sent], *, tokens: bool = False) -> float:
    """The most requests, or tokens, that came in within any 60 seconds, the end excluded."""
    most = total = 0.0
    first = 0
    for when, cost, _ in seen:
        total += cost if tokens else 1
        while when - seen[first][0] >= 60 - 1e-6:
            total -= seen[first][1] if tokens else 1
            first += 1
        most = max(most, total)
    return most
