"""What every part of the review works with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gen.catalog import Catalog
from gen.config import Settings
from gen.drafting import Inspector
from gen.errors import AnswerdeskError
from gen.ledger import Ledger
from gen.workspace import Workspace
from review.moves import settle


@dataclass(frozen=True)
class Desk:
    """A workspace with its ledger open.

    Attributes:
        workspace: where everything is.
        ledger: open.
        load_suite: makes the eval suite; called when a page has to be checked, since that takes a while.
        owed: what kept moves of earlier verdicts from being carried out, when the desk was opened.
    """

    workspace: Workspace
    ledger: Ledger
    load_suite: Callable[[Settings], Inspector]
    owed: tuple[AnswerdeskError, ...] = ()

    @cached_property
    def suite(self) -> Inspector:
        """The eval suite."""
        return self.load_suite(self.workspace.settings)

    @cached_property
    def catalog(self) -> Catalog:
        """The content tree's index, as of its last sync."""
        return self.workspace.catalog(self.ledger)


@contextmanager
def open_desk(start: Path, load_suite: Callable[[Settings], Inspector]) -> Iterator[Desk]:
    """Open the workspace of a folder, and finish what a verdict before left undone when its program was killed.

    Raises:
        SettingsError: there is no workspace, or its settings are malformed.
        LedgerError: its ledger cannot be opened.
    """
    workspace = Workspace.find(start)
    with workspace.open_ledger() as ledger:
        yield Desk(workspace, ledger, load_suite, tuple(settle(workspace, ledger)))
