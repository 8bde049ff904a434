"""What every part of the review works with."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from evals.finding import Finding
from gen.assessment import Assessment
from gen.config import Settings
from gen.content.catalog import Catalog
from gen.errors import AnswerdeskError
from gen.ledger import DraftRow, Ledger
from gen.page.page import Page
from gen.sources.references import References
from gen.sources.sources import Sources
from gen.workspace import Workspace
from review.fresh import FreshSources
from review.moves import settle


class Inspection(Protocol):
    """What the eval suite says of a page."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""

    @property
    def score(self) -> float:
        """0 to 1; -1.0 where nothing was scored."""

    @property
    def needs_person(self) -> bool:
        """A check crashed: neither a pass nor a zero."""

    @property
    def facts(self) -> tuple[Mapping[str, str], ...]:
        """How each sentence stands to the references."""


class Inspector(Protocol):
    """The eval suite, as far as this room needs it. Importing the suite itself takes long, and few commands run it."""

    def inspect(
        self, page: Page, text: str, references: References | None = None, assessed: Sequence[Assessment] = ()
    ) -> Inspection:
        """Run all checks on a page.

        Args:
            page: the page.
            text: its file.
            references: what it is held against.
            assessed: what models said of its draft's sentences.
        """


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
    def _fresh(self) -> FreshSources:
        return FreshSources(self.workspace)

    @property
    def sources(self) -> Sources | None:
        """The references, as they were some seconds ago at the earliest; None where there are none."""
        return self._fresh.get()

    def references(self, draft: DraftRow) -> References | None:
        """What a draft is held against."""
        sources = self.sources
        return None if sources is None else References(sources, tuple((draft.receipt or {}).get("sources", ())))

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
