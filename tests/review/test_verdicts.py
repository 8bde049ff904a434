import os
import shutil
from pathlib import Path

import pytest

from gen.errors import AnswerdeskError, PageError, UsageError, VerdictError
from gen.files import page_hash, write_atomic
from gen.ledger import State, VerdictKind
from gen.page.writer import dump_page
from review.desk import Desk
from review.verdicts import accept, reject, undo
from tests.review.tray import ANSWER, BOB, JANE, SITE, add_drafts, desk_of, edit, fail_draft, page, pages

VALVE, HEART, BLOOD = (
    f"medicine/{slug}.md" for slug in ("what-does-the-valve-do", "how-does-the-heart-beat", "why-is-blood-red")
)
WAITING = [f"drafts/{HEART}", f"drafts/{VALVE}", f"drafts/{BLOOD}"]


def state(desk: Desk, draft_id: int = 1) -> State:
    draft = desk.ledger.draft(draft_id)
    assert draft is not None
    return draft.state


def refused(desk: Desk, draft_id: int = 1, override: str = "") -> AnswerdeskError:
    """What accept says; nothing is changed by it."""
    before = pages(desk.workspace.root)
    with pytest.raises(AnswerdeskError) as error:
        accept(desk, draft_id, JANE, override=override)
    assert pages(desk.workspace.root) == before
    assert state(desk, draft_id) is State.WAITING
    assert desk.ledger.history(draft_id) == []
    return error.value


# --- accept


def test_an_accepted_page_is_in_the_content_tree_byte_for_byte(desk: Desk, root: Path) -> None:
    before = (root / "drafts" / VALVE).read_bytes()
    given = accept(desk, 1, JANE, note="Well said.")
    assert pages(root) == sorted([f"content/{VALVE}", f"drafts/{HEART}", f"drafts/{BLOOD}"])
    assert (root / "content" / VALVE).read_bytes() == before
    assert (given.place, given.checked_again, given.note) == (f"content/{VALVE}", None, "")
    (verdict,) = desk.ledger.history(1)
    assert verdict == given.verdict
    assert (verdict.kind, verdict.who, verdict.role) == (VerdictKind.ACCEPT, JANE.name, "editor")
    assert verdict.page_hash == page_hash(before.decode())
    assert (verdict.note, verdict.override) == ("Well said.", "")
    assert desk.ledger.moves() == []
    draft = desk.ledger.draft(1)
    assert draft is not None
    assert (draft.state, draft.path) == (State.ACCEPTED, f"content/{VALVE}")


def test_the_catalog_sees_it(desk: Desk) -> None:
    accept(desk, 1, JANE)
    desk.catalog.sync()
    found = desk.catalog.find("medicine/what-does-the-valve-do")
    assert found is not None
    assert found.id == 1


def test_windows_line_ends_and_a_byte_order_mark_stay_as_they_are(desk: Desk, root: Path) -> None:
    path = root / "drafts" / VALVE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    try:
        accept(desk, 1, JANE)
    except PageError:
        assert path.read_bytes() == before
    else:
        assert (root / "content" / VALVE).read_bytes() == before


def test_errors_need_an_override_that_is_kept(empty: Path) -> None:
    add_drafts(empty, "What is wrong?", answer=f"{ANSWER} WRONG")
    with desk_of(empty) as desk:
        error = refused(desk)
        assert "1 error" in error.message
        assert "[wrong] it says WRONG" in error.context
        assert "--override" in error.hint
        assert isinstance(refused(desk, override="  "), VerdictError)
        accept(desk, 1, JANE, override="It is about the word.")
        assert desk.ledger.history(1)[0].override == "It is about the word."


def test_a_page_that_a_check_could_not_do_needs_one_too(empty: Path) -> None:
    add_drafts(empty, "What is broken?", answer=f"{ANSWER} CRASH")
    with desk_of(empty) as desk:
        assert "not all checks" in refused(desk).message
        accept(desk, 1, JANE, override="I read it twice.")
        assert state(desk) is State.ACCEPTED


