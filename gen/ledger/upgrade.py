"""Bring a database to the newest schema, or refuse it."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from gen.errors import LedgerError
from gen.ledger.schema import HEAD, VERSION_TABLE

MIGRATIONS = Path(__file__).parent / "migrations"


def version(connection: Connection) -> str | None:
    """The schema's version; None for a database without one.

    Raises:
        LedgerError: it holds tables, and they are not ours.
    """
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        if tables:
            raise LedgerError(
                "this database holds other tables and is no ledger",
                hint="The setting `ledger` must name a database of its own; a new one is made where there is none.",
            )
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608 (a constant)
    return found


def _known() -> set[str]:
    return {path.name[1:5] for path in MIGRATIONS.glob("versions/v*_*.py")}


def is_current(connection: Connection) -> bool:
    """Whether the schema is the newest that this program knows.

    Raises:
        LedgerError: it is of a later one, or no ledger.
    """
    found = version(connection)
    if found is not None and found not in _known():
        raise LedgerError(
            f"this ledger is of version {found}, and this program knows {HEAD} as the newest",
            hint="Use the newer answerdesk that wrote it.",
        )
    return found == HEAD


def upgrade(connection: Connection, version: str = "head") -> None:
    """Run the migrations that are missing, in the transaction that the connection is in.

    Args:
        connection: in a transaction.
        version: where to stop.

    Raises:
        LedgerError: this program knows no such version.
    """
    if version not in {"head", *_known()}:
        raise LedgerError(f"this program knows no version {version!r} of the ledger", hint="Use a newer answerdesk.")
    # Alembic takes a tenth of a second to import, and a ledger is upgraded once in its life.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)
