"""The limits of one model behind one key: when the next request may go. No clock and no waiting in here.

Four things hold a request back: the window of requests in flight, what the settings allow a minute, what the server
says is left, and a pause that it asked for.
"""

import math
from dataclasses import dataclass

from gen.model.bucket import Bucket
from gen.model.rate_headers import Quota, Quotas
from gen.model.window import Window

RESERVE = 0.01  # of a server's limit: what is left untouched, for what we do not know of
REFUSED_IN_A_ROW = 2  # one refusal is that request's own matter; from here on the whole key waits as it is told


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the settings allow a minute; None: as much as the server does.

    Attributes:
        requests, tokens: a minute.
    """

    requests: float | None = None
    tokens: float | None = None


UNBOUNDED = Allowance()


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request on its way.

    Attributes:
        number: counted from 0.
        tokens: what it was taken to cost.
        sent: seconds.
        requests_before, tokens_before: all that had been sent with it.
    """

    number: int
    tokens: float
    sent: float
    requests_before: float
    tokens_before: float


@dataclass(slots=True)
class _Told:
    """What the server says of one limit, and what we have spent since."""

    bucket: Bucket | None = None
    spent: float = 0.0

    def wait(self, need: float, now: float) -> float:
        if self.bucket is None:
            return 0.0
        return self.bucket.wait(need + RESERVE * self.bucket.capacity * self.bucket.share, now)

    def spend(self, amount: float, now: float) -> None:
        self.spent += amount
        if self.bucket is not None:
            self.bucket.spend(amount, now)

    def hear(self, quota: Quota, sent: float, spent_with_it: float, share: float, now: float) -> None:
        """A response says where the limit stood when its request came in."""
        if quota.limit is None:
            return
        bucket = self.bucket
        if bucket is None:
            self.bucket = bucket = Bucket(quota.limit / 60, quota.limit, quota.limit * share, now, share)
        elif bucket.capacity != quota.limit:  # the account was raised, or lowered
            bucket.rate, bucket.capacity = quota.limit / 60, quota.limit
        if quota.remaining is None:
            return
        used = quota.limit - quota.remaining
        if quota.reset is not None and used >= quota.limit / 2:  # with little used, rounding makes nonsense of it
            bucket.rate = used / quota.reset
        since = bucket.rate * share * (now - sent) - (self.spent - spent_with_it)
        level = min(quota.remaining, quota.limit) * share + since
        bucket.level, bucket.at = min(bucket.level_at(now), level), now

    def divide(self, share: float, now: float) -> None:
        if self.bucket is not None:
            self.bucket.divide(share, now)


class Limits:
    """When the next request may go.

    Args:
        most: requests in flight at once, whatever the server allows.
        allowance: what the settings allow.
        now: seconds, of a clock that only goes forward; so are all `now` below.
    """

    def __init__(self, most: int, allowance: Allowance, now: float) -> None:
        self.window = Window(most)
        self.in_flight = 0
        self.share = 1.0
        self.paused_until = -math.inf
        self._allowance = allowance
        self._sent = 0
        self._in_a_row = 0
        self._told = (_Told(), _Told())  # requests, tokens
        self._set = tuple(
            None if limit is None else Bucket.per_minute(limit, now) for limit in (allowance.requests, allowance.tokens)
        )

    @property
    def known(self) -> tuple[float | None, float | None]:
        """Requests and tokens: the smaller of what the settings and the server allow, None where neither says."""
        told = (None if told.bucket is None else told.bucket.capacity for told in self._told)
        limits = zip((self._allowance.requests, self._allowance.tokens), told, strict=True)
        requests, tokens = (min((x for x in pair if x is not None), default=None) for pair in limits)
        return requests, tokens

    def wait(self, tokens: float, now: float, kept: int = 0) -> float:
        """Seconds until a request of so many tokens may go; infinite: not before an answer comes.

        So many places in flight are not for it.
        """
        taken = self.in_flight + kept
        if taken + 1 > self.window.size and taken:
            return math.inf
        wait = max(0.0, self.paused_until - now)
        for need, told, allowed in zip((1.0, tokens), self._told, self._set, strict=True):
            wait = max(wait, told.wait(need, now), allowed.wait(need, now) if allowed else 0.0)
        return wait

    def sent(self, tokens: float, now: float) -> Ticket:
        """A request goes."""
        for amount, told, allowed in zip((1.0, tokens), self._told, self._set, strict=True):
            told.spend(amount, now)
            if allowed is not None:
                allowed.spend(amount, now)
        ticket = Ticket(self._sent, tokens, now, self._told[0].spent, self._told[1].spent)
        self._sent += 1
        self.in_flight += 1
        return ticket

    def answered(self, ticket: Ticket, quotas: Quotas, tokens: float | None, now: float, kept: int = 0) -> None:
        """An answer came.

        Args:
            ticket: its request's.
            quotas: what its headers say.
            tokens: what it cost, None where the server does not say.
            now: seconds.
            kept: places in flight that nobody has because they are kept for somebody.
        """
        self._back(ticket, quotas, now)
        self._in_a_row = 0
        self.window.grow(self.in_flight + kept)
        if tokens is not None:
            over = tokens - ticket.tokens
            if self._set[1] is not None:
                self._set[1].spend(over, now)

    def refused(self, ticket: Ticket, quotas: Quotas, retry_after: float | None, now: float) -> None:
        """The server answered 429, and named how many seconds to wait, or None."""
        self.window.cut(ticket.number, self._sent, self.in_flight)
        self._back(ticket, quotas, now)
        self._in_a_row += 1
        if self._in_a_row >= REFUSED_IN_A_ROW and retry_after is not None:
            self.paused_until = max(self.paused_until, now + retry_after)

    def failed(self, ticket: Ticket, quotas: Quotas, now: float) -> None:
        """Something else came, or nothing: of a limit that says nothing."""
        self._back(ticket, quotas, now)

    def divide(self, runs: int, now: float) -> None:
        """So many runs draw on the same limits, this one among them."""
        self.share = 1.0 / max(1, runs)
        for told, allowed in zip(self._told, self._set, strict=True):
            told.divide(self.share, now)
            if allowed is not None:
                allowed.divide(self.share, now)

    def _back(self, ticket: Ticket, quotas: Quotas, now: float) -> None:
        self.in_flight -= 1
        requests, tokens = self._told
        requests.hear(quotas.requests, ticket.sent, ticket.requests_before, self.share, now)
        tokens.hear(quotas.tokens, ticket.sent, ticket.tokens_before, self.share, now)
