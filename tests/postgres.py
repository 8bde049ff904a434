"""A PostgreSQL cluster of the tests' own, made of the system's binaries: one for each process that runs tests."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import psycopg
import pytest
from psycopg import sql

from gen.ledger import Ledger

_ADVICE = "PostgreSQL's binaries are not there (Debian: apt-get install postgresql)"
# Nothing here outlives the tests, so nothing needs to reach the disk.
_FAST = {
    "autovacuum": "off",
    "full_page_writes": "off",
    "fsync": "off",
    "listen_addresses": "",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}


# Takes back whatever a test has done to a ledger: twenty times faster than another database is made.
_RESET = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'ledger_version' LOOP
        IF name = 'counters' THEN UPDATE counters SET value = 0;
        ELSE EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', name);
    END LOOP;
END $$;
"""


class Cluster:
    """A running server, reached through a socket in its folder; everybody who may open that is its owner."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)
        self._free: list[str] = []

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://tests@/{database}?host={self.folder}"

    def create(self) -> str:
        """A new database; its URL."""
        name = f"d{next(self._numbers)}"
        self._do("postgres", sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of an empty database."""
        url = self.create()
        yield url
        self._do("postgres", sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(_name(url))))

    @contextmanager
    def ledger(self) -> Iterator[str]:
        """The URL of a ledger that nobody has used."""
        url = self._free.pop() if self._free else self._made()
        yield url
        self._do(_name(url), sql.SQL(_RESET))
        self._free.append(url)

    def _made(self) -> str:
        url = self.create()
        Ledger.open(url).close()
        return url

    def _do(self, database: str, statements: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(host=str(self.folder), user="tests", dbname=database, autocommit=True) as connection:
            connection.execute(statements)


def _name(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def binaries() -> Path | None:
    """The folder with the newest `initdb`."""
    found = [Path(path) for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").is_file()]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    beside = shutil.which("initdb")
    return Path(beside).parent if beside else None


@contextmanager
def serving(changes: Mapping[str, str] = MappingProxyType({})) -> Iterator[Cluster]:
    """A cluster; `changes` are settings of the server that are not to be as the tests want them."""
    programs = binaries()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail(_ADVICE)
        pytest.skip(_ADVICE)
    # Short: a socket's path has 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    user = _owner()
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        folder.chmod(0o755)
    data = folder / "data"
    make = [str(programs / "initdb"), "-D", str(data), "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([*make, "--no-sync", "--no-instructions"], check=True, capture_output=True, user=user, cwd="/")
    settings = [part for name, value in {**_FAST, **changes}.items() for part in ("-c", f"{name}={value}")]
    command = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), *settings]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, user=user, cwd="/")
    try:
        _wait_for(folder, server)
        yield Cluster(folder)
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=60)
        shutil.rmtree(folder)


def _owner() -> str | None:
    """Who runs the server where root runs the tests: it refuses to be root's."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _wait_for(folder: Path, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host=str(folder), user="tests", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.02)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """The cluster of this process."""
    with serving() as cluster:
        yield cluster
