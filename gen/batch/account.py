"""What batches may cost at most, held against a budget until it is known what they did cost."""

from collections.abc import Callable, Iterable

from gen.budget import Budget
from gen.call import Call, Outcome, Request
from gen.config import Price, Settings
from gen.errors import AnswerdeskError, ModelError
from gen.ledger.batches import Batch
from gen.model.cost import worst_cost
from gen.prices import known_price


class Account:
    """An account for the batches that a run sends. What others have sent is theirs, and nothing is booked for it.

    Args:
        budget: the run's; None for no limit.
        price: of a model.
    """

    def __init__(self, budget: Budget | None, price: Callable[[str], Price | None]) -> None:
        self._budget = budget
        self._price = price
        self._held: dict[int, float] = {}
        self._paid: dict[int, float | None] = {}

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

    def hold_all(self, batch_id: int, requests: Iterable[Request]) -> None:
        """Hold what all requests of a batch cost at most, or nothing of it.

        Raises:
            AnswerdeskError: as `hold` does.
        """
        try:
            for request in requests if self._budget is not None else ():
                self.hold(batch_id, request)
        except AnswerdeskError:
            self.settle(batch_id)
            raise

    def divide(self, batch_id: int, other: int, share: float) -> None:
        """Part of a batch is now in another one: this share of it, from 0 to 1."""
        if batch_id in self._held:
            held = self._held[batch_id]
            self._held[batch_id], self._held[other] = held * (1 - share), held * share

    def pay(self, batch_id: int, call: Call) -> None:
        """Count what a call of a batch cost; one without an answer is free."""
        if call.outcome is not Outcome.FAILED:
            before = self._paid.get(batch_id, 0.0)
            self._paid[batch_id] = None if before is None or call.cost is None else before + call.cost

    def settle(self, batch_id: int) -> None:
        """Give back what was held for a batch, and book what it cost: all that was held, where nobody knows that."""
        held, paid = self._held.pop(batch_id, None), self._paid.pop(batch_id, 0.0)
        if self._budget is not None and held is not None:
            self._budget.settle(held, held if paid is None else paid)


def batch_price(settings: Settings, batch: Batch) -> Price | None:
    """What the model of a batch costs where it was sent; None where that is not known."""
    return known_price(batch.model, settings.model_settings(batch.model), batch.place or None).price
