import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gen.ledger import process as module
from gen.ledger.process import Process
from tests.gen.ledger.samples import program

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@LINUX
def test_this_process_lives() -> None:
    assert Process.current().lives() is True


@LINUX
def test_a_later_process_with_the_same_number_is_another() -> None:
    assert replace(Process.current(), started="1").lives() is False


@LINUX
def test_a_process_that_ended_is_dead_before_its_parent_looks(tmp_path: Path) -> None:
    child = program("print(input())", cwd=tmp_path)
    mine = Process.current()
    said = replace(mine, pid=child.pid, started=module._start_time(child.pid) or "")
    assert said.lives() is True
    assert child.stdin is None
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, and a zombie
    assert said.lives() is False
    child.communicate()
    assert said.lives() is False


def test_a_process_elsewhere_cannot_be_seen() -> None:
    assert Process("elsewhere", 1, "1").lives() is None


def test_without_start_times_only_death_is_sure(tmp_path: Path) -> None:
    mine = Process.current()
    assert replace(mine, started="").lives() is None
    child = program("", cwd=tmp_path)
    child.communicate()
    assert replace(mine, pid=child.pid, started="").lives() is False
