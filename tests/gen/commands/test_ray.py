"""The run on Ray, where it is installed: it is not where CI runs (docs/decisions.md)."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from gen.ledger import DraftQuery, Ledger, State
from tests.gen.desk import SETTINGS, TestDesk, make_desk
from tests.gen.misbehaving import Received, answers, says
from tests.gen.model_server import ModelServer, about, answer_text, model_server, well
from tests.postgres import Cluster

ROWS = 24
SCRIPT = "import sys, answerdesk; sys.exit(answerdesk.main(sys.argv[1:]))"
FEW = f"import gen.fleet.fleet; gen.fleet.fleet._WINDOW = 4; {SCRIPT}"
needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs the package ray")


ENVIRONMENT = os.environ | {"OPENAI_API_KEY": "sk-of-tests"}


def command(desk: TestDesk, server: ModelServer, script: str = SCRIPT) -> list[str]:
    argv = ["generate", "items.csv", "--engine", "ray", "--workers", "2", "--concurrency", "4", "--json"]
    return [sys.executable, "-c", script, "-C", str(desk.root), *argv, "--base-url", server.url]


def on_ray(desk: TestDesk, server: ModelServer, *argv: str, script: str = SCRIPT) -> tuple[int, dict[str, Any], str]:
    """`generate --engine ray` in a process of its own: exit status, report, and what was said."""
    argv_ = [*command(desk, server, script), *argv]
    done = subprocess.run(argv_, check=False, text=True, capture_output=True, timeout=120, env=ENVIRONMENT)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr


@pytest.fixture
def server() -> Iterator[ModelServer]:
    def well_or_not(request: Received) -> Any:
        text = answer_text(request)
        return answers("") if about(request) == "item 0003" else answers(text)

    with model_server(well_or_not) as made:
        yield made


@needs_ray
def test_two_workers_do_every_row_once_and_tell_of_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], postgres: Cluster, server: ModelServer
) -> None:
    with postgres.ledger() as url:
        desk = make_desk(tmp_path, capsys, f"{SETTINGS}ledger: {url}\n")
        listed = (desk.root / desk.items(range(ROWS))).read_text()
        desk.write("items.csv", f"{listed}No subject at all,\n")
        status, report, said = on_ray(desk, server)
        assert (status, report["stopped"]) == (1, None), said
        rows = {"drafted": ROWS - 1, "failed": 1, "faults": 1, "skipped": 0, "busy": 0, "waiting": 0}
        assert report["rows"] == rows
        assert (report["calls"], report["cost"] > 0) == (2 * ROWS - 1, True)
        assert "items.csv:5: the model answered with nothing" in said
        assert len(desk.drafts()) == ROWS - 1
        assert sum(server.asked().values()) == 2 * ROWS - 1
        with Ledger.open(url) as ledger:
            runs = ledger.runs()
            assert len(runs) == 2
            assert {run.state.value for run in runs} == {"done"}
            assert os.getpid() not in {run.process.pid for run in runs}
            assert len(ledger.drafts(DraftQuery(states=(State.WAITING,)))) == ROWS - 1
        status, report, said = on_ray(desk, server)
        assert report["rows"] == {**rows, "drafted": 0, "failed": 0, "skipped": ROWS}
        assert "sk-of-tests" not in said


@needs_ray
def test_what_stops_a_worker_stops_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path, capsys)
    desk.items(range(4))
    with model_server(lambda _: says(401, {"error": {"message": "no such key"}})) as server:
        status, report, said = on_ray(desk, server)
    assert status == 1
    assert "no such key" in report["stopped"], said
    assert report["rows"]["drafted"] == 0
    assert len(desk.rows("SELECT id FROM drafts WHERE state = 'waiting'")) == 0


@needs_ray
def test_the_first_interrupt_lets_calls_in_flight_come_home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path, capsys)
    desk.items(range(ROWS))
    gate = threading.Event()

    def held(request: Received) -> Any:
        async def deed(writer: asyncio.StreamWriter) -> None:
            await asyncio.to_thread(gate.wait)
            await well(request)(writer)

        return deed

    with model_server(held) as server:
        with subprocess.Popen(
            command(desk, server), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, process_group=0
        ) as run:
            server.wait_for(4, 60)
            os.killpg(run.pid, signal.SIGINT)  # as a terminal does: all that the command has started gets it
            assert run.stderr is not None
            assert any("Finishing the calls in flight" in line for line in run.stderr)
            gate.set()
            out, said = run.communicate(timeout=60)
        assert run.returncode == 130, said
        assert "go on with:  answerdesk generate items.csv --engine ray" in said
        report, paid = json.loads(out), len(server.received)
        assert report["state"] == "interrupted"
        assert (report["calls"], report["rows"]["failed"], report["rows"]["busy"]) == (paid, 0, 0)
        assert paid < ROWS
        assert desk.rows("SELECT count(*) FROM calls WHERE outcome = 'ok'") == [(paid,)]
        assert desk.rows("SELECT DISTINCT state FROM runs") == [("interrupted",)]
        assert desk.run("generate", "items.csv", "--base-url", server.url).status == 0
        assert set(server.asked().values()) == {1}
    assert len(desk.drafts()) == ROWS


@needs_ray
def test_a_cost_limit_is_of_all_windows_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Four rows are handed out at a time; eight calls of $0.0045 leave two workers $0.012 each: a row."""
    usage = {"prompt_tokens": 500, "completion_tokens": 2000}
    desk = make_desk(tmp_path, capsys)
    desk.items(range(12))
    with model_server(lambda request: answers(answer_text(request), usage=usage)) as server:
        status, report, said = on_ray(desk, server, "--max-cost", "0.06", script=FEW)
    assert status == 1, said
    assert "the cost limit of" in report["stopped"]
    assert 0.036 < report["cost"] <= 0.06
    assert 4 <= report["rows"]["drafted"] <= 6


@needs_ray
def test_pages_are_checked_as_they_are_without_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path, capsys)
    desk.items(range(3))
    with model_server() as server:
        assert desk.run("generate", "items.csv", "--base-url", server.url).status == 0
    desk.write("drafts/medicine/broken.md", "no page")
    said = desk.run("check", "drafts", "--json", "--no-cache")
    command = [sys.executable, "-c", SCRIPT, "-C", str(desk.root), "check", "drafts", "--json", "--no-cache"]
    command += ["--engine", "ray", "--jobs", "2"]
    done = subprocess.run(command, check=False, text=True, capture_output=True, timeout=120)
    assert "page-unreadable" in said.out
    assert (done.returncode, done.stdout) == (said.status, said.out), done.stderr


@pytest.mark.skipif(find_spec("ray") is not None, reason="needs a machine without the package ray")
def test_what_is_missing_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = make_desk(tmp_path, capsys)
    desk.items(range(4))
    said = desk.run("generate", "items.csv", "--engine", "ray")
    assert said.status == 2
    assert "pip install 'answerdesk[ray]'" in said.err
