"""The shipped workflow and hooks, as a content repository uses them: its steps are run as they stand."""

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

import answerdesk
from tests.evals.trials.writer import trial_desk
from tests.gen.desk import TestDesk

WORKFLOW: dict[str, Any] = yaml.safe_load(files("gen").joinpath("ci", "answerdesk.yml").read_text("utf-8"))
HOOKS: dict[str, Any] = yaml.safe_load(files("gen").joinpath("ci", "pre-commit.yaml").read_text("utf-8"))


def git(root: Path, *argv: str) -> None:
    who = ["-c", "user.name=Ed", "-c", "user.email=ed@example.org"]
    subprocess.run(["git", *who, *argv], cwd=root, check=True, capture_output=True)


def steps(job: str, root: Path, scratch: Path) -> tuple[int, str, str]:
    """Run a job's steps that are commands, until one fails: its status, its words, and the job's summary."""
    summary = scratch / "summary.md"
    summary.write_text("")
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(scratch),
        "GITHUB_BASE_REF": "main",
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    said = ""
    for step in WORKFLOW["jobs"][job]["steps"]:
        if "run" in step and step["name"] != "Install":
            done = subprocess.run(
                ["bash", "-eo", "pipefail", "-c", step["run"]],
                cwd=root, env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            said += done.stdout + done.stderr
            if done.returncode:
                return done.returncode, said, summary.read_text()
    return 0, said, summary.read_text()


def repository(desk: TestDesk) -> None:
    """The content repository: `main`, as `origin` has it, and a branch."""
    assert desk.run("init", ".", "--ci").status == 0
    assert desk.run("record").status == 0
    git(desk.root, "init", "-q", "-b", "main")
    git(desk.root, "add", "-A")
    git(desk.root, "commit", "-qm", "As it was")
    git(desk.root, "update-ref", "refs/remotes/origin/main", "main")
    git(desk.root, "switch", "-qc", "change")


def test_a_changed_sentence_of_a_prompt_stops_the_job_and_changed_back_it_is_green(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with trial_desk(tmp_path, capsys, monkeypatch) as (desk, _):
        repository(desk)
    template = desk.root / "prompts/answer/general.md.j2"
    before = template.read_text()
    template.write_text(before.replace("Explain; give no personal advice.", "Explain, and give advice."))
    status, said, _ = steps("prompts", desk.root, tmp_path)
    assert status == 1
    assert "prompts/answer/general.md.j2 has changed since the cassette was recorded" in said
    assert "+- Explain, and give advice." in said
    assert "answerdesk record" in said
    template.write_text(before)
    status, said, summary = steps("prompts", desk.root, tmp_path)
    assert status == 0, said
    assert "against origin/main: no difference shown" in summary.replace("\\", "")


def test_a_bad_page_stops_the_other_job(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with trial_desk(tmp_path, capsys, monkeypatch) as (desk, _):
        repository(desk)
    assert steps("pages", desk.root, tmp_path)[0] == 0
    desk.write("content/medicine/what-is-a-valve.md", "---\nid: 1\n---\n")
    status, said, summary = steps("pages", desk.root, tmp_path)
    assert status == 1
    assert "::error" in said
    assert "Some pages need work" in summary
    assert (desk.root / "answerdesk.sarif").is_file()


def test_hooks_call_commands_that_there_are() -> None:
    for hook in HOOKS["repos"][0]["hooks"]:
        program, command = hook["entry"].split()
        assert program == "answerdesk"
        assert command in answerdesk.COMMANDS


def test_the_workflow_asks_for_no_more_than_it_needs() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    for job in WORKFLOW["jobs"].values():
        assert {name for name, what in job.get("permissions", {}).items() if what == "write"} <= {"security-events"}
        assert not any("secrets." in str(step) for step in job["steps"])


def test_files_that_are_there_stay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answerdesk.main(["-C", str(tmp_path), "init", "desk", "--ci"]) == 0
    hooks = tmp_path / "desk/.pre-commit-config.yaml"
    hooks.write_text("# ours\n")
    assert answerdesk.main(["-C", str(tmp_path), "init", "desk", "--ci"]) == 0
    assert hooks.read_text() == "# ours\n"
    assert "stays as it is" in capsys.readouterr().err
