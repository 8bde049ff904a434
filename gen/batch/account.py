"""What batches may cost at most, held against a budget until it is known what they did cost."""

from collections.abc import Callable

from gen.budget import Budget
from gen.call import Call, Outcome, Request
from gen.config import Price
from gen.errors import ModelError
from gen.model.cost import worst_cost


class Account:
    """An account for the batches of a run.

    Args:
        budget: the run's; None for no limit.
        price: of a model.
    """

    def __init__(self, budget: Budget | None, price: Callable[[str], Price | None]) -> None:
        self._budget = budget
        self._price = price
        self._held: dict[int, float] = {}

    def hold(self, batch_id: int, request: Request) -> None:
        """Hold what a request of a batch costs at most.

        Raises:
            OverBudget: what is left does not do.
            ModelError: nobody knows what it costs at most, and there is a limit.
        """
        if self._budget is None:
            return
        worst = worst_cost(request, self._price(request.model), batch=True)
        if worst is None:
            raise ModelError("nobody knows what this request costs at most, and there is a cost limit")
        self._budget.hold(worst)
        self._held[batch_id] = self._held.get(batch_id, 0.0) + worst

    def divide(self, batch_id: int, other: int, share: float) -> None:
        """Part of a batch is now in another one: this share of it, from 0 to 1."""
        held = self._held.get(batch_id, 0.0)
        self._held[batch_id], self._held[other] = held * (1 - share), held * share

    def settle(self, batch_id: int, paid: float | None = 0.0) -> None:
        """Give back what was held for a batch, and book what it cost; None: nobody knows, so all that was held."""
        held = self._held.pop(batch_id, 0.0)
        if self._budget is not None:
            self._budget.settle(held, held if paid is None else paid)


class Bill:
    """Adds up what the calls of a batch cost."""

    def __init__(self, count: Callable[[Call], None]) -> None:
        self._count = count
        self.paid: float | None = 0.0

    def add(self, call: Call) -> None:
        """Count a call; one without an answer is free."""
        self._count(call)
        if call.outcome is not Outcome.FAILED:
            self.paid = None if self.paid is None or call.cost is None else self.paid + call.cost
