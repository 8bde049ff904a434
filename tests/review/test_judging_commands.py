"""Settling, sending back and taking back at the command line."""

from pathlib import Path

import pytest

from gen.ledger import State
from tests.review.test_commands import Shell
from tests.review.tray import ANSWER, desk_of, edit


@pytest.fixture
def shell(root: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(root, capsys)


def states(root: Path) -> list[State]:
    with desk_of(root) as desk:
        return [draft.state for number in (1, 2, 3) if (draft := desk.ledger.draft(number))]


def test_findings_are_listed_and_settled_by_number(shell: Shell) -> None:
    # A heading with `\(` is an error of the real checks.
    edit(shell.root / "drafts/medicine/what-does-the-valve-do.md", ANSWER.split("\n")[0], "It is \\(x\\) wide.")
    assert shell("settle", "1", "--json") == 0
    listed = shell.json
    number = next(each["number"] for each in listed if each["check"] == "maths-delimiter")
    assert listed[number - 1]["required"] is True
    assert listed[number - 1]["settled"] is None
    assert shell("accept", "1") == 1
    assert "settle the findings" in shell.err
    required = [str(each["number"]) for each in listed if each["required"]]
    assert shell("settle", "1", *required, "--dismiss", "meant", "--note", "it is about LaTeX", "--as", "Jane") == 0
    assert "dismiss by Jane" in shell.out
    assert "Nothing is left to settle" in shell.err
    assert shell("settle", "1", required[0], "--reopen") == 0
    assert "1 to settle" in shell.err
    assert shell("settle", "1", required[0]) == 0
    assert shell("accept", "1") == 0


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["99"], "no draft"),
        (["1", "77"], "no finding 77"),
        (["1", "--dismiss", "meant", "--reopen"], "exclude each other"),
    ],
)
def test_what_cannot_be_settled(shell: Shell, argv: list[str], said: str) -> None:
    assert shell("settle", *argv) in (1, 2)
    assert said in shell.err


def test_drafts_are_sent_back_with_words(shell: Shell) -> None:
    assert shell("revise", "1", "2", "--reason", "incomplete", "--note", "Say when it closes.") == 0
    assert "1: sent back (incomplete)" in shell.out
    assert states(shell.root) == [State.REVISE, State.REVISE, State.WAITING]
    assert shell("status") == 0
    assert shell("revise", "3", "--reason", "incomplete") == 1
    assert "words for the model" in shell.err
    assert shell("revise", "3", "--reason", "because", "--note", "x") == 2


def test_what_one_command_gave_is_taken_back_at_once(shell: Shell) -> None:
    assert shell("accept", "1", "2", "3", "--override", "these are tests") == 0
    batch = shell.err.partition("undo --batch ")[2].partition("`")[0]
    assert states(shell.root) == [State.ACCEPTED] * 3
    assert shell("undo", "2") == 0
    assert shell("undo", "--batch", batch) == 1
    assert "2 wait again" in shell.out
    assert "taken back already" in shell.err
    assert states(shell.root) == [State.WAITING] * 3


def test_undo_takes_drafts_or_a_batch(shell: Shell) -> None:
    for argv in ([], ["1", "--batch", "x"]):
        assert shell("undo", *argv) == 2
        assert "name drafts, or a batch" in shell.err
    assert shell("undo", "--batch", "nobody") == 1
