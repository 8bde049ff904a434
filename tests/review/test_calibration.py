"""How often flags are right: counted from what people said and mended, and proposed, never applied."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.ledger.settlements import How
from review.calibration import ENOUGH, Precision, _precision, precisions
from review.look import look
from review.tasks import settle, tasks_on
from review.verdicts import accept
from tests.gen.desk import TestDesk
from tests.review.test_tasks import draft_of
from tests.review.tray import ANSWER, JANE, add_drafts, desk_of, edit

NOW = {"source-figure": "warning", "source-none": "note"}


@pytest.fixture
def root(empty: Path) -> Path:
    add_drafts(empty, "What is one?", "What is two?", answer=f"{ANSWER} It is INVENTED. That is UNHEARD.")
    return empty


def test_confirmed_and_dismissed_are_counted(root: Path) -> None:
    with desk_of(root) as desk:
        for number, how, reason in ((1, How.CONFIRM, ""), (2, How.DISMISS, "wrong")):
            draft = draft_of(desk, number)
            for task in tasks_on(desk, draft, look(desk, draft).inspected):
                if task.finding["check"] == "source-figure":
                    settle(desk, draft, task.name, how, JANE, reason=reason)
        with desk.ledger.read() as connection:
            (found,) = precisions(connection, NOW)
    assert (found.check, found.right, found.wrong, found.share) == ("source-figure", 1, 1, 0.5)
    assert found.proposal == ""


def test_what_was_mended_before_the_accept_was_right(root: Path) -> None:
    with desk_of(root) as desk:
        edit(root / "drafts/medicine/what-is-one.md", "It is INVENTED.", "It is known.")
        accept(desk, 1, JANE)
        with desk.ledger.read() as connection:
            found = {one.check: one for one in precisions(connection, NOW)}
    assert (found["source-figure"].right, found["source-figure"].wrong) == (1, 0)
    assert "source-none" not in found


@pytest.mark.parametrize(
    ("right", "wrong", "severity", "proposal"),
    [
        (2, 30, "warning", "checks: {x: {severity: note}}"),
        (2, 30, "note", "checks: {x: {enabled: false}}"),
        (60, 2, "note", "checks: {x: {severity: warning}}"),
        (60, 2, "warning", ""),
        (15, 15, "warning", ""),
        (0, ENOUGH - 1, "warning", ""),
    ],
)
def test_what_is_proposed(right: int, wrong: int, severity: str, proposal: str) -> None:
    assert _precision("x", right, wrong, severity).proposal == proposal


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from(["note", "warning", "error"]))
def test_the_interval_holds_the_share(right: int, wrong: int, severity: str) -> None:
    if right + wrong:
        found: Precision = _precision("x", right, wrong, severity)
        assert 0 <= found.low <= found.share + 1e-9
        assert found.share - 1e-9 <= found.high <= 1


def test_the_command(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = TestDesk(root, capsys)
    assert desk.run("calibrate").out == "no flag has been confirmed, dismissed or mended yet\n"
    with desk_of(root) as opened:
        draft = draft_of(opened, 1)
        for task in tasks_on(opened, draft, look(opened, draft).inspected):
            settle(opened, draft, task.name, How.CONFIRM, JANE)
    said = desk.run("calibrate")
    assert "source-figure" in said.out
    assert "nothing to propose" in said.out
    assert [line["right"] for line in map(json.loads, desk.run("calibrate", "--json").out.splitlines())] == [1, 1]
