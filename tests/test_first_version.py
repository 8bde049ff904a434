"""A workspace of the first version, ledger and settings, goes on under this one.

`tests/first_version/` was made by the code of the ledger's first schema: three questions drafted, one accepted, one
rejected, one waiting with two errors. Its settings name every key that there was.
"""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import make_url

from gen.ledger import Ledger, sqlite, upgrade
from gen.workspace import Workspace
from tests.gen.desk import TestDesk

THEN = Path(__file__).parent / "first_version"
TABLES = ("runs", "calls", "drafts", "inspections", "findings", "verdicts")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TestDesk:
    monkeypatch.setenv("TEST_KEY", "sk-test-0123456789")
    root = tmp_path / "desk"
    shutil.copytree(THEN, root)
    shutil.copytree(THEN.parents[1] / "prompts", root / "prompts")
    engine = sqlite.create(make_url("sqlite:///ledger.sqlite"), root)
    with engine.execution_options(**{sqlite.WRITES: True}).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(upgrade.MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(root / "ledger.sqlite")) as connection:
        connection.execute("DELETE FROM counters")
        connection.executescript((THEN / "rows.sql").read_text("utf-8"))
    return TestDesk(root, capsys)


def rows(desk: TestDesk) -> dict[str, list[dict[str, Any]]]:
    with closing(sqlite3.connect(desk.root / "ledger.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY id")] for name in TABLES}


def test_every_row_is_kept_as_it_was(desk: TestDesk) -> None:
    before = rows(desk)
    assert [len(before[name]) for name in TABLES] == [1, 6, 3, 3, 2, 2]
    Ledger.open("sqlite:///ledger.sqlite", root=desk.root).close()
    for name, after in rows(desk).items():
        assert [{key: row[key] for key in old} for row, old in zip(after, before[name], strict=True)] == before[name]


def test_the_settings_mean_what_they_meant(desk: TestDesk) -> None:
    settings = Workspace.find(desk.root).settings
    model = settings.models["test-model"]
    assert (settings.model, model.template, model.max_tokens, model.extra) == (
        "test-model",
        "small",
        900,
        {"min_p": 0.1},
    )
    assert model.price is not None
    assert (model.price.input, model.price.output, model.price.cached_input) == (1, 2, 0.5)
    assert (settings.run.concurrency, settings.run.retry.attempts, settings.run.give_up_after) == (2, 3, 20)
    assert settings.checks["maths-delimiter"].severity == "error"
    assert not settings.checks["answer-short"].enabled
    assert settings.review.reasons == {"dull": "Nobody would read it to the end."}


def test_work_goes_on(desk: TestDesk) -> None:
    """No request is sent: nobody listens at the endpoint that the settings name."""
    done = desk.run("generate", str(desk.root / "list.csv"))
    assert (done.status, rows(desk)["calls"][-1]["id"]) == (0, 6), done.err
    assert re.search(r"waiting .*\n.* 1 ", desk.run("status").out)
    assert desk.run("verify").status == 0
    assert "jane" in desk.run("log", "1").out
    assert "Too long." in desk.run("show", "2").out
    assert "As an AI language model" in desk.run("show", "3").out
    for argv in (["undo", "1"], ["undo", "2"], ["accept", "1", "2"], ["accept", "3", "--override", "It is a test."]):
        said = desk.run(*argv, "--as", "jane")
        assert said.status == 0, said.err
    assert len(list((desk.root / "content").rglob("*.md"))) == 3
    assert desk.run("verify").status == 0
