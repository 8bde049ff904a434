"""Kills: ledger and folders agree after one at any step, and what was answered is there."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from gen.ledger import Ledger, State, standing
from review.verdicts import accept
from tests.forked import FORKS, forked
from tests.postgres import Cluster
from tests.review import crash, storm
from tests.review.conftest import QUESTIONS
from tests.review.tray import JANE, add_drafts, desk_of, make_workspace, pages

VALVE = "medicine/what-does-the-valve-do.md"
PLACES = {"waiting": f"drafts/{VALVE}", "accepted": f"content/{VALVE}", "rejected": f"drafts/.rejected/{VALVE}"}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes")


def found(root: Path, deed: str) -> list[dict[str, Any]]:
    with forked(crash.main, root, deed) as program:
        assert program.wait() == 0, program.err
        return [json.loads(line) for line in program.out.splitlines()]


@pytest.mark.parametrize(("deed", "after"), [("accept", "accepted"), ("reject", "rejected"), ("undo", "waiting")])
def test_a_kill_at_any_step(root: Path, deed: str, after: str) -> None:
    text = (root / "drafts" / VALVE).read_text()
    before = "waiting"
    if deed == "undo":
        before = "accepted"
        with desk_of(root) as desk:
            accept(desk, 1, JANE)
    steps = found(root, deed)
    assert len(steps) > 8
    assert [step["killed"] for step in steps] == [True] * (len(steps) - 1) + [False]
    for step in steps:
        given = len(step["kinds"]) == len(steps[0]["kinds"]) + 1
        assert step["state"] == (after if given else before), step
        assert given or not step["answer"], step  # what was answered is there
        assert step["kinds"].count(deed) <= 1, step
        # The page is where the ledger says, whole, and nowhere else.
        assert step["path"] == PLACES[step["state"]], step
        assert step["text"] == text, step
        assert [place for place in step["pages"] if place.endswith(VALVE)] == [step["path"]], step
        assert step["owed"] == 0, step
        # What a site is built from holds no page that nobody accepted, the next command or not.
        assert deed == "undo" or not step["content"] or step["before"] == "accepted", step
        assert given is False or step["left"] == [], step
    assert {step["state"] for step in steps} == {before, after}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_kill_in_a_storm_of_verdicts(root: Path, seed: int) -> None:
    texts = {path.name: path.read_bytes() for path in (root / "drafts").rglob("*.md")}
    with forked(storm.main, root, seed) as giving:
        giving.wait_for_lines(5 + 3 * seed)
        giving.kill()
        giving.wait()
        answered = [line.split() for line in giving.out.splitlines(keepends=True) if line.endswith("\n")]
    with desk_of(root) as desk:
        assert desk.owed == ()
        histories = {number: desk.ledger.history(number) for number in (1, 2, 3)}
        said = {str(verdict.id): verdict for verdicts in histories.values() for verdict in verdicts}
        for number, kind, draft in answered:
            assert (said[number].kind, said[number].draft_id) == (kind, int(draft))
        assert len(said) - len(answered) in (0, 1)  # one may have been given and not answered
        for draft_id, verdicts in histories.items():
            draft_now = desk.ledger.draft(draft_id)
            assert draft_now is not None
            holds = standing(verdicts)
            assert draft_now.state == ({"accept": "accepted", "reject": "rejected"}[holds.kind] if holds else "waiting")
            path = root / draft_now.path
            assert path.read_bytes() == texts[path.name]
        places = [place for place in pages(root) if place.endswith(".md")]
        assert Counter(Path(place).name for place in places) == Counter(texts.keys())


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A workspace where drafts 1 to 3 wait, its ledger on either database, and the ledger's URL."""
    with ExitStack() as stack:
        url = "sqlite:///ledger.sqlite"
        if request.param == "postgresql":
            cluster: Cluster = request.getfixturevalue("postgres")
            url = stack.enter_context(cluster.ledger())
        root = make_workspace(tmp_path / "desk", f"ledger: {url}\nreview: {{reviewer: jane}}\n")
        assert add_drafts(root, *QUESTIONS, url=url) == [1, 2, 3]
        yield root, url


def test_of_two_people_at_once_one_is_first(shared: tuple[Path, str]) -> None:
    root, url = shared
    both = FORKS.Barrier(2)
    with forked(storm.race, root, "ann", both) as ann, forked(storm.race, root, "bob", both) as bob:
        for person in (ann, bob):
            assert (person.wait(60), person.err) == (0, "")
        lines = [line.split() for person in (ann, bob) for line in person.out.splitlines()]
    winners = {int(number): name for number, name in lines}
    assert len(lines) == len(winners) == 3
    with Ledger.open(url, root=root) as ledger:
        for number, name in winners.items():
            (verdict,) = ledger.history(number)
            draft = ledger.draft(number)
            assert draft is not None
            assert verdict.who == name
            assert draft.state is (State.ACCEPTED if name == "ann" else State.REJECTED)
            assert (root / draft.path).is_file()
        assert ledger.moves() == []
    assert len(pages(root)) == 3