def test_an_override_that_is_not_needed_is_not_kept(desk: Desk) -> None:
    given = accept(desk, 1, JANE, override="just in case")
    assert given.verdict.override == ""
    assert "not needed" in given.note


def test_warnings_are_no_obstacle(empty: Path) -> None:
    add_drafts(empty, "What is doubtful?", answer=f"{ANSWER} DOUBTFUL")
    with desk_of(empty) as desk:
        accept(desk, 1, JANE)


# --- edited pages


def test_an_edited_page_is_checked_again(desk: Desk, root: Path) -> None:
    path = root / "drafts" / VALVE
    edit(path, "the flow turns", "the DOUBTFUL flow turns")
    given = accept(desk, 1, JANE)
    assert given.checked_again is not None
    assert [finding["check"] for finding in given.checked_again.findings] == ["doubtful"]
    draft = desk.ledger.draft(1)
    assert draft is not None
    assert draft.page_hash == given.verdict.page_hash == page_hash((root / "content" / VALVE).read_text())
    assert desk.ledger.inspection(1, draft.page_hash) == given.checked_again


def test_an_edit_that_brings_errors_is_refused_and_one_that_mends_them_is_not(desk: Desk, root: Path) -> None:
    path = root / "drafts" / VALVE
    edit(path, "the flow turns", "the WRONG flow turns")
    assert "checked again" in refused(desk).hint
    draft = desk.ledger.draft(1)
    assert draft is not None
    assert draft.score == 0.5
    edit(path, "the WRONG flow turns", "the flow turns")
    assert accept(desk, 1, JANE).checked_again is not None


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("\nid: 1\n", "\nid: 7\n", "id 7 instead of 1"),
        ("What does the valve do?", "What does the pump do?", "question 'What does the pump do?' instead of"),
        ("subject: Medicine", "subject: Biology", "its place would be biology/what-does-the-valve-do"),
    ],
)
def test_a_page_that_is_not_its_drafts_any_more(desk: Desk, root: Path, old: str, new: str, what: str) -> None:
    edit(root / "drafts" / VALVE, old, new)
    error = refused(desk, override="I know")
    assert error.where.endswith(VALVE)
    assert what in error.message


def test_the_spelling_of_a_question_may_be_mended(desk: Desk, root: Path) -> None:
    edit(root / "drafts" / VALVE, "What does the valve do?", "What does the Valve do?")
    accept(desk, 1, JANE)


def test_another_drafts_page_in_its_place(desk: Desk, root: Path) -> None:
    shutil.copy(root / "drafts" / HEART, root / "drafts" / VALVE)
    assert "id 2 instead of 1" in refused(desk).message


@pytest.mark.parametrize("text", ["", "no page", "---\nid: [\n---\n", "---js\nprocess.exit()\n---\n"])
def test_what_is_no_page_is_refused_and_can_be_rejected(desk: Desk, root: Path, text: str) -> None:
    (root / "drafts" / VALVE).write_text(text)
    error = refused(desk, override="why not")
    assert isinstance(error, PageError)
    assert VALVE in error.where
    given = reject(desk, 1, JANE, "broken")
    assert given.place == f"drafts/.rejected/{VALVE}"
    undo(desk, 1, JANE)
    assert (root / "drafts" / VALVE).read_text() == text


# --- hostile folders


def _link(path: Path, aside: Path) -> None:
    aside.parent.mkdir(exist_ok=True)
    path.rename(aside)
    path.symlink_to(aside)


