"""Runs that are ended from outside: what was found is kept, and no process stays behind."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from gen.page.writer import dump_page
from tests.evals.cases import BASE
from tests.evals.running.page_tree import page

ROOT = Path(__file__).parents[3]
PAGES = 2_500
PATIENCE = 30.0


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with more pages than are checked while one looks."""
    (tmp_path / "answerdesk.yaml").write_text("{}\n")
    text = dump_page(page(1, answer=f"{BASE.answer}\n\n" * 3))
    (tmp_path / "content").mkdir()
    for number in range(PAGES):
        (tmp_path / "content" / f"{number:04}.md").write_text(text.replace("\nid: 1\n", f"\nid: {number + 1}\n"))
    return tmp_path


# What starts the tests may have told all below it to ignore Ctrl-C.
MAIN = """
import signal, sys, answerdesk
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(answerdesk.main())
"""


def start(workspace: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", MAIN, "-C", str(workspace), "check", "content", "--jobs", "2"]
    return subprocess.Popen(
        [*command, "--check", "answer-short", "--check", "id-twice", "--format", "json=report.json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kept(workspace: Path) -> int:
    path = workspace / ".answerdesk_cache" / "checks.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as database:
        try:
            return int(database.execute("SELECT count(*) FROM pages").fetchone()[0])
        except sqlite3.OperationalError:  # not made yet
            return 0


def until(condition: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait for something while a process runs, or, once it has ended, for what it leaves."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue


def group_is_empty(group: int) -> bool:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, found = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(found) == group and state != "Z":
            return False
    return True


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.xdist_group("interrupt")
def test_interrupted_and_killed(workspace: Path) -> None:
    before = 0
    for number, status in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
        process = start(workspace)
        until(partial(_is_under_way, workspace, before, process), process)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does it
        else:
            process.kill()
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == status, err
        assert out == ""
        if number == signal.SIGINT:  # else Python has a word about what is left to clean up
            assert err == "answerdesk: interrupted\n"
            assert not list(workspace.glob("*report*"))  # half a report is none
        until(partial(group_is_empty, process.pid), process)
        assert before < kept(workspace) < PAGES
        before = kept(workspace)
    assert not (workspace / "report.json").exists()


def _is_under_way(workspace: Path, before: int, process: "subprocess.Popen[str]") -> bool:
    return kept(workspace) > before or process.poll() is not None
