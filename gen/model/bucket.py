"""A bucket: what may be spent of one thing, requests or tokens. It fills evenly, up to its capacity."""

import math
from dataclasses import dataclass

_NOTHING = 1e-9  # below it, a lack is a rounding error


@dataclass(slots=True)
class Bucket:
    """A bucket.

    Attributes:
        rate: what comes in a second.
        capacity: the most that it holds.
        level: what was in it at `at`; below 0 where more was spent than was there.
        at: seconds, of a clock that only goes forward.
        share: the part of rate and capacity that is ours, 0 to 1: others draw on the same limit.
    """

    rate: float
    capacity: float
    level: float
    at: float
    share: float = 1.0

    @classmethod
    def per_minute(cls, limit: float, now: float) -> "Bucket":
        """Lets no more than `limit` through in any minute, evenly: a tenth of a second's worth at once."""
        capacity = max(1.0, limit / 600)
        return cls((limit - (capacity - 1)) / 60, capacity, capacity, now)

    def level_at(self, now: float) -> float:
        """What is in it now."""
        return min(self.capacity * self.share, self.level + self.rate * self.share * max(0.0, now - self.at))

    def wait(self, need: float, now: float) -> float:
        """Seconds until `need` may be spent. What the bucket never holds goes when it is full, and leaves a debt."""
        lack = min(need, self.capacity * self.share) - self.level_at(now)
        if lack <= _NOTHING * max(1.0, need):
            return 0.0
        return lack / (self.rate * self.share) if self.rate > 0 else math.inf

    def spend(self, amount: float, now: float) -> None:
        """Take out; a negative amount gives back."""
        self.level, self.at = self.level_at(now) - amount, now

    def divide(self, share: float, now: float) -> None:
        """From now on this part of rate and capacity is ours, 0 to 1."""
        self.level, self.at = self.level_at(now), now
        self.share = share
