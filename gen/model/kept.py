"""Places that are kept, as a run begins, for the next request of drafts whose answer has come."""

from collections import deque

PATIENCE = 0.25  # seconds from an answer to the next request: it is written down and looked through in between


class Kept:
    """Places in the window of requests in flight.

    Answers come all at once as a run begins. If each place went to what waits to begin another draft, what ends the
    first ones would wait for all of those: three times as long as an answer takes, not two, until there is a draft.
    Once one has its end, places become free at all times and nothing is kept any more; nor where nobody comes for one.
    """

    def __init__(self) -> None:
        self._until: deque[float] = deque()
        self._over = False

    def keep(self, now: float) -> None:
        """An answer came that a draft begins with; `now` is seconds of a clock that only goes forward."""
        if not self._over:
            self._until.append(now + PATIENCE)

    def take(self) -> None:
        """What goes on with a draft has its turn."""
        if self._until:
            self._until.popleft()

    def end(self) -> None:
        """Keep nothing from now on."""
        self._over = True
        self._until.clear()

    def number(self, now: float) -> int:
        """How many places are kept."""
        if self._until and self._until[0] <= now:
            self.end()
        return len(self._until)

    def wait(self, now: float) -> float:
        """Seconds until one is given up, where any is kept."""
        return self._until[0] - now
