"""Rows that other runs have in hand: whoever comes to the end of a list waits for what becomes of them.

So several processes can share a list: each takes what is free, and what one of them leaves when it dies, the others do.
"""

import asyncio
import time
from contextlib import suppress

from gen.question import Question

# Seconds after which rows are left to the others when not one of them has moved: a run that lives takes no longer for a
# row, and one that is dead is known to be after a minute.
PATIENCE = 600.0
_FIRST_WAIT = 0.2
_LONGEST_WAIT = 5.0


class Others:
    """The rows, and the patience with them."""

    def __init__(self) -> None:
        self._rows: list[Question] = []
        self._wait = _FIRST_WAIT
        self._until = 0.0
        self._last: int | None = None
        self._stopped = asyncio.Event()

    def add(self, question: Question) -> None:
        """Another run has this row in hand."""
        self._rows.append(question)

    def __len__(self) -> int:
        return len(self._rows)

    def take(self) -> list[Question]:
        """The rows, to be looked at again."""
        rows, self._rows = self._rows, []
        return rows

    def stop(self) -> None:
        """Wait no longer."""
        self._stopped.set()

    async def pause(self) -> bool:
        """Wait before looking again; False where nothing has moved for so long that nothing will, or it was stopped."""
        now = time.monotonic()
        if self._last != len(self._rows):
            self._last, self._until, self._wait = len(self._rows), now + PATIENCE, _FIRST_WAIT
        wait, self._wait = self._wait, min(2 * self._wait, _LONGEST_WAIT)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), wait)
        return not self._stopped.is_set() and time.monotonic() < self._until