def _make_pipe(path: Path, _aside: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _make_folder(path: Path, _aside: Path) -> None:
    path.unlink()
    path.mkdir()


def _make_latin(path: Path, _aside: Path) -> None:
    path.write_bytes("---\nid: 1\nquestion: Café\n---\n".encode("latin-1"))


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (_link, "is a link"),
        (_make_pipe, "is no file"),
        (_make_folder, "is no file"),
        (_make_latin, "not UTF-8"),
        (lambda path, _: path.unlink(), "is not there"),
        (lambda path, aside: _link(path.parent, aside), "is a link"),
    ],
    ids=["link", "pipe", "folder", "latin-1", "gone", "folder is a link"],
)
def test_a_file_that_is_no_plain_page_is_never_accepted(desk: Desk, root: Path, spoil, what: str) -> None:  # type: ignore[no-untyped-def]
    spoil(root / "drafts" / VALVE, root.parent / "outside" / "it")
    error = refused(desk, override="why not")
    assert isinstance(error, PageError)
    assert what in error.message
    assert "reject 1" in error.hint or "links" in error.hint
    given = reject(desk, 1, JANE, "broken")
    assert what in given.note
    assert state(desk) is State.REJECTED
    undo(desk, 1, JANE)
    assert state(desk) is State.WAITING


def test_the_tray_itself_may_be_a_link(desk: Desk, root: Path) -> None:
    _link(root / "drafts", root.parent / "outside" / "tray")
    accept(desk, 1, JANE)
    assert (root / "content" / VALVE).is_file()
    assert not (root / "drafts" / VALVE).exists()


def test_a_linked_folder_in_the_content_tree_is_not_entered(desk: Desk, root: Path) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (root / "content").mkdir()
    (root / "content" / "medicine").symlink_to(outside)
    assert "is a link" in refused(desk).message
    assert list(outside.iterdir()) == []


def test_a_place_that_leads_out_of_the_workspace(desk: Desk, root: Path) -> None:
    (root.parent / "secret.md").write_text("keep out")
    with desk.ledger.transaction() as connection:
        connection.exec_driver_sql("UPDATE drafts SET path = 'drafts/../../secret.md' WHERE id = 1")
    assert "neither in the tray nor in the content tree" in refused(desk).message


def test_a_content_tree_that_cannot_be_written(desk: Desk, root: Path) -> None:
    (root / "content").write_text("a file where a folder should be")
    error = refused(desk)
    assert "cannot be written" in error.message
    assert "content" in error.where


# --- what is in the way


def test_a_page_at_its_place(desk: Desk, root: Path) -> None:
    write_atomic(root / "content" / VALVE, "somebody's")
    error = refused(desk)
    assert error.where.endswith(VALVE)
    assert "reject 1 --reason duplicate" in error.hint
    assert (root / "content" / VALVE).read_text() == "somebody's"


def test_a_dangling_link_at_its_place(desk: Desk, root: Path) -> None:
    (root / "content" / "medicine").mkdir(parents=True)
    (root / "content" / VALVE).symlink_to(root / "nowhere")
    refused(desk)


def test_another_page_with_its_id_or_question(desk: Desk, root: Path) -> None:
    write_atomic(root / "content/medicine/other.md", dump_page(page(1, "What is another?"), SITE))
    write_atomic(root / "content/archive/valve.md", dump_page(page(99, "How does the heart beat?"), SITE))
    desk.catalog.sync()
    assert "the id 1" in refused(desk, 1).message
    error = refused(desk, 2)
    assert "its question" in error.message
    assert error.where.endswith("archive/valve.md")
    (root / "content/medicine/other.md").unlink()
    accept(desk, 1, JANE)  # though the catalog has not heard of it


# --- one verdict a draft


def test_a_draft_that_has_a_verdict_or_no_page(desk: Desk, root: Path) -> None:
    accept(desk, 1, JANE)
    with pytest.raises(VerdictError, match=r"draft 1 is accepted, by Jane Doe <jane@example.org> on \d{4}") as error:
        accept(desk, 1, BOB)
    assert "undo 1" in error.value.hint
    with pytest.raises(VerdictError, match="accepted"):
        reject(desk, 1, BOB, "style")
    with pytest.raises(VerdictError, match="no draft 99"):
        accept(desk, 99, JANE)
    failed = fail_draft(root, "What fails?", retryable=True)
    with pytest.raises(VerdictError, match="it would not"):
        accept(desk, failed, JANE)
    assert len(desk.ledger.history(1)) == 1


