"""The lines of a text file, none longer than memory likes."""

from typing import TextIO

LONGEST_LINE = 1 << 20
"""Characters. A row's cells together have far fewer: the longest, its notes, may have 32,767."""


class LongLineError(ValueError):
    """A line is longer than `LONGEST_LINE`. It has been skipped; the next one can be read."""


class Lines:
    """Iterates over the lines of a text stream, their line ends included.

    Attributes:
        number: 1-based number of the line that was read last.
    """

    def __init__(self, stream: TextIO) -> None:
        self._readline = stream.readline
        self.number = 0

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_LINE and line[-1] != "\n":
            self._skip()
            raise LongLineError(f"is longer than {LONGEST_LINE:,} characters")
        return line

    def _skip(self) -> None:
        while (rest := self._readline(LONGEST_LINE)) and rest[-1] != "\n":
            pass
