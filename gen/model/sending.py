"""A request on its way through its tries."""

import asyncio
import time
from dataclasses import dataclass

from gen.call import Request
from gen.model.rate_headers import UNKNOWN, Quotas
from gen.model.turns import Turns


@dataclass(slots=True)
class Sending:
    """A request on its way. Its time runs from the first try on: a turn may be long in coming.

    Attributes:
        request: what is sent.
        path, content: where to, below the base URL, and as what.
        turns: where it waits.
        quotas: what the last response said of limits.
        started: Unix time of the first try, 0 before that.
        deadline: until when tries may last, by the loop's clock.
    """

    request: Request
    path: str
    content: bytes
    turns: Turns
    quotas: Quotas = UNKNOWN
    started: float = 0.0
    deadline: float = 0.0
    _clock: float = 0.0

    @property
    def began(self) -> bool:
        """Whether there was a try."""
        return self.started > 0

    @property
    def seconds(self) -> float:
        """Since the first try began."""
        return time.monotonic() - self._clock if self.began else 0.0

    def begin(self, total_seconds: float) -> None:
        """A try begins."""
        self.quotas = UNKNOWN
        if not self.began:
            self.started, self._clock = time.time(), time.monotonic()
            self.deadline = asyncio.get_running_loop().time() + total_seconds
