"""What the queue can be narrowed to, counted now and then."""

import threading
from pathlib import Path

import pytest

from gen.ledger import State
from review import facets
from review.facets import RECENT, Counted, RecentCounts, counted
from review.filters import Filter
from review.today import today
from review.verdicts import accept, reject, undo
from tests.review.tray import BOB, JANE, add_drafts, desk_of


def test_choices_are_counted_beside_the_filter(root: Path) -> None:
    add_drafts(root, "What is a cell?", "What is a gene?", subject="Biology")
    with desk_of(root) as desk:
        accept(desk, 1, JANE)
        reject(desk, 4, BOB, "style")
        found = counted(desk.ledger)
    choices = found.of(Filter())
    assert {each.value: each.count for each in choices.states} == {"waiting": 3, "accepted": 1, "rejected": 1}
    assert [(each.value, each.count) for each in choices.subjects] == [("Biology", 1), ("Medicine", 2)]
    assert choices.reviewers == (JANE.name, BOB.name)
    choices = found.of(Filter(state=State.ACCEPTED, subject="Biology"))
    assert {each.value: each.count for each in choices.states} == {"waiting": 1, "rejected": 1}
    assert [(each.value, each.count) for each in choices.subjects] == [("Medicine", 1)]


def test_they_are_counted_again_after_a_while(root: Path) -> None:
    now = 0.0
    with desk_of(root) as desk:
        recent = RecentCounts(desk.ledger, clock=lambda: now)
        first = recent.get()
        accept(desk, 1, JANE)
        now = RECENT - 0.01
        assert recent.get() is first
        now = RECENT
        assert {state: count for _, state, count in recent.get().drafts} == {"waiting": 2, "accepted": 1}


def test_a_queue_is_counted_for_each_who_asks_only_where_it_is_short(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_drafts(root, "What is a cell?", subject="Biology")
    with desk_of(root) as desk:
        recent = RecentCounts(desk.ledger, clock=lambda: 0.0)
        recent.get()
        accept(desk, 1, JANE)
        everything, medicine = Filter(), Filter(state=None, subject="Medicine")
        assert [recent.size(everything), recent.size(medicine)] == [3, 3]
        monkeypatch.setattr(facets, "MANY", 3)
        assert [recent.size(everything), recent.size(medicine)] == [4, 3]
        assert recent.size(Filter(state=None, text="e")) == 4  # no count knows of words


def test_while_one_counts_others_have_the_last_count(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    with desk_of(root) as desk:
        recent = RecentCounts(desk.ledger, clock=lambda: now)
        first = recent.get()
        now = RECENT
        begun, goes_on = threading.Event(), threading.Event()

        def slowly(_ledger: object) -> Counted:
            begun.set()
            assert goes_on.wait(10)
            return Counted([], (), ())

        monkeypatch.setattr(facets, "counted", slowly)
        counting = threading.Thread(target=recent.get)
        counting.start()
        assert begun.wait(10)
        assert recent.get() is first
        goes_on.set()
        counting.join(10)
        assert recent.get() == Counted([], (), ())


def test_today_counts_what_was_not_taken_back(root: Path) -> None:
    with desk_of(root) as desk:
        assert today(desk.ledger, JANE.name, 3).share == 0.0
        accept(desk, 1, JANE)
        accept(desk, 2, BOB)
        reject(desk, 3, JANE, "style")
        undo(desk, 3, JANE)
        done = today(desk.ledger, JANE.name, 1)
    assert (done.mine, done.all, done.waiting) == (1, 2, 1)
    assert done.share == 2 / 3
