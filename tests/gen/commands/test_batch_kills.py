"""`kill -9` while batches are sent, looked at and collected: every request once, every draft once."""

import os
import signal
from pathlib import Path

import pytest
from aiohttp import web

from tests.forked import command, forked
from tests.gen import batch_server as server
from tests.gen.batch_server import batch_server
from tests.gen.commands.test_batch_engine import QUICK
from tests.gen.desk import TestDesk, make_desk

ROWS = 4
# The request after which each process dies: done at the server, and never heard of by the client.
MOMENTS = ["POST /v1/files", "POST /v1/batches", "GET /v1/files/file-2/content", "POST /v1/batches"]


class Killing(server.BatchServer):
    """Kills whoever asks for a certain thing, when it is done."""

    victim = 0
    moment = ""

    def app(self) -> web.Application:
        app = super().app()
        app.middlewares.append(self._kill)
        return app

    @web.middleware
    async def _kill(self, request: web.Request, handler: server.Handler) -> web.StreamResponse:
        response = await handler(request)
        if f"{request.method} {request.path}" == self.moment:
            self.moment = ""
            os.kill(self.victim, signal.SIGKILL)
        return response


def test_killed_at_every_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path, capsys, QUICK)
    with batch_server(server_class=Killing) as there:
        assert isinstance(there, Killing)
        argv = ["generate", desk.items(range(ROWS)), "--engine", "batch", "--base-url", there.url]
        for moment in MOMENTS:
            die(there, moment, ["-C", str(desk.root), *argv])
        said = desk.run(*argv)
        assert said.status == 0, said.err
        assert "batch 2: found at the server as batch_2" in said.err
        # Each file went up once, each batch was begun once, each request was asked once.
        assert [entry for entry in there.log if entry.startswith("POST")] == ["POST /v1/files", "POST /v1/batches"] * 2
        assert set(there.asked().values()) == {1}
    assert len(desk.drafts()) == ROWS
    assert desk.rows("SELECT key FROM calls GROUP BY key HAVING count(*) > 1") == []
    assert desk.rows("SELECT DISTINCT state FROM batches") == [("collected",)]
    the_drafts_are_whole(desk)


def die(there: Killing, moment: str, argv: list[str]) -> None:
    with forked(command, argv) as run:
        there.victim, there.moment = run.pid, moment
        assert run.wait(60) == -signal.SIGKILL, run.err


def the_drafts_are_whole(desk: TestDesk) -> None:
    rows = desk.rows("SELECT id, path, state FROM drafts")
    assert {state for *_, state in rows} == {"waiting"}
    drafts = desk.drafts()
    assert all(drafts[path.removeprefix("drafts/")].id == draft_id for draft_id, path, _ in rows)
