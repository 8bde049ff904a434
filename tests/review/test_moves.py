import errno
import os
from pathlib import Path

import pytest

from gen.errors import VerdictError
from gen.ledger import State, Verdict, VerdictKind
from review.desk import Desk
from review.moves import settle
from review.places import read_file
from review.verdicts import accept, undo
from tests.review.tray import JANE, pages

VALVE = "medicine/what-does-the-valve-do.md"


def no_links(*_: object, **__: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


@pytest.fixture
def owing(desk: Desk, root: Path) -> Desk:
    """Draft 1 is accepted, and nothing of its move is done."""
    page_hash = read_file(root / "drafts" / VALVE).hash
    verdict = Verdict(1, VerdictKind.ACCEPT, "jane", 0.0, page_hash)
    desk.ledger.add_verdict(verdict, path=f"content/{VALVE}")
    return desk


def test_a_file_system_without_links(desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_links)
    accept(desk, 1, JANE)
    undo(desk, 1, JANE)
    accept(desk, 1, JANE)
    assert len(pages(root)) == 3
    assert f"content/{VALVE}" in pages(root)


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_in_the_last_moment_is_not_written_over(
    desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    target, link = root / "content" / VALVE, os.link

    def appear(*arguments: object) -> None:
        target.write_text("somebody's")
        (link if links else no_links)(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", appear)
    with pytest.raises(VerdictError, match="could not be moved there: there is a file already"):
        accept(desk, 1, JANE)
    assert target.read_text() == "somebody's"
    monkeypatch.undo()
    target.unlink()
    accepted = desk.ledger.draft(1)
    assert accepted is not None
    assert accepted.state is State.ACCEPTED
    assert settle(desk.workspace, desk.ledger) == []
    assert len(pages(root)) == 3


def test_what_was_edited_between_verdict_and_move_is_kept(owing: Desk, root: Path) -> None:
    page = (root / "drafts" / VALVE).read_text()
    (root / "drafts" / VALVE).write_text(f"{page} edited")
    (trouble,) = settle(owing.workspace, owing.ledger)
    assert "not there any more" in trouble.message
    (root / "drafts" / VALVE).write_text(page)
    assert settle(owing.workspace, owing.ledger) == []
    assert (root / "content" / VALVE).read_text() == page
    assert not (root / "drafts" / VALVE).exists()


def test_a_newer_file_in_the_old_place_is_left(owing: Desk, root: Path) -> None:
    page = (root / "drafts" / VALVE).read_text()
    (root / "content" / "medicine").mkdir(parents=True)
    (root / "content" / VALVE).write_text(page)  # the move got so far
    (root / "drafts" / VALVE).write_text("newer")
    assert settle(owing.workspace, owing.ledger) == []
    assert (root / "drafts" / VALVE).read_text() == "newer"


def test_a_move_that_the_system_refuses_stays_owed(owing: Desk, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, **_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", fail)
    (trouble,) = settle(owing.workspace, owing.ledger)
    assert "Permission denied" in trouble.message
    monkeypatch.undo()
    assert len(owing.ledger.moves()) == 1
    assert settle(owing.workspace, owing.ledger) == []
    assert len(pages(root)) == 3


def test_a_move_of_one_draft_is_no_matter_of_another(owing: Desk) -> None:
    assert settle(owing.workspace, owing.ledger, 2) == []
    assert len(owing.ledger.moves()) == 1
    accept(owing, 2, JANE)
    assert len(owing.ledger.moves(1)) == 1
