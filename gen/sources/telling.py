"""Says how far the index of the references is, on a terminal, where it takes more than a moment."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console

_SOON = 1.0  # seconds: what is quicker needs no word
_DOING = {"reading": "reading references", "embedding": "embedding passages"}


class Teller:
    """A line that is written over. Use it in a `with` statement: the line is gone at its end.

    Args:
        console: standard error; nothing is said where it is no terminal.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self._status = console.status("reading references")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._status.stop()

    def tell(self, doing: str, done: int, total: int) -> None:
        """How far it is: a `gen.sources.indexing.Tell`."""
        if self._console.is_terminal and time.monotonic() - self._began > _SOON:
            self._status.start()
            self._status.update(f"{_DOING.get(doing, doing)}: {done:,} of {total:,}")
