"""Pages that more people than one, or somebody with a role, have to accept."""

from pathlib import Path

import pytest

from gen.errors import VerdictError
from gen.ledger import State, VerdictKind
from review.approvals import needs
from review.desk import Desk
from review.filters import Filter
from review.judging import Circumstances
from review.queue import queue
from review.reviewer import Reviewer, reviewer
from review.verdicts import accept, reject, revise, undo
from tests.review.tray import BOB, JANE, add_drafts, desk_of, edit, make_workspace, pages

DOCTOR = Reviewer("Ann <ann@example.org>", "medical")
PATH = "drafts/medicine/what-does-the-valve-do.md"


def workspace(root: Path, rules: str, roles: str = "{}") -> Path:
    make_workspace(root, f"review: {{reviewer: jane, roles: {roles}}}\nsubjects: {{medicine: {rules}}}\n")
    add_drafts(root, "What does the valve do?")
    return root


def state(desk: Desk) -> State:
    draft = desk.ledger.draft(1)
    assert draft is not None
    return draft.state


def test_two_people_have_to_accept_it(tmp_path: Path) -> None:
    root = workspace(tmp_path, "{accepts: 2}")
    with desk_of(root) as desk:
        first = accept(desk, 1, JANE)
        assert (first.verdict.kind, state(desk), first.place) == (VerdictKind.APPROVE, State.WAITING, PATH)
        assert "another person's" in first.note
        with pytest.raises(VerdictError, match="you have accepted"):
            accept(desk, 1, JANE)
        assert accept(desk, 1, BOB).verdict.kind is VerdictKind.ACCEPT
        assert pages(root) == ["content/medicine/what-does-the-valve-do.md"]
        undo(desk, 1, BOB)
        assert [verdict.kind for verdict in desk.ledger.history(1)] == ["approve", "accept", "undo"]
        accept(desk, 1, DOCTOR)
        assert state(desk) is State.ACCEPTED


def test_an_approval_is_of_the_page_that_was_read(tmp_path: Path) -> None:
    root = workspace(tmp_path, "{accepts: 2}")
    with desk_of(root) as desk:
        accept(desk, 1, JANE)
        edit(root / PATH, "It opens", "It always opens")
        assert accept(desk, 1, BOB).verdict.kind is VerdictKind.APPROVE
        assert accept(desk, 1, JANE).verdict.kind is VerdictKind.ACCEPT


def test_an_approval_can_be_taken_back(tmp_path: Path) -> None:
    with desk_of(workspace(tmp_path, "{accepts: 2}")) as desk:
        accept(desk, 1, JANE)
        undo(desk, 1, JANE)
        assert accept(desk, 1, BOB).verdict.kind is VerdictKind.APPROVE
        reject(desk, 1, JANE, "incorrect")
        undo(desk, 1, JANE)
        assert state(desk) is State.WAITING


def test_one_of_them_must_have_the_role(tmp_path: Path) -> None:
    with desk_of(workspace(tmp_path, "{accepts: 2, role: medical}")) as desk:
        accept(desk, 1, JANE)
        with pytest.raises(VerdictError, match="'medical'"):
            accept(desk, 1, BOB)
        assert accept(desk, 1, DOCTOR).verdict.role == "medical"
        assert state(desk) is State.ACCEPTED


def test_without_the_role_nobody_accepts_alone(tmp_path: Path) -> None:
    with desk_of(workspace(tmp_path, "{role: medical}")) as desk:
        with pytest.raises(VerdictError, match="'medical'"):
            accept(desk, 1, JANE)
        assert desk.ledger.history(1) == []
        assert accept(desk, 1, DOCTOR).verdict.kind is VerdictKind.ACCEPT


