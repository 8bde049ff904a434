"""Edits under way: what somebody is writing and has not saved, so that neither a closed tab nor a restart loses it."""

import time
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from gen.ledger.schema import edits


@dataclass(frozen=True, slots=True)
class Edit:
    """Unsaved text of a person.

    Attributes:
        draft_id, who: whose draft, and who writes.
        base_hash: of the page that the text began as.
        text: as it stands in the editor.
        at: Unix time of the last stroke that got here.
    """

    draft_id: int
    who: str
    base_hash: str
    text: str
    at: float


def keep(connection: Connection, draft_id: int, who: str, base_hash: str, text: str) -> Edit:
    """Keep unsaved text, in place of what the same person had there."""
    edit = Edit(draft_id, who, base_hash, text, time.time())
    drop(connection, draft_id, who)
    connection.execute(insert(edits).values(asdict(edit)))
    return edit


_FIND = select(edits).where(edits.c.draft_id == bindparam("draft"), edits.c.who == bindparam("name"))


def find(connection: Connection, draft_id: int, who: str) -> Edit | None:
    """What a person was writing; None where there is nothing."""
    row = connection.execute(_FIND, {"draft": draft_id, "name": who}).one_or_none()
    return None if row is None else Edit(**row._mapping)


def drop(connection: Connection, draft_id: int, who: str) -> None:
    """Forget it: it was saved, or thrown away."""
    connection.execute(delete(edits).where(edits.c.draft_id == draft_id, edits.c.who == who))
