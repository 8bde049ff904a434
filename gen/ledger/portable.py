"""SQL that databases say differently. What is here is the same on SQLite and PostgreSQL; nothing else needs to ask."""

from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Double, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class clock(FunctionElement[float]):  # noqa: N801 (a function of SQL)
    """The database's own time, Unix seconds: machines that share a ledger need not agree on theirs."""

    type = Double()
    inherit_cache = True
    name = "clock"


@compiles(clock)
def _clock(_element: clock, _compiler: SQLCompiler, **_: Any) -> str:
    return "extract(epoch FROM clock_timestamp())::double precision"


@compiles(clock, "sqlite")
def _clock_of_sqlite(_element: clock, _compiler: SQLCompiler, **_: Any) -> str:
    # Its `unixepoch` knows fractions only since 3.42. A Julian day in a double is exact to 0.04 ms.
    return "((julianday('now') - 2440587.5) * 86400.0)"


def whole_sum(column: Column[int] | ColumnElement[int]) -> ColumnElement[int]:
    """A sum of integers that is one: PostgreSQL's of BIGINT is a decimal. NULL over no rows."""
    return cast(func.sum(column), BigInteger)


def append_only(dialect: str, table: str) -> list[str]:
    """Statements for a migration: what was paid for or said by a person stays as it was written, whoever writes.

    Args:
        dialect: `sqlite` or `postgresql`.
        table: its rows may be added, and neither changed nor removed.
    """
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    function = (
        "CREATE OR REPLACE FUNCTION answerdesk_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION answerdesk_append_only()"
    )
    return [function, trigger]
