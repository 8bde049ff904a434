"""The review in numbers."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.ledger.settlements import How
from review.desk import Desk
from review.facets import counted
from review.filters import Filter, Order
from review.judging import Circumstances
from review.look import look
from review.numbers import DAYS, krippendorff, numbers, wilson
from review.queue import next_after, queue, size
from review.tasks import settle, tasks_on
from review.today import today
from review.verdicts import accept, reject, undo
from tests.postgres import Cluster
from tests.review.tray import ANSWER, BOB, JANE, add_drafts, desk_of, make_workspace


@pytest.fixture(params=["sqlite", "postgresql"])
def ours(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A workspace with drafts 1 to 4, its ledger in either database."""
    if request.param == "sqlite":
        yield _filled(tmp_path, "sqlite:///ledger.sqlite")
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    with cluster.ledger() as url:
        yield _filled(tmp_path, url)


def _filled(folder: Path, url: str) -> Path:
    root = make_workspace(folder / "desk", f"ledger: {url}\nreview: {{reviewer: jane}}\n")
    add_drafts(root, "What does the valve do?", "How does the heart beat?", "Why is blood red?", url=url)
    add_drafts(root, "What is wrong?", answer=f"{ANSWER} WRONG", url=url)
    return root


def test_the_queue_is_the_same_in_either_database(ours: Path) -> None:
    with desk_of(ours) as desk:
        reject(desk, 2, BOB, "style")
        draft = desk.ledger.draft(3)
        assert draft is not None
        for order, ids in {"worst": [4, 1, 3], "best": [3, 1, 4], "oldest": [1, 3, 4], "newest": [4, 3, 1]}.items():
            wanted = Filter(order=Order(order))
            assert [line.id for line in queue(desk.ledger, wanted)] == ids
            assert next_after(desk.ledger, wanted, draft) == dict(pairwise(ids)).get(3)
        found = [line.id for line in queue(desk.ledger, Filter(check="wrong", text="WHAT is", below=0.9))]
        assert found == [4]
        assert size(desk.ledger, Filter(state=None, reviewer="bob")) == 1
        choices = counted(desk.ledger).of(Filter())
        assert {each.value: each.count for each in choices.states} == {"waiting": 3, "rejected": 1}
        assert (choices.checks, choices.reviewers) == (("wrong",), ("bob",))
        assert today(desk.ledger, "bob", 3).mine == 1


def test_everything_is_counted(ours: Path) -> None:
    root = ours
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
