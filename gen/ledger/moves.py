"""Moves of pages that verdicts owe.

A verdict is given when it is committed; the page's file follows. What it owes stands here, written in the transaction
of the verdict and gone when the file is where it belongs, so that a program that is killed in between leaves work and
no doubt.
"""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from gen.ledger.schema import moves


@dataclass(frozen=True, slots=True)
class Move:
    """A page that is to stand elsewhere.

    Attributes:
        draft_id: whose page.
        source, target: where it was and where it belongs, relative to the workspace.
        page_hash: of the page.
        id: the ledger gives it.
    """

    draft_id: int
    source: str
    target: str
    page_hash: str
    id: int = 0


_FORGET = delete(moves).where(moves.c.draft_id == bindparam("draft"))
_WRITE = insert(moves)


def owe(connection: Connection, move: Move) -> None:
    """Write a move down, in place of one that the draft owes already: the file may be at either end of that one."""
    connection.execute(_FORGET, {"draft": move.draft_id})
    connection.execute(_WRITE, {name: value for name, value in asdict(move).items() if name != "id"})


_ALL = select(moves).order_by(moves.c.id)
_OF_DRAFT = _ALL.where(moves.c.draft_id == bindparam("draft"))


def owed(connection: Connection, draft_id: int | None) -> list[Move]:
    """What is owed, by a draft or by all, oldest first."""
    found = connection.execute(_ALL) if draft_id is None else connection.execute(_OF_DRAFT, {"draft": draft_id})
    return [Move(**row._mapping) for row in found]


_SAME = select(moves.c.id).where(*(column == bindparam(column.name) for column in moves.c)).with_for_update()
_DONE = delete(moves).where(moves.c.id == bindparam("number"))


def hold(connection: Connection, move: Move) -> bool:
    """Whether a move is still owed; held against other transactions until this one ends.

    Its number alone does not say so: a database gives the number of a move that is done to the next one.
    """
    return connection.execute(_SAME, asdict(move)).one_or_none() is not None


def done(connection: Connection, move: Move) -> None:
    """A move is owed no more."""
    connection.execute(_DONE, {"number": move.id})
