"""How many requests are in flight at once: found out the way TCP finds a network's capacity.

Slow start, then additive increase; multiplicative decrease once per episode of refusals (429). Failures of the server
(5xx) say nothing of a limit, and change nothing.
"""

import math
from dataclasses import dataclass

START = 16  # requests at once, before anything is known
CUT = 0.7  # what is left of the window after an episode; CUBIC's factor (RFC 9438, 4.6)
STEPS = 16  # a window grows by this part of the most there may be, in the time of one answer, once it was cut


@dataclass(slots=True)
class Window:
    """A window.

    Attributes:
        most: what it never grows beyond.
        size: requests in flight that it allows; a fraction does not allow another one.
        threshold: up to here every answer makes it larger by one.
        cuts: episodes so far.
        cut_at: number of the first request after the last cut: refusals of older ones belong to the same episode.
    """

    most: int
    size: float = START
    threshold: float = math.inf
    cuts: int = 0
    cut_at: int = 0

    def __post_init__(self) -> None:
        self.size = min(self.size, float(self.most))

    def grow(self, in_flight: int) -> None:
        """An answer came, `in_flight` requests being out with it: a window that was not full says nothing."""
        if in_flight + 1 < self.size or self.size >= self.most:
            return
        step = 1.0 if self.size < self.threshold else max(1.0, self.most / STEPS) / self.size
        self.size = min(self.size + step, float(self.most))

    def cut(self, number: int, next_number: int, in_flight: int) -> bool:
        """A request was refused; False where that belongs to an episode that was answered already.

        Args:
            number: of the request that was refused.
            next_number: of the next one that is sent.
            in_flight: requests that were out, this one included.
        """
        if number < self.cut_at:
            return False
        self.size = max(1.0, min(self.size, float(in_flight)) * CUT)
        self.threshold = self.size
        self.cut_at = next_number
        self.cuts += 1
        return True
