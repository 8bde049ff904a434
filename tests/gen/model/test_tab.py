"""Whatever a server does: what is spent never passes the limit, and never falls short of what was charged."""

import asyncio
from dataclasses import dataclass
from enum import Enum, auto

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.budget import Budget
from gen.call import Outcome, Request
from gen.config import Price
from gen.errors import ModelError, OverBudget
from gen.model.cost import cost_of, worst_cost
from gen.model.failure import Failure
from gen.model.outcome import Answer
from gen.model.retry import AttemptFailed
from gen.model.tab import Tab

PRICE = Price(input=20, output=100, cached_input=2)
REQUEST = Request({"model": "m", "messages": [], "max_tokens": 500})  # it costs 0.051 dollars at most


class End(Enum):
    """How a try ends."""

    ANSWERED = auto()
    UNCOUNTED = auto()  # answered, without a word about tokens
    REFUSED = auto()  # not charged for
    LOST = auto()  # nobody knows
    CANCELLED = auto()
    UNSENT = auto()  # the run stopped before it went out


@dataclass(frozen=True, slots=True)
class Try:
    end: End
    prompt: int
    completion: int
    turns: int

    def answer(self) -> Answer:
        return Answer(Outcome.OK, prompt_tokens=self.prompt, completion_tokens=self.completion)


class StoppedError(Exception):
    """What a run raises in `before_send`."""


TRIES = st.builds(Try, st.sampled_from(End), st.integers(0, 45), st.integers(0, 500), st.integers(0, 3))


@dataclass(slots=True)
class Server:
    """Ends a try as it is told to, and knows what it charged."""

    each: Try
    charged: list[float]

    def before_send(self) -> None:
        if self.each.end is End.UNSENT:
            raise StoppedError

    async def attempt(self) -> tuple[Answer, str]:
        end = self.each.end
        if end is not End.REFUSED:
            self.charged.append(cost_of(self.each.answer(), PRICE) or 0.0)  # whatever becomes of it on the way back
        for _ in range(self.each.turns):
            await asyncio.sleep(0)
        if end is End.CANCELLED:
            raise asyncio.CancelledError
        if end in (End.REFUSED, End.LOST):
            raise AttemptFailed(Failure("no", maybe_paid=end is End.LOST), 0.1)
        return (Answer(Outcome.OK) if end is End.UNCOUNTED else self.each.answer()), "{}"


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.floats(0.0, 0.5), st.lists(TRIES, max_size=25))
def test_any_sequence_of_calls(limit: float, tries: list[Try]) -> None:
    charged: list[float] = []
    budget = Budget(limit)

    async def all_of_them() -> list[object]:
        servers = [Server(each, charged) for each in tries]
        pays = (Tab(REQUEST, PRICE, budget).pay(server.attempt, server.before_send) for server in servers)
        return list(await asyncio.gather(*pays, return_exceptions=True))

    ends = asyncio.run(all_of_them())
    assert {type(end) for end in ends} <= {tuple, OverBudget, AttemptFailed, StoppedError, asyncio.CancelledError}
    lost = [end for end in ends if isinstance(end, AttemptFailed)]
    assert all(end.cost == (worst_cost(REQUEST, PRICE) if end.failure.maybe_paid else 0) for end in lost)
    assert sum(charged) <= budget.spent + 1e-9
    assert budget.spent <= limit


def test_without_a_known_worst_case_there_is_no_try_on_a_limit() -> None:
    async def attempt() -> tuple[Answer, str]:
        raise AssertionError

    unbounded = Request({"model": "m", "messages": []})
    with pytest.raises(ModelError, match="nobody knows what this request costs at most"):
        asyncio.run(Tab(unbounded, PRICE, Budget(1)).pay(attempt, None))


def test_without_a_limit_nothing_is_reserved() -> None:
    async def attempt() -> tuple[Answer, str]:
        return Answer(Outcome.OK, prompt_tokens=10, completion_tokens=10), "{}"

    unbounded = Request({"model": "m", "messages": []})
    answer, _ = asyncio.run(Tab(unbounded, PRICE, None).pay(attempt, None))
    assert Tab(unbounded, PRICE, None).cost(answer) == pytest.approx((10 * 20 + 10 * 100) / 1e6)
