"""A ledger's rows, out of it and into another one: between databases, into an archive, to those who count.

What is live or can be made again stays: who is signed in, who reads what, who draws on a rate limit, and the index of
the content tree.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from gen.errors import LedgerError
from gen.ledger import upgrade
from gen.ledger.database import Database
from gen.ledger.schema import counters, metadata

STAY = frozenset({"sessions", "leases", "draws", "pages"})
TABLES: Mapping[str, Table] = {table.name: table for table in metadata.sorted_tables if table.name not in STAY}
_AT_ONCE = 500  # rows: a call's texts are some 20 kB

Row = tuple[str, dict[str, Any]]


def rows(connection: Connection) -> Iterator[Row]:
    """All rows with the names of their tables, in an order in which they can be written again. One at a time.

    Args:
        connection: in which nothing was asked yet. What others write meanwhile is not seen.
    """
    still = "BEGIN" if connection.dialect.name == "sqlite" else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
    connection.exec_driver_sql(still)
    for name, table in TABLES.items():
        keys = list(table.primary_key.columns)
        found = connection.execution_options(yield_per=_AT_ONCE).execute(select(table).order_by(*keys))
        for row in found.mappings():
            yield name, dict(row)


def put(url: str, root: Path, version: str, given: Iterable[Row]) -> Counter[str]:
    """Write rows into a ledger that is not there yet, and bring it to the newest schema.

    Args:
        url: of the new ledger, see `Ledger.open`.
        root: what a relative SQLite path is relative to.
        version: of the schema that the rows are of.
        given: as `rows` gave them.

    Returns:
        How many there were of each table.

    Raises:
        LedgerError: there is a ledger already, the rows are of a schema that this program does not know, or they do not
            fit. Nothing is written then.
    """
    database = Database.open(url, root, empty=True)
    try:
        with database.transaction() as connection:
            return _put(connection, version, given)
    finally:
        database.close()


def _put(connection: Connection, version: str, given: Iterable[Row]) -> Counter[str]:
    upgrade.upgrade(connection, version)
    connection.execute(delete(counters))  # a new ledger has some
    counts, batch, last = Counter[str](), list[dict[str, Any]](), ""
    for name, row in given:
        if batch and (name != last or len(batch) == _AT_ONCE):
            _insert(connection, last, batch)
            batch = []
        batch.append(_checked(name, row))
        counts[name] += 1
        last = name
    if batch:
        _insert(connection, last, batch)
    for name in counts:
        _count_on(connection, TABLES[name])
    upgrade.upgrade(connection)
    return counts


def _checked(name: str, row: dict[str, Any]) -> dict[str, Any]:
    table = TABLES.get(name)
    if table is None or not row.keys() <= set(table.columns.keys()):
        raise LedgerError(f"a row of {name!r} does not fit this program's ledger")
    return row


def _insert(connection: Connection, name: str, batch: list[dict[str, Any]]) -> None:
    connection.execute(insert(TABLES[name]), batch)


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL gives the next row the number after the last that it gave itself."""
    key = table.primary_key.columns[0]
    if connection.dialect.name == "postgresql" and key.autoincrement in (True, "auto") and key.name == "id":
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        highest = connection.scalar(select(func.max(key)))
        if highest is not None and connection.scalar(select(sequence)) is not None:
            connection.execute(select(func.setval(sequence, highest)))
