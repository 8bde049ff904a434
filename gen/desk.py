"""What a run works with, and what bounds it."""

from dataclasses import dataclass
from pathlib import Path

from gen.content.catalog import Catalog
from gen.drafting import Drafter
from gen.ledger import Ledger
from gen.model.pool import Models
from gen.progress import Progress
from gen.site.profile import SiteProfile


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a run.

    Attributes:
        concurrency: requests in flight at once. More questions are in work, twice as many at most, since at any moment
            some are being written down or scored.
        rows: how many questions to work on, None for all.
        retry_failed: ask again where an answer came before and made no draft.
        give_up_after: stop after so many questions in a row failed for want of the endpoint.
        wait: at the end of the list, wait for what becomes of rows that other runs have in hand.
    """

    concurrency: int
    rows: int | None = None
    retry_failed: bool = False
    give_up_after: int = 20
    wait: bool = True


@dataclass(frozen=True, slots=True)
class Desk:
    """What a run works with.

    Attributes:
        ledger, catalog: open, and synced.
        models: what is asked.
        drafter: makes pages of answers.
        root: the workspace's folder.
        drafts: the tray, a folder in it.
        site: says where in it a page stands.
        progress: is told what happens.
    """

    ledger: Ledger
    catalog: Catalog
    models: Models
    drafter: Drafter
    root: Path
    drafts: Path
    site: SiteProfile
    progress: Progress
