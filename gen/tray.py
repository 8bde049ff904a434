"""The tray: where a run writes drafts, and what was in it before."""

from contextlib import suppress
from pathlib import Path

from gen.errors import PageError
from gen.files import page_hash
from gen.ledger import Finished, Ledger
from gen.page.reader import load_page, read_page
from gen.question import Question
from gen.site.profile import SiteProfile


class Tray:
    """The folder of drafts, and the ledger beside it.

    Args:
        ledger: open.
        root: the workspace's folder.
        drafts: the tray, a folder in it.
        site: says where in it a page stands.
    """

    def __init__(self, ledger: Ledger, root: Path, drafts: Path, site: SiteProfile) -> None:
        self._ledger = ledger
        self._root = root
        self._drafts = drafts
        self._site = site

    def path(self, question: Question) -> Path:
        """Where a question's page stands."""
        return self._drafts / self._site.draft_path(question.subject, question.slug)

    def place(self, path: Path) -> str:
        """A path as the ledger keeps it."""
        return path.relative_to(self._root).as_posix()

    def answer_of(self, draft_id: int) -> str:
        """The answer of a draft that is there already, here or in the ledger; `""` where it is gone."""
        row = self._ledger.draft(draft_id)
        with suppress(PageError, OSError):
            return read_page(self._root / row.path, self._site).answer if row else ""
        made_elsewhere = self._ledger.page_text(draft_id)
        with suppress(PageError):
            return load_page(made_elsewhere, self._site).answer if made_elsewhere else ""
        return ""

    def take_back(self, path: Path, finished: Finished) -> None:
        """Remove a page that was written when the ledger was gone, for a draft that another run has made meanwhile."""
        row = self._ledger.draft(finished.draft_id)
        with suppress(OSError, UnicodeDecodeError):
            said = page_hash(path.read_text(encoding="utf-8"))
            if said == finished.inspected.page_hash and (row is None or said != row.page_hash):
                path.unlink()
