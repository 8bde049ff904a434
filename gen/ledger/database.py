"""The database under the ledger: reading, writing, and going on where the connection was lost.

What is given as a deed is done once, whatever happens to the connection: where it breaks before the commit, the deed is
done again; where it breaks at the commit, the server is asked what became of it.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from gen.errors import LedgerError
from gen.ledger import postgres, sqlite, upgrade

# Seconds for which a database that is gone is tried again. A restart takes a few; a machine that takes another's place,
# a minute.
PATIENCE = 120.0
_FIRST_WAIT = 0.1
_LONGEST_WAIT = 5.0

P = ParamSpec("P")
T = TypeVar("T")
Deed = Callable[Concatenate[Connection, P], T]


@dataclass(slots=True)
class _Trouble:
    """A database that does not answer: until when it is tried, how long the next wait is, and whether it was said."""

    until: float
    wait: float = _FIRST_WAIT
    said: bool = False


class Database:
    """An open database. Every method raises `LedgerError` when it does not do its work.

    Attributes:
        engine: SQLAlchemy's.
        shared: it is a server's, for many machines; else a file of this one.
        patience: seconds for which it is tried again when it is gone, once it was there.
        say: is told when it goes and comes back, from any thread.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writes = engine.execution_options(**{sqlite.WRITES: True})
        self._lazy = self._writes.execution_options(**{sqlite.LAZY: True})
        # Inside one process transactions wait here, in turn; SQLite's own waiting sleeps and is not fair.
        self._turn = threading.RLock()
        self._kept: Connection | None = None
        self._closed = False
        self._was_there = False
        self.shared = engine.dialect.name != "sqlite"
        self.patience = PATIENCE
        self.say: Callable[[str], None] = lambda _: None

    @classmethod
    def open(cls, url: str, root: Path | None, *, empty: bool = False) -> Self:
        """Open a database, its tables made or brought up to date where needed.

        Args:
            url: an SQLAlchemy URL.
            root: what a relative SQLite path is relative to; None for the working directory.
            empty: it is to hold no tables yet, and gets none.

        Raises:
            LedgerError: it cannot be opened, is of a later version, is no ledger, or is to be empty and is not.
        """
        database = cls(_engine(url, root))
        try:
            database._prepare(empty=empty)
        except BaseException:
            database.close()
            raise
        return database

    def _prepare(self, *, empty: bool) -> None:
        with self.read() as connection:
            self._was_there = True
            if empty and upgrade.version(connection) is not None:
                raise LedgerError(
                    "there is a ledger already", hint="Rows are written into a new one: name another in `ledger`."
                )
            if not empty and upgrade.is_current(connection):
                return
        if not self.shared:
            with self.read() as connection:
                sqlite.use_wal(connection)
        if empty:
            return
        with self.transaction() as connection:
            if self.shared:
                postgres.hold_tables(connection)
            if not upgrade.is_current(connection):  # another process may have been faster
                upgrade.upgrade(connection)

    def close(self) -> None:
        """Close it. Closing twice is fine."""
        self._closed = True
        self._let_go()
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading."""
        self._check_open()
        with self._errors(), self._reach(self.engine, self._trouble()) as connection:
            yield connection

    @contextmanager
    def transaction(self, *, lazy: bool = False) -> Iterator[Connection]:
        """A transaction that writes: committed at its end, rolled back by an exception. See `write`, too.

        Args:
            lazy: a power cut may take it back, alone or with later lazy ones, and nothing is lost by it. Saves waiting
                for the disk. An end of the process takes nothing back.
        """
        self._check_open()
        engine = self._lazy if lazy else self._writes
        with self._errors(), self._turn, self._reach(engine, self._trouble()) as connection, connection.begin():
            if lazy and self.shared:
                postgres.be_lazy(connection)
            yield connection

    def ask(self, deed: Deed[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read something, and again where the connection is lost on the way."""
        self._check_open()

        def once(trouble: _Trouble) -> T:
            with self._reach(self.engine, trouble) as connection:
                return deed(connection, *args, **kwargs)

        return self._insist(once)

    def look(self, deed: Deed[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, for one thread, through a connection that is kept: opening one takes longer than a question."""
        self._check_open()

        def once(trouble: _Trouble) -> T:
            if self._kept is None:
                self._kept = self._reach(self.engine, trouble).execution_options(isolation_level="AUTOCOMMIT")
            try:
                return deed(self._kept, *args, **kwargs)
            except SQLAlchemyError:
                self._let_go()
                raise

        return self._insist(once)

    def write(self, deed: Deed[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something in a transaction, and again where the connection is lost on the way.

        Args:
            deed: does nothing but read and write what its connection leads to, since it may be called more than once.
            args, kwargs: for the deed, behind the connection.
        """
        self._check_open()

        def once(trouble: _Trouble) -> T:
            number, given = "", None
            try:
                with self._turn, self._reach(self._writes, trouble) as connection, connection.begin():
                    number = postgres.number(connection) if self.shared else ""
                    given = (deed(connection, *args, **kwargs),)
            except SQLAlchemyError as error:
                if given is None or not postgres.is_lost(error) or not self._is_committed(number, trouble):
                    raise
            return given[0]

        return self._insist(once)

    def _is_committed(self, number: str, trouble: _Trouble) -> bool:
        """What became of a transaction whose end nobody saw; waits while the server itself does not know."""
        unknown = LedgerError("the server does not know yet what became of a transaction")
        while True:
            with self._reach(self.engine, trouble) as connection:
                committed = postgres.is_committed(connection, number)
            if committed is not None:
                return committed
            self._wait(trouble, unknown)

    def _insist(self, once: Callable[[_Trouble], T]) -> T:
        trouble = self._trouble()
        with self._errors():
            while True:
                try:
                    given = once(trouble)
                except SQLAlchemyError as error:
                    if not self.shared or not (postgres.is_lost(error) or postgres.is_passing(error)):
                        raise
                    self._wait(trouble, error)
                    continue
                if trouble.said:
                    self.say("the ledger's database answers again")
                return given

    def _reach(self, engine: Engine, trouble: _Trouble) -> Connection:
        """A connection; a database that was there and is gone is tried again."""
        while True:
            try:
                return engine.connect()
            except SQLAlchemyError as error:
                if not (self.shared and self._was_there and postgres.is_lost(error)):
                    raise
                self._wait(trouble, error)

    def _trouble(self) -> _Trouble:
        return _Trouble(time.monotonic() + self.patience)

    def _wait(self, trouble: _Trouble, error: Exception) -> None:
        left = trouble.until - time.monotonic()
        if left <= 0:
            raise self._said(error, hint="Nothing that was written down is lost: give the command again.") from error
        if not trouble.said and not postgres.is_passing(error):
            self.say(f"the ledger's database is gone ({_first_line(error)}); trying for {left:.0f} s more")
            trouble.said = True
        # At random below it: machines that lost it together must not all come back together.
        time.sleep(min(left, trouble.wait * random.uniform(0.5, 1)))  # noqa: S311 (no secret)
        trouble.wait = min(2 * trouble.wait, _LONGEST_WAIT)

    def _let_go(self) -> None:
        if self._kept is not None:
            with suppress(SQLAlchemyError):
                self._kept.close()
            self._kept = None

    def _check_open(self) -> None:
        if self._closed:
            raise LedgerError("the ledger is closed")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise self._said(error) from error

    def _said(self, error: Exception, hint: str = "") -> LedgerError:
        where = self.engine.url.render_as_string()
        return LedgerError(f"the ledger does not do its work: {_first_line(error)}", where=where, hint=hint)


def _first_line(error: Exception) -> str:
    """What a driver says: the first line of it. PostgreSQL's goes on with what the server was doing."""
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


def _engine(url: str, root: Path | None) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise LedgerError(f"{url!r} is no database URL", hint="For a file: sqlite:///ledger.sqlite") from None
    if parsed.get_backend_name() == "sqlite":
        return sqlite.create(parsed, root)
    if parsed.get_backend_name() == "postgresql":
        return postgres.create(parsed)
    raise LedgerError(
        f"a ledger is not kept in {parsed.get_backend_name()}", hint="SQLite and PostgreSQL are what there is."
    )