def test_an_edit_in_the_moment_of_the_verdict_is_seen(desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, add = root / "drafts" / VALVE, desk.ledger.add_verdict

    def edit_first(*args, **kwargs):  # type: ignore[no-untyped-def]
        edit(path, "the flow", "some flow")
        return add(*args, **kwargs)

    monkeypatch.setattr(desk.ledger, "add_verdict", edit_first)
    assert "changed while" in refused(desk).message


# --- reject


def test_a_rejected_page_waits_no_more_and_is_kept(desk: Desk, root: Path) -> None:
    before = (root / "drafts" / VALVE).read_bytes()
    given = reject(desk, 1, BOB, "incorrect", note="No.")
    assert (given.verdict.reason, given.verdict.note, given.verdict.who) == ("incorrect", "No.", "bob")
    assert state(desk) is State.REJECTED
    assert (root / "drafts/.rejected" / VALVE).read_bytes() == before
    assert not (root / "drafts" / VALVE).exists()


def test_a_reason_must_be_one(desk: Desk) -> None:
    with pytest.raises(UsageError, match="no reason"):
        reject(desk, 1, JANE, "ugly")
    with pytest.raises(UsageError, match="needs a note"):
        reject(desk, 1, JANE, "other", note=" ")
    assert state(desk) is State.WAITING


def test_an_older_file_among_the_rejected_is_left_alone(desk: Desk, root: Path) -> None:
    write_atomic(root / "drafts/.rejected" / VALVE, "older")
    assert reject(desk, 1, JANE, "style").place == "drafts/.rejected/1.md"
    assert (root / "drafts/.rejected" / VALVE).read_text() == "older"


# --- undo


@pytest.mark.parametrize("kind", ["accept", "reject"])
def test_undo_brings_everything_back(desk: Desk, root: Path, kind: str) -> None:
    before = (root / "drafts" / VALVE).read_bytes()
    given = accept(desk, 1, JANE) if kind == "accept" else reject(desk, 1, JANE, "style")
    undone = undo(desk, 1, BOB, note="A slip.")
    assert pages(root) == WAITING
    assert (root / "drafts" / VALVE).read_bytes() == before
    assert state(desk) is State.WAITING
    assert desk.ledger.history(1) == [given.verdict, undone.verdict]
    assert undone.verdict.undoes == given.verdict.id
    assert accept(desk, 1, BOB).checked_again is None


def test_undo_leaves_a_page_that_was_changed_since(desk: Desk, root: Path) -> None:
    accept(desk, 1, JANE)
    edit(root / "content" / VALVE, "the flow", "some flow")
    with pytest.raises(VerdictError, match="changed since Jane Doe"):
        undo(desk, 1, JANE)
    (root / "content" / VALVE).unlink()
    with pytest.raises(PageError, match="not there"):
        undo(desk, 1, JANE)
    assert state(desk) is State.ACCEPTED
    assert len(desk.ledger.history(1)) == 1


def test_undo_does_not_write_over_what_is_in_the_tray(desk: Desk, root: Path) -> None:
    accept(desk, 1, JANE)
    write_atomic(root / "drafts" / VALVE, "newer")
    with pytest.raises(VerdictError, match="a file already"):
        undo(desk, 1, JANE)
    assert (root / "drafts" / VALVE).read_text() == "newer"
    assert state(desk) is State.ACCEPTED


def test_a_rejected_page_that_was_mended_is_checked_when_it_is_accepted(desk: Desk, root: Path) -> None:
    reject(desk, 1, JANE, "style")
    edit(root / "drafts/.rejected" / VALVE, "the flow", "some flow")
    undo(desk, 1, JANE)
    assert accept(desk, 1, JANE).checked_again is not None


def test_there_is_nothing_to_undo(desk: Desk) -> None:
    with pytest.raises(VerdictError, match="no verdict to take back"):
        undo(desk, 1, JANE)
    with pytest.raises(VerdictError, match="no draft 99"):
        undo(desk, 99, JANE)
