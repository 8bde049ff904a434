"""Finds the draft that somebody means: by id, path, key, or the editor's own reference."""

import difflib
import os
import re
from pathlib import Path

from sqlalchemy import select

from gen.errors import VerdictError
from gen.ledger import DraftQuery, DraftRow
from gen.ledger.schema import drafts
from gen.visible import one_line
from review.desk import Desk

_CLOSE = 3  # offered
_LOOKED_AT = 500  # keys that share a word with what was said: comparing texts is slow
_LARGEST = 2**63  # of what a database takes for a number


def find_draft(desk: Desk, start: Path, said: str) -> DraftRow:
    """The draft that is meant.

    Args:
        desk: where drafts are.
        start: the folder that a path may be relative to.
        said: a draft's id; its page's path; its key, `subject/question` as in paths; or the reference that the row of
            the question list gave it, where no other draft has the same.

    Raises:
        VerdictError: there is none, and what is close; or several have that reference.
    """
    said = said.strip()
    if said.isascii() and said.isdigit() and int(said) < _LARGEST:
        draft = desk.ledger.draft(int(said))
        if draft is not None:
            return draft
    found = _by_path(desk, start, said) or _by_reference(desk, said) or desk.ledger.draft_by_key(said)
    if found is None:
        raise VerdictError(f"there is no draft {one_line(said)!r}", hint=_close(desk, said))
    return found


def _by_path(desk: Desk, start: Path, said: str) -> DraftRow | None:
    if not said.endswith(".md") or "\0" in said:
        return None
    for base in (start, desk.workspace.root):
        place = Path(os.path.relpath(base.absolute() / said, desk.workspace.root)).as_posix()
        found = desk.ledger.drafts(DraftQuery(path=place, limit=1))
        if found:
            return found[0]
    return None


def _by_reference(desk: Desk, said: str) -> DraftRow | None:
    found = desk.ledger.drafts(DraftQuery(ref=said, limit=10)) if said else []
    if len(found) > 1:
        ids = ", ".join(str(draft.id) for draft in found)
        raise VerdictError(f"the reference {one_line(said)!r} is that of drafts {ids}", hint="Name one by its id.")
    return found[0] if found else None


def _close(desk: Desk, said: str) -> str:
    """What to say instead: keys like it, or where ids are listed."""
    words = sorted(re.findall(r"[a-z0-9]{3,}", said.casefold().removesuffix(".md")), key=len, reverse=True)
    if said.isdigit() or not words:
        return "`answerdesk list --state all` lists them."
    query = select(drafts.c.key, drafts.c.id).where(drafts.c.key.contains(words[0], autoescape=True)).limit(_LOOKED_AT)
    with desk.ledger.read() as connection:
        ids = {key: number for key, number in connection.execute(query)}
    wanted = said.removesuffix(".md")
    close = difflib.get_close_matches(wanted, ids, _CLOSE, cutoff=0.3) or list(ids)[:_CLOSE]
    offered = "\n".join(f"  {ids[key]}  {key}" for key in close)
    return f"Close to it:\n{offered}" if close else "`answerdesk list --state all` lists them."
