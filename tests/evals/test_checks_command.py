"""`answerdesk checks`."""

import json
from pathlib import Path

import pytest

from answerdesk import main
from evals.catalogue import EVERY

SETTINGS = """\
checks:
  heading-none: {enabled: false}
  answer-short: {severity: error, options: {least: 800}}
  loop: {waivable: false}
subjects:
  Law:
    checks:
      answer-short: {enabled: false}
      id-twice: {severity: note}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "answerdesk.yaml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def lines(workspace: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    assert main(["-C", str(workspace), "checks", *arguments]) == 0
    rows = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    return {name: state for name, state, _ in rows}


def test_all_checks_are_listed_as_the_settings_have_them(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = lines(workspace, capsys)
    assert list(said) == list(EVERY)
    assert (said["heading-none"], said["answer-short"], said["id-twice"]) == ("off", "error", "error")
    assert said["page-unreadable"] == "error"


def test_a_subject_has_its_own(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = lines(workspace, capsys, "--subject", "law")
    assert (said["heading-none"], said["answer-short"], said["id-twice"]) == ("off", "off", "note")
    other = lines(workspace, capsys, "--subject", "Biology")
    assert (other["answer-short"], other["id-twice"]) == ("error", "error")


def test_without_a_workspace_all_is_as_the_checks_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = lines(tmp_path, capsys)
    assert said == {name: str(check.severity) if check.enabled else "off" for name, check in EVERY.items()}


def test_one_check_is_shown_in_full(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(workspace), "checks", "answer-short", "--subject", "Law"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("### answer-short\n\n**The answer is far shorter")
    assert "- Option `least`: characters; by default 1000, at least 0.\n" in out
    assert out.endswith("- Here for pages of Law: off\n")


def test_as_json(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(workspace), "checks", "--json"]) == 0
    said = {row["id"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert said.keys() == EVERY.keys()
    assert said["answer-short"]["options"] == {"least": 800}
    assert (said["answer-short"]["severity"], said["answer-short"]["of"]) == ("error", "page")
    assert (said["heading-none"]["enabled"], said["heading-none"]["severity"]) == (False, "note")
    assert (said["loop"]["waivable"], said["refusal"]["waivable"]) == (False, True)
    assert (said["check-crashed"]["of"], said["check-crashed"]["waivable"]) == ("frame", False)
    assert said["id-twice"]["of"] == "tree"


def test_one_check_as_json(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(workspace), "checks", "loop", "--json"]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["title"], row["waivable"]) == ("The answer runs in circles", False)


def test_an_unknown_check_is_offered_the_close_one(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(workspace), "checks", "lop"]) == 2
    assert "there is no check `lop`; did you mean `loop`?" in capsys.readouterr().err


def test_an_unknown_subject_of_a_closed_site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "answerdesk.yaml").write_text("site: {subjects_closed: true, subjects: {Law: []}}\n")
    assert main(["-C", str(tmp_path), "checks", "--subject", "Lawe"]) == 2
    assert "did you mean `Law`?" in capsys.readouterr().err
