"""What a run does between two goes through its list, where requests are put off."""

from collections.abc import Callable, Iterable
from typing import Protocol

from gen.call import Call
from gen.errors import RowError
from gen.question import Question


class Rounds(Protocol):
    """Where requests go that are put off, and where their answers come from: batches."""

    def begin(self, run_id: int, count: Callable[[Call], None]) -> None:
        """A run begins; `count` is to be told of every call that is recorded for it."""

    async def next(self) -> Iterable[Question | RowError] | None:
        """Wait until answers have come; the list, to go through it again. None: none will come to this run.

        Raises:
            StopRun: nothing that is left would be answered.
        """

    def stop(self) -> None:
        """Do not wait any longer."""
