"""What pays for a judge: a budget of its own, and the run's."""

from gen.budget import Budget
from gen.errors import ModelError, OverBudget
from gen.model.tab import Purse
from gen.progress import money


class OverJudgeBudgetError(ModelError):
    """The judge's own budget does not take another call. The run goes on without."""


class JudgePurse:
    """A purse of two: what the judge's own budget refuses is not judged, what the run's refuses ends the run.

    Args:
        most: US dollars for judging.
        others: what pays for the run, None for no limit.
    """

    def __init__(self, most: float, others: Purse | None) -> None:
        self._most = most
        self._own = Budget(most)
        self._others = others

    async def reserve(self, dollars: float) -> None:
        """Hold this much in both until `settle`, see `gen.budget.Budget`.

        Raises:
            OverJudgeBudgetError: the judge's own does not do.
            OverBudget: the run's does not.
        """
        try:
            await self._own.reserve(dollars)
        except OverBudget:
            raise OverJudgeBudgetError(f"the judge's budget of {money(self._most)} is spent") from None
        if self._others is not None:
            try:
                await self._others.reserve(dollars)
            except BaseException:  # also where this task is cancelled while it waits
                self._own.settle(dollars, 0.0)
                raise

    def settle(self, reserved: float, paid: float) -> None:
        """Give back what was reserved, and book what was paid."""
        self._own.settle(reserved, paid)
        if self._others is not None:
            self._others.settle(reserved, paid)
