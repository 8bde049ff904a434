"""Brings the pages of drafts that other machines have made into this one's tray, from a ledger that they share."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gen.errors import PageError
from gen.files import page_hash, write_atomic
from gen.ledger import Ledger
from gen.ledger.texts import PageText
from gen.workspace import Workspace

_LOOKED_AT = 900  # places at a time
_WRITTEN = 200  # pages at a time: they are in memory


@dataclass(slots=True)
class Gathered:
    """What came of it.

    Attributes:
        here: pages that were here already.
        written: pages that were written.
        troubles: why others were not, one line each.
    """

    here: int = 0
    written: int = 0
    troubles: list[str] = field(default_factory=list)


def gather(workspace: Workspace, ledger: Ledger) -> Gathered:
    """Write the pages that wait and are not here. A file that is there is never touched.

    Gives:
        what came of it; a page that cannot be written is told of, and the others are.
    """
    gathered = Gathered()
    for ids in _missing(workspace, ledger, gathered):
        for page in ledger.page_texts(ids):
            try:
                _write(workspace, page)
            except PageError as error:
                gathered.troubles.append(str(error))
            except OSError as error:
                gathered.troubles.append(f"draft {page.draft_id}: {page.path} cannot be written: {error.strerror}")
            else:
                gathered.written += 1
    return gathered


def _missing(workspace: Workspace, ledger: Ledger, gathered: Gathered) -> Iterator[list[int]]:
    last, ids = 0, list[int]()
    while places := ledger.page_places(last, _LOOKED_AT):
        last = places[-1][0]
        for number, place in places:
            if os.path.lexists(workspace.root / place):
                gathered.here += 1
            else:
                ids.append(number)
        while len(ids) >= _WRITTEN:
            yield ids[:_WRITTEN]
            del ids[:_WRITTEN]
    if ids:
        yield ids


def _write(workspace: Workspace, page: PageText) -> None:
    if page_hash(page.text) != page.page_hash:
        raise PageError(f"draft {page.draft_id}: the ledger's copy of its page is not what was checked")
    write_atomic(_in_tray(workspace, page), page.text)


def _in_tray(workspace: Workspace, page: PageText) -> Path:
    """The path of a draft's page: the ledger names it, and others than this program can write to a ledger."""
    tray = workspace.drafts.resolve()
    path = Path(os.path.normpath(workspace.root / page.path))
    if path.suffix != ".md" or not path.parent.resolve().is_relative_to(tray):
        raise PageError(f"draft {page.draft_id}: {page.path!r} is not in the tray")
    return path
