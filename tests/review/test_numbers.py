"""The review in numbers."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.ledger.settlements import How
from review.desk import Desk
from review.judging import Circumstances
from review.look import look
from review.numbers import DAYS, krippendorff, numbers, wilson
from review.tasks import settle, tasks_on
from review.verdicts import accept, reject, undo
from tests.review.tray import ANSWER, BOB, JANE, add_drafts, desk_of


def test_everything_is_counted(root: Path) -> None:
    add_drafts(root, "What is wrong?", answer=f"{ANSWER} WRONG")
    with desk_of(root) as desk:
        accept(desk, 1, JANE, under=Circumstances(seconds=90))
        reject(desk, 2, JANE, "style", under=Circumstances(seconds=30))
        undo(desk, 2, JANE)
        reject(desk, 2, BOB, "incorrect")
        reject(desk, 3, BOB, "incorrect")
        undo(desk, 3, BOB)
        _settle_all(desk, 4)
        found = numbers(desk.ledger)
    assert len(found.days) == DAYS
    assert dict(found.days[-1].counts) == {"accept": 1, "reject": 1}
    (subject,) = found.subjects
    assert (subject.name, subject.accepted, subject.judged, subject.share) == ("Medicine", 1, 2, 0.5)
    assert [rate.name for rate in found.models] == ["small"]
    assert [rate.name for rate in found.prompts] == ["a" * 12]
    assert found.reasons == [("incorrect", 1)]
    assert [(pace.who, pace.minutes, pace.verdicts) for pace in found.paces] == [(JANE.name, 1.0, 2)]
    assert (found.pairs, found.alpha) == (1, 1.0)
    assert [(rate.name, rate.accepted, rate.judged) for rate in found.checks] == [("wrong", 0, 1)]
    assert [(rate.accepted, rate.judged) for rate in found.calibration] == [(0, 0)] * 9 + [(1, 2)]


def _settle_all(desk: Desk, number: int) -> None:
    draft = desk.ledger.draft(number)
    assert draft is not None
    for task in tasks_on(desk, draft, look(desk, draft).inspected):
        settle(desk, draft, task.name, How.CONFIRM, JANE)
        settle(desk, draft, task.name, How.DISMISS, JANE, reason="wrong")


def test_an_empty_ledger_has_numbers_too(desk: Desk) -> None:
    found = numbers(desk.ledger)
    assert found.alpha is None
    assert found.subjects == []


def test_alpha_of_the_published_example() -> None:
    """Krippendorff 2011, section B: two observers, ten units, binary data: 0.095."""
    one, other = "0100000010", "1110010000"
    assert krippendorff(list(zip(one, other, strict=True))) == pytest.approx(0.095, abs=0.001)


@given(st.lists(st.lists(st.sampled_from("ab"), max_size=4), max_size=9))
def test_alpha_is_at_most_one_and_one_for_agreement(units: list[list[str]]) -> None:
    alpha = krippendorff(units)
    assert alpha is None or alpha <= 1
    agreeing = [unit[:1] * len(unit) for unit in units]
    assert krippendorff(agreeing) in (None, 1.0)


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share(hits: int, more: int) -> None:
    low, high = wilson(hits, hits + more)
    assert 0 <= low <= high <= 1
    if hits + more:
        assert low <= hits / (hits + more) + 1e-9
        assert high >= hits / (hits + more) - 1e-9
