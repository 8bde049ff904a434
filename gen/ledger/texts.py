"""The pages of drafts, in a ledger that several machines share: each can write the files that the others made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from gen.ledger.schema import drafts, texts


@dataclass(frozen=True, slots=True)
class PageText:
    """A page as it was made.

    Attributes:
        draft_id: whose.
        path: where it stands, relative to the workspace.
        page_hash: of the text.
        text: the file.
    """

    draft_id: int
    path: str
    page_hash: str
    text: str


def keep(connection: Connection, made: Mapping[int, tuple[str, str]]) -> None:
    """Keep pages, in place of those that drafts had before.

    Args:
        connection: in a transaction.
        made: page hash and text by draft id.
    """
    if not made:
        return
    connection.execute(delete(texts).where(texts.c.draft_id == bindparam("old")), [{"old": number} for number in made])
    connection.execute(
        insert(texts),
        [{"draft_id": number, "page_hash": said, "text": text} for number, (said, text) in made.items()],
    )


def find(connection: Connection, draft_id: int) -> str | None:
    """The page of a draft as it was made; None where the ledger does not keep it."""
    return connection.scalar(select(texts.c.text).where(texts.c.draft_id == draft_id))


def places(connection: Connection, states: Sequence[str], after: int, limit: int) -> list[tuple[int, str]]:
    """Drafts whose pages the ledger keeps: id and path, by id.

    Args:
        connection: for reading.
        states: of drafts that stand so.
        after: only ids above it.
        limit: how many at most.
    """
    query = (
        select(drafts.c.id, drafts.c.path)
        .join_from(drafts, texts)
        .where(drafts.c.state.in_(states), drafts.c.id > after)
        .order_by(drafts.c.id)
        .limit(limit)
    )
    return [(number, path) for number, path in connection.execute(query)]


def of(connection: Connection, ids: Sequence[int]) -> list[PageText]:
    """The pages of some drafts: a few hundred at most, for all are in memory at once."""
    query = (
        select(drafts.c.id, drafts.c.path, texts.c.page_hash, texts.c.text)
        .join_from(drafts, texts)
        .where(drafts.c.id.in_(ids))
        .order_by(drafts.c.id)
    )
    return [PageText(*row) for row in connection.execute(query)]
