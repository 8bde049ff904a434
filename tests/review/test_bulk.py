"""One verdict on many drafts."""

from pathlib import Path

import pytest

from gen.errors import UsageError, VerdictError
from gen.ledger import State
from review.bulk import MOST, accept_all, reject_all, undo_all
from review.desk import Desk
from review.verdicts import reject, undo
from tests.review.tray import ANSWER, BOB, JANE, add_drafts, desk_of


def states(desk: Desk) -> list[State]:
    return [draft.state for number in (1, 2, 3) if (draft := desk.ledger.draft(number))]


def test_those_that_qualify_are_accepted_and_undone_at_once(root: Path) -> None:
    (wrong,) = add_drafts(root, "What is wrong?", answer=f"{ANSWER} WRONG")
    with desk_of(root) as desk:
        done = accept_all(desk, [1, wrong, 2, 2, 99, 3], JANE, note="all fine")
        assert [given.verdict.draft_id for given in done.given] == [1, 2, 3]
        assert {given.verdict.batch for given in done.given} == {done.batch}
        assert [refused.draft_id for refused in done.refused] == [wrong, 99]
        assert "1 error" in done.refused[0].message
        assert states(desk) == [State.ACCEPTED] * 3
        undone = undo_all(desk, done.batch, BOB)
        assert len(undone.given) == 3
        assert states(desk) == [State.WAITING] * 3


def test_what_was_judged_anew_is_left(desk: Desk) -> None:
    done = reject_all(desk, [1, 2, 3], JANE, "off-topic")
    undo(desk, 2, JANE)
    reject(desk, 2, BOB, "incorrect")
    undo(desk, 3, JANE)
    back = undo_all(desk, done.batch, JANE)
    assert [given.verdict.draft_id for given in back.given] == [1]
    assert [refused.draft_id for refused in back.refused] == [2, 3]
    assert states(desk) == [State.WAITING, State.REJECTED, State.WAITING]


def test_what_makes_no_sense_changes_nothing(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no reason"):
        reject_all(desk, [1], JANE, "because")
    with pytest.raises(UsageError, match="too many"):
        accept_all(desk, range(1, MOST + 2), JANE)
    for batch in ("", "nobody's"):
        with pytest.raises(VerdictError, match="no verdicts"):
            undo_all(desk, batch, JANE)
    assert accept_all(desk, [], JANE).batch == ""
    assert states(desk) == [State.WAITING] * 3
