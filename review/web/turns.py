"""In which order a tab said things, whatever the order in which they arrive."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

MOST = 10_000  # tabs that are remembered


@dataclass(slots=True)
class Turns:
    """The last turn that was taken by each of many. Kept in memory: what is on its way dies with the server, too.

    Not for several threads at once: take turns in a transaction of the ledger, of which a process has one at a time.
    """

    _last: OrderedDict[Hashable, int] = field(default_factory=OrderedDict)

    def take(self, whose: Hashable, turn: int) -> bool:
        """Whether a turn is later than all that came so far; it is the last one then."""
        if turn <= self._last.get(whose, 0):
            return False
        self._last[whose] = turn
        self._last.move_to_end(whose)
        while len(self._last) > MOST:
            self._last.popitem(last=False)
        return True
