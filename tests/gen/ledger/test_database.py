"""The ledger on a server that goes away, and comes back or does not."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text

from gen.errors import LedgerError
from gen.ledger import ClaimStatus, Ledger, RunStart
from gen.ledger.database import Database
from gen.ledger.schema import views
from tests.gen.ledger.samples import call, questions, record
from tests.postgres import Cluster
from tests.proxy import Cable, cable


@pytest.fixture
def server(postgres: Cluster) -> Iterator[str]:
    with postgres.ledger() as url:
        yield url


@pytest.fixture
def line(postgres: Cluster) -> Iterator[Cable]:
    with cable(postgres.folder / ".s.PGSQL.5432") as made:
        yield made


@pytest.fixture
def remote(server: str, line: Cable) -> str:
    """The same ledger, over the cable."""
    name = server.partition("@/")[2].partition("?")[0]
    return f"postgresql+psycopg://tests@127.0.0.1:{line.port}/{name}"


def note(connection: Connection, name: str) -> str:
    connection.execute(insert(views).values(who="jane", name=name, query={}, at=0.0))
    return name


def notes(connection: Connection) -> list[Any]:
    return list(connection.scalars(text("SELECT name FROM views ORDER BY id")))


def test_a_commit_whose_answer_was_lost_is_not_done_again(remote: str, line: Cable) -> None:
    with closing(Database.open(remote, None)) as database:
        line.cut_after(b"COMMIT")
        assert database.write(note, "one") == "one"
        assert line.carried > 1
        assert database.ask(notes) == ["one"]


def test_what_was_lost_before_the_commit_is_done_again(remote: str, line: Cable) -> None:
    tried: list[str] = []

    def cut_once(connection: Connection) -> str:
        name = note(connection, "one")
        if not tried:
            line.cut()
            line.mend()
        tried.append(name)
        connection.execute(text("SELECT 1"))
        return name

    with closing(Database.open(remote, None)) as database:
        assert database.write(cut_once) == "one"
        assert len(tried) == 2
        assert database.ask(notes) == ["one"]


def test_a_server_that_comes_back_is_waited_for_and_it_is_said(remote: str, line: Cable) -> None:
    said: list[str] = []

    def hear(words: str) -> None:
        said.append(words)
        if "gone" in words:
            line.mend()

    with closing(Database.open(remote, None)) as database:
        database.say = hear
        for deed in (database.write, database.ask, database.look):
            line.cut()
            assert deed(lambda connection: connection.scalar(text("SELECT 7"))) == 7
        line.cut()
        with database.transaction() as connection:
            note(connection, "later")
        assert database.ask(notes) == ["later"]
    assert len([words for words in said if "gone" in words and "for 120 s more" in words]) == 4
    assert "the ledger's database answers again" in said


def test_a_server_that_stays_away_is_waited_for_no_longer_than_that(remote: str, line: Cable) -> None:
    with closing(Database.open(remote, None)) as database:
        database.patience = 0.3
        line.cut()
        with pytest.raises(LedgerError, match="does not do its work") as gone:
            database.write(note, "one")
        assert "lost" in gone.value.hint
        line.mend()
        assert database.write(note, "two") == "two"


def test_a_server_that_was_never_there_is_not_waited_for(line: Cable) -> None:
    line.cut()
    with pytest.raises(LedgerError):
        Ledger.open(f"postgresql+psycopg://tests@127.0.0.1:{line.port}/nowhere")


def test_transactions_that_lock_each_other_out_are_both_done(server: str) -> None:
    both = threading.Barrier(2)
    tries = []

    def raise_both(connection: Connection, first: str, second: str) -> None:
        statement = text("UPDATE counters SET value = value + 1 WHERE name = :name")
        connection.execute(statement, {"name": first})
        tries.append(first)
        if len(tries) <= 2:
            both.wait(timeout=30)
        connection.execute(statement, {"name": second})

    def run(*names: str) -> None:
        with closing(Database.open(server, None)) as database:
            database.write(raise_both, *names)

    names = ("page_id", "catalog_profile")
    threads = [threading.Thread(target=run, args=order) for order in (names, names[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with Ledger.open(server) as ledger, ledger.read() as connection:
        assert list(connection.scalars(text("SELECT value FROM counters"))) == [2, 2]
    assert len(tries) == 3


def test_a_run_goes_on_after_its_cable_was_cut(remote: str, line: Cable) -> None:
    with Ledger.open(remote) as ledger:
        run_id = ledger.start_run(RunStart("list.csv"))
        line.cut_after(b"COMMIT")
        (claim,) = ledger.claim(questions("Why?"), run_id)
        assert claim.status is ClaimStatus.NEW
        line.cut_after(b"COMMIT")
        record(ledger, run_id, call(cost=0.5))
        line.cut()
        line.mend()
        assert ledger.find_call(call().request.key) == call(cost=0.5)
        assert ledger.totals().calls == 1


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://jane:hunter22@db/ledger",
        "postgresql://jane@db/ledger?password=hunter22",
        "postgresql+asyncpg://jane@db/ledger",
    ],
)
def test_urls_that_are_refused(url: str) -> None:
    with pytest.raises(LedgerError) as refused:
        Ledger.open(url)
    assert refused.value.hint
    assert "hunter22" not in str(refused.value)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "psycopg"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match="needs the package psycopg") as missing:
        Ledger.open("postgresql+psycopg://db/ledger")
    assert "answerdesk[postgres]" in missing.value.hint


def test_a_password_that_is_wrong_is_not_told(postgres: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "hunter22")
    with pytest.raises(LedgerError, match="nobody") as refused:
        Ledger.open(postgres.url("ledger").replace("tests@", "nobody@"))
    assert "hunter22" not in repr(refused.value) + str(refused.value)


def test_options_of_the_url_are_kept(server: str) -> None:
    with Ledger.open(f"{server}&options=-c%20work_mem%3D9MB&connect_timeout=3") as ledger, ledger.read() as connection:
        assert connection.scalar(text("SHOW work_mem")) == "9MB"
        assert connection.scalar(text("SHOW lock_timeout")) == "1min"


def test_the_cable_has_no_part_in_a_file(tmp_path: Path) -> None:
    with closing(Database.open(f"sqlite:///{tmp_path}/l.sqlite", None)) as database:
        assert not database.shared
        assert database.write(note, os.fspath(tmp_path)) == str(tmp_path)
        assert database.look(notes) == [str(tmp_path)]
