"""Editing a draft: the fields that a reviewer may change, what the checks say of them, and saving."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gen.errors import PageError, VerdictError
from gen.files import page_hash, write_atomic
from gen.ledger import DraftRow, Inspected
from gen.page.page import Page
from gen.page.reader import load_page
from gen.page.writer import dump_page
from review.desk import Desk
from review.judging import Circumstances, refuse_other
from review.look import inspected_now, look
from review.places import PageFile, locate, read_file

# What a reviewer may change: the question and what follows from it are the list's.
FIELDS = ("answer", "description", "keywords")


@dataclass(frozen=True, slots=True)
class Edited:
    """A page with somebody's changes.

    Attributes:
        page: with them.
        text: its file.
        inspected: what the checks say of it.
    """

    page: Page
    text: str
    inspected: Inspected


def edited(desk: Desk, draft: DraftRow, said: Mapping[str, str]) -> Edited:
    """A draft's page with changed fields, checked. Nothing is written.

    Raises:
        PageError: the page cannot be read, or a value cannot stand in it.
    """
    file = _file(desk, draft)
    page = load_page(file.text, desk.workspace.settings.site)
    answer, description, keywords = (_plain(said.get(name, getattr(page, name))) for name in FIELDS)
    changed = replace(page, answer=answer, description=description, keywords=keywords)
    return _edited(desk, draft, changed)


def save_edit(desk: Desk, draft: DraftRow, said: Mapping[str, str], read: str) -> Edited:
    """Save changed fields of a draft that waits. The file is replaced whole, its score with it.

    Args:
        desk: where it is.
        draft: the draft.
        said: fields and their values.
        read: the hash of the page that the changes are changes of.

    Raises:
        VerdictError: the page is another one by now.
        PageError: it cannot be read, or a value cannot stand in it.
    """
    file = _file(desk, draft)
    refuse_other(draft, file, Circumstances(read=read))
    done = edited(desk, draft, said)
    scored = replace(done.page, score=done.inspected.score)
    text = dump_page(scored, desk.workspace.settings.site)
    inspected = replace(done.inspected, page_hash=page_hash(text))
    try:
        write_atomic(file.path, text)
    except OSError as error:
        raise VerdictError(f"the page cannot be written: {error.strerror}", where=str(file.path)) from None
    desk.ledger.record_inspection(draft.id, inspected)
    return Edited(scored, text, inspected)


def page_of(desk: Desk, draft: DraftRow) -> tuple[Page, str]:
    """A draft's page as it stands, and its hash.

    Raises:
        PageError: it cannot be read.
    """
    seen = look(desk, draft)
    if seen.page is None:
        raise seen.error or PageError("the page cannot be read")
    return seen.page, seen.file.hash


def _edited(desk: Desk, draft: DraftRow, page: Page) -> Edited:
    text = dump_page(page, desk.workspace.settings.site)
    return Edited(page, text, inspected_now(desk, draft, page, text, page_hash(text)))


def _file(desk: Desk, draft: DraftRow) -> PageFile:
    return read_file(locate(desk.workspace, draft.path))


def _plain(text: str) -> str:
    """Line ends as pages have them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
