"""A limit on what a run spends, held before each call and not after it."""

import asyncio
import math
from collections import deque

from gen.errors import OverBudget
from gen.progress import money

_NANO = 10**9  # whole numbers of these are added up without rounding: a limit of a million calls is kept exactly


class Budget:
    """Dollars that may be spent. For the tasks of one event loop.

    Before a try at a call its worst case is reserved; afterwards what it cost is booked and the rest given back. So
    what is spent and reserved together never passes the limit, whatever comes back in whatever order. A call that does
    not fit waits for those in flight, whose rest may do; if it would not fit beside what is spent already, it is
    refused.

    Args:
        limit: US dollars.
    """

    def __init__(self, limit: float) -> None:
        self._limit = math.floor(limit * _NANO)
        self._spent = 0
        self._held = 0
        self._waiting: deque[tuple[int, asyncio.Future[bool]]] = deque()

    @property
    def spent(self) -> float:
        """US dollars, possibly paid tries included."""
        return self._spent / _NANO

    async def reserve(self, dollars: float) -> None:
        """Hold this much until `settle`.

        Raises:
            OverBudget: what is left does not do.
        """
        wanted = _up(dollars)
        if self._spent + wanted > self._limit:
            raise self._over(wanted)
        if not self._waiting and self._fits(wanted):
            self._held += wanted
            return
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((wanted, turn))
        try:
            fits = await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.result():  # the turn had just come
                self._held -= wanted
            turn.cancel()
            self._wake()
            raise
        if not fits:
            raise self._over(wanted)

    def hold(self, dollars: float) -> None:
        """Hold this much until `settle`, at once or not at all: for what is settled long after others have asked.

        Raises:
            OverBudget: what is left beside what is held does not do.
        """
        wanted = _up(dollars)
        if not self._fits(wanted):
            raise self._over(wanted)
        self._held += wanted

    def settle(self, reserved: float, paid: float) -> None:
        """Give back what was reserved, and book what was paid; both in US dollars."""
        self._held -= _up(reserved)
        self._spent += _up(paid)
        self._wake()

    def _fits(self, wanted: int) -> bool:
        return self._spent + self._held + wanted <= self._limit

    def _wake(self) -> None:
        while self._waiting:
            wanted, turn = self._waiting[0]
            possible = self._spent + wanted <= self._limit
            if not turn.done():
                if possible and not self._fits(wanted):
                    return
                self._held += wanted if possible else 0
                turn.set_result(possible)
            self._waiting.popleft()

    def _over(self, wanted: int) -> OverBudget:
        return OverBudget(
            f"the cost limit of {money(self._limit / _NANO)} is reached: {money(self.spent)} spent, "
            f"{money(self._held / _NANO)} held for what is under way, and the next call may cost "
            f"{money(wanted / _NANO)}",
            hint="Nothing is lost. To go on, give the same command again with a new --max-cost (settings: "
            "run.max_cost): what is paid for is not paid for again.",
        )


def _up(dollars: float) -> int:
    return math.ceil(dollars * _NANO)
