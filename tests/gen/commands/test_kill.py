"""`kill -9` at random moments: every draft once, nothing recorded paid for again, no half page, no wrong id."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gen.files import page_hash
from tests.forked import command, forked
from tests.gen.desk import SETTINGS, TestDesk, make_desk
from tests.gen.misbehaving import Deed, Received, answers
from tests.gen.model_server import answer_text, is_seo, model_server
from tests.postgres import Cluster

ROWS = 60
KILLS = 4
IN_WORK = 2 * 8  # rows at a time, at the concurrency of these tests


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[TestDesk]:
    """A workspace with its ledger on either database."""
    if request.param == "sqlite":
        yield make_desk(tmp_path, capsys)
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    with cluster.ledger() as url:
        yield replace(make_desk(tmp_path, capsys, f"{SETTINGS}ledger: {url}\n"), ledger=url)


def test_killed_again_and_again_and_then_to_the_end(desk: TestDesk) -> None:
    name = desk.items(range(ROWS))
    with model_server() as server:
        argv = ["-C", str(desk.root), "generate", name, "--base-url", server.url, "--concurrency", "8"]
        for _ in range(KILLS // 2 if desk.ledger else KILLS):  # the same code: half of them will do
            enough = len(server.received) + random.randint(2, ROWS // 3)
            with forked(command, argv) as run:
                server.wait_for(enough)
                run.kill()
        assert desk.run(*argv[2:]).status == 0
        asked = server.asked()
    assert len(asked) == 2 * ROWS
    # What was in flight, or on its way into the ledger, may have been asked twice; what was recorded never.
    assert sum(asked.values()) - len(asked) <= KILLS * IN_WORK
    assert desk.rows("SELECT key FROM calls WHERE outcome = 'ok' GROUP BY key HAVING count(*) > 1") == []
    the_drafts_agree_with_the_ledger(desk, ROWS)


def test_killed_between_candidates_and_what_the_gate_asks_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def speaks_of_itself_at_first(request: Received) -> Deed:
        again = is_seo(request) or b"This is not right yet" in request.body
        return answers(answer_text(request) if again else "As an AI language model, I do. " + answer_text(request))

    desk, rows, kills = make_desk(tmp_path, capsys), 15, 2
    name = desk.items(range(rows))
    with model_server(speaks_of_itself_at_first) as server:
        argv = ["-C", str(desk.root), "generate", name, "--base-url", server.url, "--concurrency", "8"]
        argv += ["--candidates", "2", "--gate", "machine-voice"]
        for _ in range(kills):
            enough = len(server.received) + random.randint(4, 2 * rows)
            with forked(command, argv) as run:
                server.wait_for(enough)
                run.kill()
        assert desk.run(*argv[2:]).status == 0
        # A row takes two candidates and one answer that was asked again, each with its SEO fields; at a kill two calls
        # of each row in work may be on their way into the ledger.
        assert 6 * rows <= len(server.received) <= 6 * rows + kills * 2 * IN_WORK
    assert desk.rows("SELECT count(*), count(DISTINCT key) FROM calls WHERE outcome = 'ok'") == [(6 * rows, 6 * rows)]
    assert {page.answer.startswith("As an AI") for page in desk.drafts().values()} == {False}
    the_drafts_agree_with_the_ledger(desk, rows)


def the_drafts_agree_with_the_ledger(desk: TestDesk, count: int) -> None:
    drafts = desk.drafts()
    assert len(drafts) == count
    rows = desk.rows("SELECT id, path, page_hash, state FROM drafts")
    assert {state for *_, state in rows} == {"waiting"}
    for draft_id, path, expected, _ in rows:
        text = (desk.root / path).read_text(encoding="utf-8")
        assert page_hash(text) == expected
        assert drafts[path.removeprefix("drafts/")].id == draft_id
    assert len({draft_id for draft_id, *_ in rows}) == count
