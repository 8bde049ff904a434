"""Counters: single numbers that transactions of several processes agree on. The migrations make their rows."""

from typing import Literal

from sqlalchemy import Connection, select, update

from gen.ledger.schema import counters

# `page_id`: the largest page id ever given, or seen in the content tree.
# `catalog_profile`: which site profile the pages in the catalog were read with, as a number.
Counter = Literal["page_id", "catalog_profile"]


def value(connection: Connection, name: Counter) -> int:
    """What a counter says."""
    found: int = connection.scalars(select(counters.c.value).where(counters.c.name == name)).one()
    return found


def lock(connection: Connection, name: Counter) -> int:
    """What a counter says, held against other transactions until this one ends (SQLite's hold the whole database)."""
    query = select(counters.c.value).where(counters.c.name == name).with_for_update()
    found: int = connection.scalars(query).one()
    return found


def put(connection: Connection, name: Counter, value: int) -> None:
    """Set a counter."""
    connection.execute(update(counters).where(counters.c.name == name).values(value=value))


def raise_to(connection: Connection, name: Counter, floor: int) -> None:
    """Set a counter to at least this."""
    connection.execute(update(counters).where(counters.c.name == name, counters.c.value < floor).values(value=floor))
