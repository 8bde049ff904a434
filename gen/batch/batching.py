"""What batches are made with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gen.budget import Budget
from gen.config import Settings
from gen.errors import RowError
from gen.ledger import Ledger
from gen.question import Question


@dataclass(frozen=True, slots=True)
class Batching:
    """What batches are made with.

    Attributes:
        ledger: where all of it is kept.
        settings: the workspace's.
        rows: gives the question list, anew for each round.
        say: is told what happens.
        budget: the run's; None for no limit.
    """

    ledger: Ledger
    settings: Settings
    rows: Callable[[], Iterable[Question | RowError]]
    say: Callable[[str], None]
    budget: Budget | None = None
