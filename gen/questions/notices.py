"""What an editor should hear about a list although it is no error."""

from collections.abc import Callable

_MOST = 20


class Notices:
    """Hands on one line a notice; after 20, only that there are more.

    Args:
        where: the list, as messages name it.
        tell: takes a line.
    """

    def __init__(self, where: str, tell: Callable[[str], None]) -> None:
        self.where = where
        self._tell = tell
        self._told = 0

    def say(self, text: str, line: int = 0) -> None:
        """Tell it, with the list's name and the line before it."""
        self._told += 1
        if self._told <= _MOST:
            self._tell(f"{self.where}:{line}: {text}" if line else f"{self.where}: {text}")
        elif self._told == _MOST + 1:
            self._tell(f"{self.where}: there are more notices like these")
