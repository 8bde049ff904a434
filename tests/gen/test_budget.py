import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.budget import Budget
from gen.errors import OverBudget


@dataclass(frozen=True, slots=True)
class Try:
    """One try at a call: its worst case, the part of it that is paid, and how many turns of the loop it takes."""

    worst: float
    part: float
    turns: int
    cancelled: bool


MONEY = st.floats(0, 0.3, allow_subnormal=False)
TRIES = st.lists(st.builds(Try, MONEY, st.floats(0, 1), st.integers(0, 4), st.booleans()), max_size=30)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.floats(0.001, 2), TRIES)
def test_what_is_spent_and_held_never_passes_the_limit(limit: float, tries: list[Try]) -> None:
    held: dict[int, float] = {}
    paid: list[float] = []

    async def one(number: int, each: Try) -> None:
        try:
            await budget.reserve(each.worst)
        except OverBudget:
            assert each.worst + sum(paid) > limit - 1e-6  # it could not have been paid any more
            return
        held[number] = each.worst
        assert sum(held.values()) + sum(paid) <= limit + 1e-12
        try:
            for _ in range(each.turns):
                await asyncio.sleep(0)
        finally:
            budget.settle(held.pop(number), each.worst * each.part)
            paid.append(each.worst * each.part)

    async def all_of_them() -> None:
        tasks = [asyncio.create_task(one(number, each)) for number, each in enumerate(tries)]
        await asyncio.sleep(0)
        for task, each in zip(tasks, tries, strict=True):
            if each.cancelled:
                task.cancel()
        done = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 5)
        assert not [end for end in done if isinstance(end, Exception)]

    budget = Budget(limit)
    asyncio.run(all_of_them())
    assert budget.spent <= limit
    assert budget.spent == pytest.approx(sum(paid), abs=1e-6)
    assert not held


def test_a_call_that_does_not_fit_waits_for_those_in_flight() -> None:
    async def both() -> None:
        await budget.reserve(0.8)
        second = asyncio.create_task(budget.reserve(0.5))
        await asyncio.sleep(0)
        assert not second.done()
        budget.settle(0.8, 0.1)
        await second

    budget = Budget(1.0)
    asyncio.run(both())


def test_what_is_held_for_long_does_not_wait() -> None:
    budget = Budget(1.0)
    budget.hold(0.6)
    with pytest.raises(OverBudget, match=r"\$0\.60.* held"):
        budget.hold(0.6)
    budget.settle(0.6, 0.3)
    budget.hold(0.6)
    assert budget.spent == pytest.approx(0.3)


def test_one_that_will_never_fit_does_not_wait() -> None:
    budget = Budget(1.0)

    async def both() -> None:
        await budget.reserve(0.8)
        second = asyncio.create_task(budget.reserve(0.5))
        await asyncio.sleep(0)
        budget.settle(0.8, 0.8)
        with pytest.raises(OverBudget, match=r"limit of \$1\.00 is reached: \$0\.8000 spent"):
            await second

    asyncio.run(both())
