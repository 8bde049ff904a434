"""Findings that a person settles, and what that does to an accept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.config import ReviewSettings
from gen.errors import UsageError, VerdictError
from gen.ledger import DraftRow, State
from gen.ledger.settlements import How, Settlement
from review.desk import Desk
from review.look import look
from review.tasks import Task, settle, tasks_of, tasks_on
from review.verdicts import accept
from tests.review.tray import ANSWER, BOB, JANE, add_drafts, desk_of, edit

PATH = "drafts/medicine/what-is-wrong.md"


def finding(check: str = "wrong", severity: str = "error", evidence: str = "WRONG", line: int = 1) -> dict[str, Any]:
    return {
        "check": check,
        "severity": severity,
        "message": "no",
        "field": "answer",
        "evidence": evidence,
        "line": line,
        "column": 1,
        "end_line": line,
        "end_column": 2,
        "suggestion": "",
    }


def draft_of(desk: Desk, draft_id: int = 1) -> DraftRow:
    draft = desk.ledger.draft(draft_id)
    assert draft is not None
    return draft


def tasks(desk: Desk) -> tuple[Task, ...]:
    return tasks_on(desk, draft_of(desk), look(desk, draft_of(desk)).inspected)


@pytest.fixture
def wrong(empty: Path) -> Path:
    add_drafts(empty, "What is wrong?", answer=f"{ANSWER} WRONG and DOUBTFUL")
    return empty


@pytest.mark.parametrize("how", [How.CONFIRM, How.DISMISS])
def test_a_settled_error_is_no_obstacle(wrong: Path, how: How) -> None:
    with desk_of(wrong) as desk:
        error, doubt = tasks(desk)
        assert (error.open, doubt.open) == (True, False)
        with pytest.raises(VerdictError, match="1 error that nobody settled"):
            accept(desk, 1, JANE)
        said = settle(desk, draft_of(desk), error.name, how, BOB, reason="meant" if how is How.DISMISS else "")
        assert [task.settled for task in tasks(desk)] == [said, None]
        assert accept(desk, 1, JANE).verdict.override == ""


def test_what_is_taken_back_is_open_again(wrong: Path) -> None:
    with desk_of(wrong) as desk:
        name = tasks(desk)[0].name
        settle(desk, draft_of(desk), name, How.CONFIRM, BOB)
        settle(desk, draft_of(desk), name, How.REOPEN, JANE)
        assert tasks(desk)[0].open


def test_a_finding_that_was_mended_is_no_task_any_more(wrong: Path) -> None:
    with desk_of(wrong) as desk:
        name = tasks(desk)[0].name
        edit(wrong / PATH, "WRONG", "right")
        assert [task.finding["check"] for task in tasks(desk)] == ["doubtful"]
        with pytest.raises(VerdictError, match="no such finding"):
            settle(desk, draft_of(desk), name, How.CONFIRM, BOB)
        accept(desk, 1, JANE)
        assert draft_of(desk).state is State.ACCEPTED


def test_what_was_said_holds_while_other_words_are_edited(wrong: Path) -> None:
    with desk_of(wrong) as desk:
        settle(desk, draft_of(desk), tasks(desk)[0].name, How.CONFIRM, BOB)
        edit(wrong / PATH, "It opens", "Usually it opens")
        assert not tasks(desk)[0].open


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("because", ""), ("other", " ")])
def test_a_dismissal_needs_a_reason(wrong: Path, reason: str, note: str) -> None:
    with desk_of(wrong) as desk:
        name = tasks(desk)[0].name
        with pytest.raises(UsageError):
            settle(desk, draft_of(desk), name, How.DISMISS, BOB, reason=reason, note=note)
        assert tasks(desk)[0].open


def test_a_page_that_a_check_could_not_do_is_looked_at_once() -> None:
    crashed = finding("check-crashed")
    (task,) = tasks_of([crashed], [], ReviewSettings())
    assert task.open
    said = Settlement(1, "h", task.name, "check-crashed", "error", How.CONFIRM, "jane", 1.0)
    assert not tasks_of([crashed], [said], ReviewSettings())[0].open


def test_the_settings_name_checks_that_have_to_be_settled() -> None:
    found = [finding("doubtful", "warning")]
    assert not tasks_of(found, [], ReviewSettings())[0].open
    assert tasks_of(found, [], ReviewSettings(must_settle=("doubtful",)))[0].open


FINDINGS = st.lists(
    st.builds(
        finding,
        check=st.sampled_from(["a", "b"]),
        evidence=st.sampled_from(["", "x", "x\0y"]),
        line=st.integers(1, 9),
    ),
    max_size=8,
)


@given(FINDINGS, st.integers(1, 50))
def test_names_differ_and_do_not_depend_on_the_line(found: list[Mapping[str, Any]], further: int) -> None:
    names = [task.name for task in tasks_of(found, [], ReviewSettings())]
    assert len(set(names)) == len(found)
    moved = [{**each, "line": each["line"] + further} for each in found]
    assert [task.name for task in tasks_of(moved, [], ReviewSettings())] == names
