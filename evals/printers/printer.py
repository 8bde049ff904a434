"""What a printer is."""

from collections.abc import Iterable
from typing import Protocol

from evals.finding import Finding


class Printer(Protocol):
    """Prints the findings of one page after another, as they come."""

    def page(self, path: str, findings: Iterable[Finding]) -> None:
        """Print the findings of the page at `path`."""
