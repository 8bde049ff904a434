"""Gives a suite the references of a workspace."""

from dataclasses import replace

from rich.console import Console

from evals.suite import Suite
from gen.ledger.drafts import named_sources
from gen.sources.references import Shelf
from gen.sources.sources import Sources
from gen.sources.telling import Teller
from gen.workspace import Workspace


def with_shelf(suite: Suite, workspace: Workspace) -> Suite:
    """The suite with the workspace's references, and with what its drafts' questions name of them.

    A workspace without references gives it nothing, and its ledger is not asked.

    Raises:
        SourcesError: the index cannot be made.
        LedgerError: the ledger cannot be opened.
    """
    with Teller(Console(stderr=True)) as teller:
        sources = Sources.open(workspace, teller.tell)
    if sources is None:
        return suite
    if not workspace.has_ledger:
        return replace(suite, shelf=Shelf(sources))
    with workspace.open_ledger() as ledger, ledger.read() as connection:
        return replace(suite, shelf=Shelf(sources, named_sources(connection)))
