"""Makes guessing slow: after some failures, each one doubles the time until the next attempt."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

FREE = 4  # failures that cost nothing
FIRST_WAIT = 1.0  # seconds
LONGEST_WAIT = 300.0
FORGOTTEN_AFTER = 3600.0  # seconds without an attempt
MOST_KEYS = 10_000


@dataclass(slots=True)
class _Record:
    failures: int
    until: float
    last: float


@dataclass(slots=True)
class Throttle:
    """Failures by key: a name, an address. They are kept in memory alone, and no more of them than `MOST_KEYS`.

    Attributes:
        clock: seconds; does not go back.
    """

    clock: Callable[[], float] = time.monotonic
    _records: OrderedDict[str, _Record] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def attempt(self, *keys: str) -> float:
        """Begin an attempt, which counts as failed until `succeeded`: many at once gain nothing.

        Returns:
            Seconds to wait before it may be made; 0: it is made now. One that has to wait does not count.
        """
        with self._lock:
            now = self.clock()
            records = [self._record(key, now) for key in keys]
            wait = max((record.until - now for record in records), default=0.0)
            if wait > 0:
                return wait
            for record in records:
                record.failures += 1
                record.last = now
                over = record.failures - FREE
                record.until = now + min(FIRST_WAIT * 2.0 ** min(over, 60), LONGEST_WAIT) if over >= 0 else now
            return 0.0

    def succeeded(self, forget: str, *others: str) -> None:
        """The attempt was none at guessing: forget one key's failures, and this attempt of the others."""
        with self._lock:
            self._records.pop(forget, None)
            for key in others:
                record = self._records.get(key)
                if record is not None:
                    record.failures -= 1
                    record.until = min(record.until, self.clock())

    def _record(self, key: str, now: float) -> _Record:
        record = self._records.get(key)
        if record is None or now - record.last > FORGOTTEN_AFTER:
            record = self._records[key] = _Record(0, now, now)
        self._records.move_to_end(key)
        while len(self._records) > MOST_KEYS:
            self._records.popitem(last=False)
        return record
