"""The tab of a request: what its tries cost, and what they may have cost, against a budget."""

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Protocol

from gen.call import Call, Request
from gen.config import Price
from gen.errors import ModelError
from gen.model.cost import cost_of, worst_cost
from gen.model.outcome import Answer
from gen.model.retry import AttemptFailed


class Purse(Protocol):
    """What a tab needs of `gen.budget.Budget`."""

    async def reserve(self, dollars: float) -> None:
        """Hold this much until `settle`, or raise."""

    def settle(self, reserved: float, paid: float) -> None:
        """Give back what was reserved, and book what was paid."""


class Payable(Protocol):
    """What can be paid from another purse: `gen.model.endpoint.Endpoint`."""

    async def send(self, request: Request, price: Price | None = None, purse: Purse | None = None) -> Call:
        """Send a request, see `Endpoint.send`."""
        ...


class Paid:
    """An endpoint, and what pays for the requests of one model.

    Args:
        endpoint: may be shared with models that others pay for.
        purse: what pays.
    """

    def __init__(self, endpoint: Payable, purse: Purse) -> None:
        self._endpoint = endpoint
        self._purse = purse

    async def send(self, request: Request, price: Price | None = None) -> Call:
        """Send a request, see `Endpoint.send`."""
        return await self._endpoint.send(request, price, self._purse)


class Tab:
    """The tab of one request.

    Args:
        request: what is sent.
        price: None where it is not known.
        purse: what pays; None for no limit.
    """

    def __init__(self, request: Request, price: Price | None, purse: Purse | None) -> None:
        self._price = price
        self._purse = purse
        self._request = request

    @cached_property
    def _worst(self) -> float | None:
        return worst_cost(self._request, self._price)

    def cost(self, answer: Answer) -> float | None:
        """US dollars; None where the price or the usage is not known."""
        return cost_of(answer, self._price)

    async def pay(
        self, attempt: Callable[[], Awaitable[tuple[Answer, str]]], before_send: Callable[[], None] | None
    ) -> tuple[Answer, str]:
        """Make a try, paid from the purse. A try that fails and may be paid for says what it cost at most.

        Args:
            attempt: sends the request.
            before_send: asked when there is money for it; what it raises ends the try unsent, and unpaid.

        Raises:
            AttemptFailed: from `attempt`.
            OverBudget: the purse does not do.
            ModelError: there is a limit, and nobody knows what the request costs at most.
        """
        worst = await self._reserve()
        paid = 0.0
        try:
            if before_send is not None:
                before_send()
            paid = worst  # also where this task is cancelled: the server may go on, and charge
            answer, text = await attempt()
            cost = self.cost(answer)
            paid = worst if cost is None else cost
        except AttemptFailed as error:
            error.cost = self._worst if error.failure.maybe_paid else 0.0
            paid = error.cost or 0.0
            raise
        finally:
            if self._purse is not None:
                self._purse.settle(worst, paid)
        return answer, text

    async def _reserve(self) -> float:
        if self._purse is None:
            return 0.0
        if self._worst is None:
            raise ModelError(
                "nobody knows what this request costs at most, and there is a cost limit",
                hint="Its prompt is longer than the price's `longest_prompt`, or its `service_tier` has no price.",
            )
        await self._purse.reserve(self._worst)
        return self._worst
