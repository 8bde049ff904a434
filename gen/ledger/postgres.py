"""What is PostgreSQL's alone: how it is reached, who makes the tables, and what became of a commit that nobody saw."""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from gen.errors import LedgerError

# Seconds for a connection to come about.
_CONNECT = 10

# A machine that is gone says nothing: after so many milliseconds its transaction ends, and with it what it holds. A
# verdict, which moves a page while it is open, takes a hundredth of that.
_IDLE = 60_000

# What a cable that was pulled out is noticed by, in seconds and milliseconds: on this side, and on the server's.
_SILENCE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4, "tcp_user_timeout": 30_000}
_SERVERS = (
    f"-c idle_in_transaction_session_timeout={_IDLE} -c lock_timeout={_IDLE} "
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4"
)

# Whoever makes or changes the tables holds this lock (any number that no other program takes).
_UPGRADE_LOCK = 0x616E_7377_6572

# "Deadlock detected" and "could not serialize": the same again may well succeed.
_AGAIN = frozenset({"40P01", "40001"})


def create(url: URL) -> Engine:
    """An engine for a PostgreSQL database.

    Args:
        url: `postgresql+psycopg://user@host/database`; what it leaves out libpq knows (`PGHOST`, `~/.pgpass` ...).

    Raises:
        LedgerError: the URL holds a password or names another driver, or psycopg is not installed.
    """
    if url.password is not None or {"password", "passfile"} & url.query.keys():
        raise LedgerError(
            "the ledger's URL holds a password, and settings are no place for one",
            hint="Take it out; set PGPASSWORD, or write it to ~/.pgpass (PostgreSQL's own file, mode 600).",
        )
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise LedgerError(
            f"a ledger is not opened with {url.drivername}", hint="Begin the URL with postgresql+psycopg://"
        )
    given = url.query.get("options", ())
    options = " ".join((_SERVERS, *((given,) if isinstance(given, str) else given)))
    arguments: dict[str, Any] = {"connect_timeout": _CONNECT, "application_name": "answerdesk", **_SILENCE}
    plain = url.set(drivername="postgresql+psycopg").difference_update_query(["options", *arguments.keys() & url.query])
    arguments |= {name: url.query[name] for name in arguments.keys() & url.query}
    try:
        return create_engine(plain, connect_args={**arguments, "options": options}, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise LedgerError(
            "a ledger in PostgreSQL needs the package psycopg", hint="pip install 'answerdesk[postgres]'"
        ) from None


def hold_tables(connection: Connection) -> None:
    """Wait for whoever is making the tables, and keep others waiting until this transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})


def be_lazy(connection: Connection) -> None:
    """Let the transaction that the connection is in be committed before it is on the disk."""
    connection.execute(text("SET LOCAL synchronous_commit = off"))


def number(connection: Connection) -> str:
    """The number of the transaction that the connection is in: `is_committed` takes it."""
    return str(connection.scalar(text("SELECT pg_current_xact_id()::text")))


def is_committed(connection: Connection, number: str) -> bool | None:
    """Whether a transaction was committed; None while the server is still at it."""
    status = connection.scalar(text("SELECT pg_xact_status(CAST(:number AS xid8))"), {"number": number})
    return None if status == "in progress" else status == "committed"


def is_lost(error: BaseException) -> bool:
    """Whether an error says that the connection is gone, or did not come about."""
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or (isinstance(error, OperationalError) and error.statement is None)
    )


def is_passing(error: BaseException) -> bool:
    """Whether an error says that transactions got in each other's way: the transaction was taken back, whole."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _AGAIN
