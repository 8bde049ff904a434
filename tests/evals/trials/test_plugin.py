import subprocess
import sys
from pathlib import Path

import pytest

from tests.evals.trials.writer import trial_desk

TEST = """
def test_all(golden):
    results = golden.replay()
    assert [one.case for one in results] == ["valve", "pump"]
    assert "leaflets" in results[0].page

def test_one(golden):
    (result,) = golden.replay("pump")
    assert result.met == 1
"""


def pytest_in(root: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:xdist", "--block-network"]
    done = subprocess.run([*command, "tests"], cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_content_repository_replays_in_its_own_tests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with trial_desk(tmp_path, capsys, monkeypatch) as (desk, _):
        assert desk.run("record").status == 0
    desk.write("pytest.ini", "[pytest]\n")
    desk.write("tests/conftest.py", 'pytest_plugins = ["evals.trials.plugin"]\n')
    desk.write("tests/test_ours.py", TEST)
    (desk.root / "evals/golden/cassettes/test-model/valve.yaml").unlink()
    status, out = pytest_in(desk.root)
    assert status == 1
    assert "valve: unrecorded: it has no cassette" in out
    assert "1 failed, 1 passed" in out
