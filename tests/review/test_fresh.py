"""References that change while the review goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gen.errors import UsageError
from gen.ledger import DraftRow
from gen.sources.references import References
from gen.workspace import Workspace
from review.desk import Desk
from review.fresh import EVERY, FreshSources
from review.look import REFERENCES, look
from review.verdicts import accept
from tests.review.tray import JANE, desk_of, make_workspace
from tests.review.web.conftest import Visitor, serving

SETTINGS = "review: {reviewer: jane}\nsources: {embeddings: false}\n"


@pytest.fixture
def shelf(root: Path) -> Path:
    make_workspace(root, SETTINGS)
    (root / "sources").mkdir()
    (root / "sources" / "a.md").write_text("The valve opens.")
    return root / "sources"


def draft_of(desk: Desk) -> DraftRow:
    found = desk.ledger.draft(1)
    assert found is not None
    return found


def test_what_changes_is_seen_after_some_seconds(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, looks = 0.0, list[float]()

    def at_once(deed: Callable[[], None]) -> None:
        looks.append(now)
        deed()

    fresh = FreshSources(Workspace.find(shelf.parent), clock=lambda: now, start=at_once)

    def names() -> tuple[str, ...]:
        sources = fresh.get()
        return () if sources is None else sources.names

    assert names() == ("a.md",)
    (shelf / "b.md").write_text("The valve closes.")
    now = EVERY - 0.01
    assert names() == ("a.md",)
    now = EVERY
    assert names() == ("a.md", "b.md")
    before = fresh.get()
    now = 2 * EVERY
    assert fresh.get() is before
    for file in shelf.iterdir():
        file.unlink()
    now = 3 * EVERY
    assert names() == ()
    assert looks == [EVERY, 2 * EVERY, 3 * EVERY]

    monkeypatch.setattr("gen.sources.folder.MOST_FILES", 0)
    (shelf / "c.md").write_text("It leaks.")
    now = 4 * EVERY
    with pytest.raises(UsageError, match="more than 0 files"):
        names()
    monkeypatch.undo()
    now = 5 * EVERY
    assert names() == ("c.md",)


def test_nobody_waits_for_a_look(shelf: Path) -> None:
    now, begun = 0.0, list[Callable[[], None]]()
    fresh = FreshSources(Workspace.find(shelf.parent), clock=lambda: now, start=begun.append)
    first = fresh.get()
    (shelf / "b.md").write_text("The valve closes.")
    now = EVERY
    assert fresh.get() is first
    assert fresh.get() is first
    assert len(begun) == 1
    begun[0]()
    assert fresh.get() is not first


def test_a_draft_is_checked_again_when_its_references_changed(shelf: Path) -> None:
    root = shelf.parent
    with desk_of(root) as desk:
        draft = draft_of(desk)
        assert not look(desk, draft).again  # nobody knows what it was held against
        desk.ledger.record_inspection(1, look(desk, draft, anew=True).inspected)
        assert not look(desk, draft).again
        (shelf / "a.md").write_text("The valve closes.")
    with serving(root) as port:
        visitor = Visitor(port)
        assert "The references changed since this page was checked" in visitor.ask("/drafts/1").text
        assert "The references changed" not in visitor.ask("/drafts/2").text
    with desk_of(root) as desk:
        seen = look(desk, draft)
        assert (seen.again, seen.why) == (True, REFERENCES)
        assert accept(desk, 1, JANE).checked_again == seen.inspected
        assert desk.ledger.inspection(1, draft.page_hash) == seen.inspected
        assert not look(desk, draft_of(desk)).again


def test_only_the_references_that_it_names_count(shelf: Path) -> None:
    with desk_of(shelf.parent) as desk:
        sources = desk.sources
        assert sources is not None
        before = [References(sources, named).contents for named in ((), ("a.md",), ("b.md",))]
        (shelf / "b.md").write_text("The valve closes.")
        sources.sync()
        after = [References(sources, named).contents for named in ((), ("a.md",), ("b.md",))]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True, False]
