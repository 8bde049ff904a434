import logging
import re
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, inspect, make_url
from sqlalchemy.engine.interfaces import ExceptionContext

from gen.errors import LedgerError
from gen.ledger import Ledger, RunStart, upgrade
from gen.ledger import sqlite as dialect
from gen.ledger.database import Database
from gen.ledger.schema import HEAD, VERSION_TABLE, metadata
from tests.fresh import URL
from tests.gen.ledger.samples import outputs, program

APPEND_ONLY = ("calls", "inspections", "findings", "verdicts", "settlements", "assessments")

OPEN = """
import sys
from pathlib import Path
from gen.ledger import Ledger
with Ledger.open(sys.argv[1], root=Path.cwd()):
    print("alembic" in sys.modules)
"""


def _ours(connection: Connection) -> MigrationContext:
    def is_table(_thing: object, name: str | None, *_: object) -> bool:
        return not (name or "").startswith("pages_fts")

    return MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE, "include_object": is_table, "compare_type": True}
    )


def test_the_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_the_migrations_make_what_the_schema_says(ledger: Ledger) -> None:
    with ledger.read() as connection:
        assert compare_metadata(_ours(connection), metadata) == []


def test_what_alembic_does_not_compare(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    """Partial indexes, keys and NOT NULLs: SQLite's own words for what the migrations and the schema make are equal."""
    plain = create_engine(f"sqlite:///{tmp_path}/plain.sqlite")
    metadata.create_all(plain)
    with plain.connect() as connection:
        said = _definitions(connection)
    plain.dispose()
    with sqlite_ledger.read() as connection:
        made = _definitions(connection)
    assert said.items() <= made.items()
    triggers = {f"{table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")}
    assert made.keys() - said.keys() >= triggers


def _definitions(connection: Connection) -> dict[str, list[str]]:
    """Every table and index, as its parts in no order: a column that was added later stands behind the others."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: sorted(re.split(r",?\s*\n\s*|, ", sql)) for name, sql in rows}


def test_a_ledger_at_the_head_is_opened_without_alembic(tmp_path: Path, url: str) -> None:
    assert outputs([program(OPEN, url, cwd=tmp_path)]) == ["False\n"]


def test_many_processes_open_a_fresh_ledger_at_once(tmp_path: Path, empty_url: str) -> None:
    said = outputs([program(OPEN, empty_url, cwd=tmp_path) for _ in range(3)])
    assert "True\n" in said
    with Ledger.open(empty_url, root=tmp_path) as ledger:
        assert ledger.start_run(RunStart("a.csv")) == 1


def test_a_writer_that_came_first_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN IMMEDIATE")
    engine = dialect.create(make_url(URL), tmp_path)
    refused = []

    def lets_go(context: ExceptionContext) -> None:
        refused.append(str(context.original_exception))
        other.execute("COMMIT")

    event.listen(engine, "handle_error", lets_go)
    with engine.connect() as connection:
        dialect.use_wal(connection)
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert refused == ["database is locked"]
    engine.dispose()
    other.close()


def test_an_upgrade_is_no_news(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    Ledger.open(URL, root=tmp_path).close()
    assert caplog.records == []


def test_a_migration_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE verdicts" in statement:
            raise OSError("the disk is full")

    engine = dialect.create(make_url(URL), tmp_path)
    event.listen(engine, "before_cursor_execute", fail)
    writes = engine.execution_options(**{dialect.WRITES: True})
    with pytest.raises(OSError, match="disk"), writes.begin() as connection:
        upgrade.upgrade(connection)
    with engine.connect() as connection:
        assert upgrade.version(connection) is None
    engine.dispose()


def test_a_ledger_of_the_first_version_keeps_what_it_holds(tmp_path: Path) -> None:
    engine = dialect.create(make_url(URL), tmp_path)
    writes = engine.execution_options(**{dialect.WRITES: True})
    with writes.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(upgrade.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for row in _FIRST_VERSION:
            connection.exec_driver_sql(row)
    engine.dispose()
    with Ledger.open(URL, root=tmp_path) as ledger:
        draft = ledger.draft(1)
        assert draft is not None
        assert (draft.question, draft.state) == ("Why?", "rejected")
        (verdict,) = ledger.history(1)
        assert (verdict.who, verdict.role, verdict.reason) == ("jane", "", "style")
        assert ledger.moves() == []


_FIRST_VERSION = (
    "INSERT INTO runs VALUES (1, 'done', 'list.csv', '[]', '{}', '{}', '', 'host', 1, '', 0, 0, 1, NULL, NULL)",
    "INSERT INTO drafts VALUES (1, 'a/b', '', 'Why?', 'A', '', 'rejected', 1, 0, 'd', '', 1, 0, '{}', '', '', 0, 0, 0)",
    "INSERT INTO verdicts VALUES (1, 1, 'reject', 'jane', 0, 'style', '', '', '', NULL, 'waiting', 'd')",
)


def test_a_later_ledger_is_refused(tmp_path: Path, empty_url: str) -> None:
    with Ledger.open(empty_url, root=tmp_path) as ledger, ledger.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(LedgerError, match="9999") as refused:
        Ledger.open(empty_url, root=tmp_path)
    assert "newer answerdesk" in refused.value.hint


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, empty_url: str) -> None:
    file = f"sqlite:///{tmp_path}/ledger.sqlite"
    other = create_engine(file if empty_url.startswith("sqlite") else empty_url)
    with other.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(LedgerError, match="no ledger"):
        Ledger.open(empty_url, root=tmp_path)
    assert inspect(other).get_table_names() == ["bookmarks"]
    other.dispose()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_text("once upon a time, " * 100)
    with pytest.raises(LedgerError, match="not a database"):
        Ledger.open(URL, root=tmp_path)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:///nowhere/ledger.sqlite", "ledger.sqlite", "mysql://x/y", ""]
)
def test_urls_that_name_no_ledger(tmp_path: Path, url: str) -> None:
    with pytest.raises(LedgerError):
        Ledger.open(url, root=tmp_path)


def test_a_login_in_an_url_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as refused:
        Ledger.open("mysql://jane:secret@db/ledger", root=tmp_path)
    assert "secret" not in str(refused.value)


def test_only_what_may_be_lost_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    database = Database.open("sqlite:///ledger.sqlite", tmp_path)
    said = []
    for lazy in (False, True, False):  # one connection after the other, and the same one again
        with database.transaction(lazy=lazy) as connection:
            said.append(connection.exec_driver_sql("PRAGMA synchronous").scalar())
    database.close()
    assert said == [2, 1, 2]


def test_the_file_is_beside_the_settings_and_in_wal_mode(tmp_path: Path, sqlite_ledger: Ledger) -> None:
    assert (tmp_path / "ledger.sqlite").is_file()
    with sqlite_ledger.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