def test_a_page_that_is_not_the_one_that_was_read_is_refused(desk: Desk, root: Path) -> None:
    draft = desk.ledger.draft(1)
    assert draft is not None
    read = draft.page_hash
    edit(root / PATH, "It opens", "It never opens")
    under = Circumstances(read=read)
    with pytest.raises(VerdictError, match="changed since you read it"):
        accept(desk, 1, JANE, under=under)
    with pytest.raises(VerdictError, match="changed since you read it"):
        reject(desk, 1, JANE, "incorrect", under=under)
    with pytest.raises(VerdictError, match="changed since you read it"):
        revise(desk, 1, JANE, "incorrect", note="Say when.", under=under)
    assert desk.ledger.history(1) == []


def test_a_request_that_is_sent_again_does_nothing_twice(desk: Desk) -> None:
    under = Circumstances(request="r-1", seconds=12.5)
    first = accept(desk, 1, JANE, under=under)
    assert accept(desk, 1, JANE, under=under) == first
    assert first.verdict.seconds == 12.5
    assert len(desk.ledger.history(1)) == 1
    back = Circumstances(request="r-2")
    assert undo(desk, 1, JANE, under=back) == undo(desk, 1, JANE, under=back)
    assert state(desk) is State.WAITING
    with pytest.raises(VerdictError, match="another draft"):
        accept(desk, 2, JANE, under=under)


def test_a_draft_that_is_sent_back_can_be_had_again(desk: Desk, root: Path) -> None:
    before = (root / PATH).read_bytes()
    with pytest.raises(VerdictError, match="words for the model"):
        revise(desk, 1, JANE, "incomplete", note=" ")
    given = revise(desk, 1, JANE, "incomplete", note="Say when it closes.")
    assert state(desk) is State.REVISE
    assert given.place.startswith("drafts/.revised/1-")
    assert (root / given.place).read_bytes() == before
    assert not (root / PATH).exists()
    undo(desk, 1, JANE)
    assert (root / PATH).read_bytes() == before
    assert state(desk) is State.WAITING


def test_the_queue_says_what_is_missing_besides_ones_own_accept(tmp_path: Path) -> None:
    root = workspace(tmp_path, "{accepts: 2, role: medical}")
    add_drafts(root, "What is a cell?", subject="Biology")

    def told(desk: Desk, by: Reviewer) -> dict[int, str]:
        return needs(desk, list(queue(desk.ledger, Filter())), by)

    with desk_of(root) as desk:
        assert told(desk, JANE) == {}
        accept(desk, 1, JANE)
        assert told(desk, JANE) == {1: "you have accepted it; it needs another person's accept, too"}
        assert told(desk, BOB) == {1: "not for you: it needs the accept of somebody whose role is 'medical'"}
        assert told(desk, DOCTOR) == {1: f"accepted by {JANE.name}; yours publishes it"}
        undo(desk, 1, JANE)
        assert told(desk, DOCTOR) == {}
        accept(desk, 1, DOCTOR)
        accept(desk, 1, BOB)
        assert told(desk, JANE) == {}


def test_one_person_has_several_roles(tmp_path: Path) -> None:
    roles = "{ann@example.org: [editor-in-chief, medical], bob: medical editor}"
    root = workspace(tmp_path, "{role: medical}", roles)
    with desk_of(root) as desk:
        settings = desk.workspace.settings.review
        ann, bob = reviewer("Ann <ann@example.org>", settings), reviewer("bob", settings)
        assert (ann.role, bob.role) == ("editor-in-chief, medical", "medical editor")
        with pytest.raises(VerdictError, match="whose role is 'medical'"):
            accept(desk, 1, bob)
        assert accept(desk, 1, ann).verdict.role == "editor-in-chief, medical"
        assert state(desk) is State.ACCEPTED


def test_who_lacks_the_only_role_is_told_so_before_they_read_it(tmp_path: Path) -> None:
    with desk_of(workspace(tmp_path, "{role: medical}")) as desk:
        lines = list(queue(desk.ledger, Filter()))
        assert needs(desk, lines, BOB) == {1: "not for you: it needs the accept of somebody whose role is 'medical'"}
        assert needs(desk, lines, DOCTOR) == {}
