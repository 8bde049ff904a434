"""`kill -9` at random moments: every draft once, nothing recorded paid for again, no half page, no wrong id."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gen.files import page_hash
from tests.gen.desk import TestDesk, make_desk
from tests.gen.model_server import model_server

ROWS = 60
KILLS = 4


def test_killed_again_and_again_and_then_to_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path, capsys)
    name = desk.items(range(ROWS))
    script = "import sys, answerdesk; sys.exit(answerdesk.main(sys.argv[1:]))"
    with model_server() as server:
        argv = ["-C", str(desk.root), "generate", name, "--base-url", server.url, "--concurrency", "8"]
        for _ in range(KILLS):
            enough = len(server.received) + random.randint(2, ROWS // 3)
            with subprocess.Popen([sys.executable, "-c", script, *argv], stderr=subprocess.DEVNULL) as run:
                server.wait_for(enough)
                run.send_signal(signal.SIGKILL)
        assert desk.run(*argv[2:]).status == 0
        asked = server.asked()
    assert len(asked) == 2 * ROWS
    # What was in flight, or on its way into the ledger, may have been asked twice; what was recorded never.
    assert sum(asked.values()) - len(asked) <= KILLS * 16
    assert desk.rows("SELECT key FROM calls WHERE outcome = 'ok' GROUP BY key HAVING count(*) > 1") == []
    the_drafts_agree_with_the_ledger(desk)


def the_drafts_agree_with_the_ledger(desk: TestDesk) -> None:
    drafts = desk.drafts()
    assert len(drafts) == ROWS
    rows = desk.rows("SELECT id, path, page_hash, state FROM drafts")
    assert {state for *_, state in rows} == {"waiting"}
    for draft_id, path, expected, _ in rows:
        text = (desk.root / path).read_text(encoding="utf-8")
        assert page_hash(text) == expected
        assert drafts[path.removeprefix("drafts/")].id == draft_id
    assert len({draft_id for draft_id, *_ in rows}) == ROWS
