"""How far a run is: a bar on a terminal, nothing elsewhere."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Bar:
    """A bar on standard error, gone when the run is through. Use it in a `with` statement.

    Args:
        total: pages.
        console: where to.
    """

    def __init__(self, total: int, console: Console) -> None:
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("pages"), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._progress.add_task("", total=total)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def tell(self, done: int) -> None:
        """This many pages are through."""
        self._progress.update(self._task, completed=done)

    def stop(self) -> None:
        """All of them are."""
        self._progress.stop()
