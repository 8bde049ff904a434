"""Saved views: questions that somebody asks of the queue every day."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select

from gen.ledger.schema import views


@dataclass(frozen=True, slots=True)
class View:
    """A saved view.

    Attributes:
        id: the ledger's.
        who: whose; `""`: everybody's.
        name: as its owner calls it.
        query: filters by name, as they stand in the address.
        at: Unix time.
    """

    id: int
    who: str
    name: str
    query: Mapping[str, str]
    at: float


def save(connection: Connection, who: str, name: str, query: Mapping[str, str]) -> View:
    """Save a view, in place of one of the same name."""
    connection.execute(delete(views).where(views.c.who == who, views.c.name == name))
    values = {"who": who, "name": name, "query": dict(query), "at": time.time()}
    return View(**connection.execute(insert(views).returning(views), values).one()._mapping)


_OF = select(views).where(views.c.who.in_([bindparam("name"), ""])).order_by(views.c.name, views.c.id)


def of(connection: Connection, who: str) -> list[View]:
    """A person's views and everybody's, by name."""
    return [View(**row._mapping) for row in connection.execute(_OF, {"name": who})]


def drop(connection: Connection, view_id: int, who: str) -> bool:
    """Remove a person's view; False where they have none of this number."""
    return connection.execute(delete(views).where(views.c.id == view_id, views.c.who == who)).rowcount == 1
