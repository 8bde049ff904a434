"""What a printer is."""

from typing import Protocol

from evals.report import PageReport, Totals


class Printer(Protocol):
    """Prints what a run says of one page after another, in the order of their paths, and then the end."""

    def page(self, report: PageReport) -> None:
        """Print the findings of a page; a page without any comes, too."""

    def close(self, totals: Totals) -> None:
        """Print what stands at the end, and finish what is half written."""
