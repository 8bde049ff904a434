from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.errors import LedgerError, VerdictError
from gen.ledger import Ledger, Move, State, VerdictKind, standing
from tests.gen.ledger.samples import inspected, questions, verdict, waiting

_NUMBERS = count()
AFTER = {
    VerdictKind.APPROVE: State.WAITING,
    VerdictKind.ACCEPT: State.ACCEPTED,
    VerdictKind.REJECT: State.REJECTED,
    VerdictKind.REVISE: State.REVISE,
}


def state(ledger: Ledger, draft_id: int) -> tuple[State, str]:
    draft = ledger.draft(draft_id)
    assert draft is not None
    return draft.state, draft.path


@pytest.mark.parametrize("kind", AFTER)
def test_a_verdict_and_taking_it_back(ledger: Ledger, run_id: int, kind: VerdictKind) -> None:
    draft_id = waiting(ledger, run_id)
    given = ledger.add_verdict(
        verdict(draft_id, kind, reason="wrong", note="No.", override="It is fine."), path="content/why.md"
    )
    assert (given.id, given.state_before, given.path_before) == (1, State.WAITING, "drafts/1.md")
    assert (given.who, given.reason, given.note, given.override) == ("jane", "wrong", "No.", "It is fine.")
    assert state(ledger, draft_id) == (AFTER[kind], "content/why.md")
    assert standing(ledger.history(draft_id)) == given

    undone = ledger.add_verdict(verdict(draft_id, VerdictKind.UNDO))
    assert undone.undoes == given.id
    assert state(ledger, draft_id) == (State.WAITING, "drafts/1.md")
    assert ledger.history(draft_id) == [given, undone]
    assert standing(ledger.history(draft_id)) is None


def test_a_verdict_on_a_page_that_changed_is_refused(ledger: Ledger, run_id: int) -> None:
    draft_id = waiting(ledger, run_id)
    ledger.record_inspection(draft_id, inspected("h2"))
    with pytest.raises(VerdictError, match="changed since"):
        ledger.add_verdict(verdict(draft_id, VerdictKind.ACCEPT, "h1"))
    ledger.add_verdict(verdict(draft_id, VerdictKind.ACCEPT, "h2"))


def test_a_draft_is_judged_once(ledger: Ledger, run_id: int) -> None:
    draft_id = waiting(ledger, run_id)
    ledger.add_verdict(verdict(draft_id, VerdictKind.ACCEPT))
    with pytest.raises(VerdictError, match="is accepted and does not wait") as refused:
        ledger.add_verdict(verdict(draft_id, VerdictKind.REJECT))
    assert "undo 1" in refused.value.hint
    assert len(ledger.history(draft_id)) == 1


def test_verdicts_that_cannot_be(ledger: Ledger, run_id: int) -> None:
    with pytest.raises(VerdictError, match="no draft 99"):
        ledger.add_verdict(verdict(99, VerdictKind.ACCEPT))
    claimed = ledger.claim(questions("Who?"), run_id)[0].id
    with pytest.raises(VerdictError, match="is claimed"):
        ledger.add_verdict(verdict(claimed, VerdictKind.ACCEPT))
    with pytest.raises(VerdictError, match="no verdict to take back"):
        ledger.add_verdict(verdict(claimed, VerdictKind.UNDO))
    with pytest.raises(VerdictError, match="no verdict to take back"):
        ledger.add_verdict(verdict(waiting(ledger, run_id), VerdictKind.UNDO))


def test_a_verdict_whose_effect_fails_was_not_given(ledger: Ledger, run_id: int) -> None:
    draft_id = waiting(ledger, run_id)

    def move() -> None:
        raise FileExistsError("there is a page already")

    with pytest.raises(FileExistsError):
        ledger.add_verdict(verdict(draft_id, VerdictKind.ACCEPT), effect=move)
    assert state(ledger, draft_id)[0] is State.WAITING
    assert ledger.history(draft_id) == []


@pytest.mark.parametrize("change", ["UPDATE verdicts SET who = 'bob'", "DELETE FROM verdicts"])
def test_what_people_said_cannot_be_changed(ledger: Ledger, run_id: int, change: str) -> None:
    ledger.add_verdict(verdict(waiting(ledger, run_id), VerdictKind.ACCEPT))
    with pytest.raises(LedgerError, match="append-only"), ledger.transaction() as connection:
        connection.exec_driver_sql(change)


@settings(deadline=None, max_examples=40)
@given(kinds=st.lists(st.sampled_from(VerdictKind), max_size=6))
def test_any_row_of_verdicts_leaves_state_and_history_agreeing(
    shared: tuple[Ledger, int], kinds: list[VerdictKind]
) -> None:
    ledger, run_id = shared
    draft_id = waiting(ledger, run_id, f"What is {next(_NUMBERS)}?")
    for kind in kinds:
        try:
            ledger.add_verdict(verdict(draft_id, kind))
        except VerdictError:
            continue
    holds = standing(ledger.history(draft_id))
    assert state(ledger, draft_id)[0] is (State.WAITING if holds is None else AFTER[holds.kind])


def test_a_verdict_owes_the_move_of_its_page_until_it_is_carried_out(ledger: Ledger, run_id: int) -> None:
    draft_id = waiting(ledger, run_id)
    ledger.add_verdict(verdict(draft_id, VerdictKind.ACCEPT, role="editor"), path="content/why.md")
    assert ledger.history(draft_id)[0].role == "editor"
    (move,) = ledger.moves()
    assert (move.draft_id, move.source, move.target, move.page_hash) == (1, "drafts/1.md", "content/why.md", "h1")

    def fail(_move: Move) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        ledger.settle(move, fail)
    done: list[Move] = []
    assert ledger.moves(draft_id) == [move]
    ledger.settle(move, done.append)
    ledger.settle(move, done.append)  # as another process would that read of it earlier
    assert done == [move]
    assert ledger.moves() == []


def test_a_move_back_takes_the_place_of_the_move_before(ledger: Ledger, run_id: int) -> None:
    draft_id = waiting(ledger, run_id)
    ledger.add_verdict(verdict(draft_id, VerdictKind.ACCEPT), path="content/why.md")
    ledger.add_verdict(verdict(draft_id, VerdictKind.UNDO))
    (move,) = ledger.moves(draft_id)
    assert (move.source, move.target) == ("content/why.md", "drafts/1.md")


def test_a_verdict_that_moves_nothing_owes_nothing(ledger: Ledger, run_id: int) -> None:
    ledger.add_verdict(verdict(waiting(ledger, run_id), VerdictKind.REJECT))
    assert ledger.moves() == []


def test_a_move_that_is_done_is_not_made_again_when_the_next_one_has_its_number(ledger: Ledger, run_id: int) -> None:
    draft_id = waiting(ledger, run_id)
    ledger.add_verdict(verdict(draft_id, VerdictKind.ACCEPT), path="content/why.md")
    (there,) = ledger.moves()
    ledger.settle(there, lambda _: None)
    ledger.add_verdict(verdict(draft_id, VerdictKind.UNDO))
    (back,) = ledger.moves()
    made: list[Move] = []
    ledger.settle(there, made.append)  # as a thread would that had looked before
    assert made == []
    assert ledger.moves() == [back]
    ledger.settle(back, made.append)
    assert made == [back]
