"""The references as they are: a server lives for days, and editors save files meanwhile."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gen.errors import AnswerdeskError
from gen.sources.folder import Entry, entries
from gen.sources.sources import Sources
from gen.workspace import Workspace

EVERY = 5.0  # seconds between two looks at the folder
_SHARE = 20.0  # a look that takes long waits that many times as long for the next: 5 % of a processor at most


def _beside(look: Callable[[], None]) -> None:
    threading.Thread(target=look, name="references", daemon=True).start()


@dataclass(slots=True)
class FreshSources:
    """The references of a workspace. For all threads.

    Nobody waits for a look at the folder, nor for a file that is read anew: until that is done, everybody has the
    references as they were.

    Attributes:
        workspace: whose.
        clock: seconds; does not go back.
        start: has something done beside.
    """

    workspace: Workspace
    clock: Callable[[], float] = time.monotonic
    start: Callable[[Callable[[], None]], None] = _beside
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _seen: list[Entry] | None = None
    _now: Sources | None = None
    _next: float = 0.0
    _trouble: AnswerdeskError | None = None

    def get(self) -> Sources | None:
        """The references, None where there are none.

        Raises:
            SourcesError: the index cannot be made.
            UsageError: a folder cannot be listed.
        """
        if self._seen is None:
            with self._turn:
                if self._seen is None:
                    self._open()
        elif self.clock() >= self._next and self._turn.acquire(blocking=False):
            try:
                self.start(self._look)
            except BaseException:
                self._turn.release()
                raise
        if self._trouble is not None:
            raise self._trouble
        return self._now

    def _open(self) -> None:
        seen = list(entries(self.workspace.sources))
        self._now, self._seen = Sources.open(self.workspace), seen
        self._next = self.clock() + EVERY

    def _look(self) -> None:
        """Holds the turn, and gives it back. Whoever has the old references may be using them: they are not closed."""
        begun = self.clock()
        try:
            if list(entries(self.workspace.sources)) != self._seen or self._trouble is not None:
                self._open()
            self._trouble = None
        except AnswerdeskError as error:
            self._trouble = error
        finally:
            self._next = self.clock() + max(EVERY, _SHARE * (self.clock() - begun))
            self._turn.release()
