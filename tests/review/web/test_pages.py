"""The pages, and what they ask of the server."""

from pathlib import Path

import pytest

from gen.ledger import State
from gen.page.reader import load_page
from review.desk import Desk
from tests.review.tray import ANSWER, BOB, add_drafts, add_tries, desk_of, edit, fail_draft
from tests.review.web.conftest import Visitor, serving

VALVE = "drafts/medicine/what-does-the-valve-do.md"
WRONG = f"{ANSWER} It is WRONG, DOUBTFUL and <b onclick='alert(1)'>bold</b>."


def state(root: Path, number: int = 1) -> State:
    with desk_of(root) as desk:
        draft = desk.ledger.draft(number)
    assert draft is not None
    return draft.state


def test_the_queue_has_what_waits_worst_first_with_its_filters(root: Path) -> None:
    add_drafts(root, "What is <i>wrong</i>?", answer=WRONG, subject="Biology")
    with serving(root) as port:
        visitor = Visitor(port)
        text = visitor.ask("/").text
        assert "4 drafts waiting" in text
        assert text.index("&lt;i&gt;wrong") < text.index("How does the heart beat?")
        assert "1 error" in text
        assert "3 drafts waiting" in visitor.ask("/?subject=Medicine").text
        assert "1 draft waiting" in visitor.ask("/?check=wrong&severity=error").text
        assert "Nothing here" in visitor.ask("/?text=nobody+asked").text
        assert visitor.ask("/?state=new").status == 409
        assert "no such filter" in visitor.ask("/?below=nan").text
        assert "3 drafts waiting" in visitor.ask("/?subject=Medicine&from=999999999999").text


def test_a_draft_as_readers_will_see_it(root: Path) -> None:
    add_drafts(root, "What is $x$?", answer=WRONG + " And $x^2$.")
    with serving(root) as port:
        text = Visitor(port).ask("/drafts/4").text
    assert '<span class="katex">' in text
    assert "&lt;b onclick=" in text
    assert "<b onclick" not in text
    assert '<mark data-finding="' in text
    assert "1 error that nobody settled" in text
    assert "small-2026" in text
    assert "max_tokens 800" in " ".join(text.split())


def test_the_tries_at_a_draft_are_in_its_receipt(visitor: Visitor, root: Path) -> None:
    assert 'class="tries"' not in visitor.ask("/drafts/1").text
    add_tries(root, 1, "it says `As <b>an</b> AI`")
    text = visitor.ask("/drafts/1").text
    assert "<summary>2 tries; one was kept, since it alone passes the gate</summary>" in text
    assert "Try 1: the first: score 0.40, 1 call, cost unknown" in text
    assert "Try 2: asked again, with what the gate found, kept: score 0.90" in text
    assert "<code>machine-voice</code> it says <code>As &lt;b&gt;an&lt;/b&gt; AI</code>" in text


@pytest.mark.parametrize("path", ["/drafts/99", "/drafts/99/changes", "/nowhere", "/drafts/x"])
def test_what_is_not_there_is_said_on_a_page(visitor: Visitor, path: str) -> None:
    answer = visitor.ask(path)
    assert answer.status == 404
    assert "Back to the queue" in answer.text


def test_accept_and_undo(visitor: Visitor, root: Path) -> None:
    body = {"kind": "accept", "note": "fine", "request": "r-1", "seconds": 3.5, "queue": {}}
    done = visitor.ask("/drafts/1/verdict", body)
    assert done.status == 200, done.text
    assert done.json["next"] == 2
    assert visitor.ask("/drafts/1/verdict", body).json["verdict"] == done.json["verdict"]
    assert state(root) is State.ACCEPTED
    assert "Take the verdict back" in visitor.ask("/drafts/1").text
    assert visitor.ask("/drafts/1/verdict", {"kind": "undo"}).status == 200
    assert state(root) is State.WAITING


def test_a_verdict_on_a_page_that_changed_is_refused(visitor: Visitor, root: Path) -> None:
    with desk_of(root) as desk:
        read = (desk.ledger.draft(1) or pytest.fail("gone")).page_hash
    edit(root / VALVE, "It opens", "It never opens")
    said = visitor.ask("/drafts/1/verdict", {"kind": "accept", "read": read})
    assert said.status == 409
    assert "changed since you read it" in said.json["error"]
    assert state(root) is State.WAITING


def test_reject_and_revise_take_reasons(visitor: Visitor, root: Path) -> None:
    assert visitor.ask("/drafts/1/verdict", {"kind": "reject", "reason": "because"}).status == 409
    assert visitor.ask("/drafts/1/verdict", {"kind": "reject", "reason": "style"}).status == 200
    assert visitor.ask("/drafts/2/verdict", {"kind": "revise", "reason": "style", "note": ""}).status == 409
    assert visitor.ask("/drafts/2/verdict", {"kind": "revise", "reason": "style", "note": "Shorter."}).status == 200
    assert (state(root, 1), state(root, 2)) == (State.REJECTED, State.REVISE)


def test_findings_are_settled_one_by_one(root: Path) -> None:
    add_drafts(root, "What is wrong?", answer=WRONG)
    with serving(root) as port, desk_of(root) as desk:
        visitor = Visitor(port)
        visitor.ask("/drafts/4")
        refused = visitor.ask("/drafts/4/verdict", {"kind": "accept"})
        assert refused.status == 409
        assert "--override" in refused.json["hint"]
        name = _task(desk, visitor)
        assert visitor.ask("/drafts/4/settle", {"finding": name, "how": "dismiss"}).status == 409
        assert visitor.ask("/drafts/4/settle", {"finding": name, "how": "never"}).status == 400
        settled = visitor.ask("/drafts/4/settle", {"finding": name, "how": "dismiss", "reason": "meant"})
        assert settled.json["open"] == 0
        assert "Dismissed (meant)" in visitor.ask("/drafts/4").text
        assert visitor.ask("/drafts/4/verdict", {"kind": "accept"}).status == 200


def _task(desk: Desk, visitor: Visitor) -> str:
    text = visitor.ask("/drafts/4").text
    name = text.partition('class="finding error')[2].partition('data-name="')[2].partition('"')[0]
    assert len(name) == 20
    return name


def test_many_at_once_and_one_undo(root: Path) -> None:
    add_drafts(root, "What is wrong?", answer=WRONG)
    with serving(root) as port:
        visitor = Visitor(port)
        visitor.ask("/")
        done = visitor.ask("/bulk", {"kind": "accept", "ids": [1, 2, 4, 77]}).json
        assert done["given"] == [1, 2]
        assert [each["id"] for each in done["refused"]] == [4, 77]
        back = visitor.ask("/bulk/undo", {"batch": done["batch"]}).json
        assert back["given"] == [1, 2]
        assert visitor.ask("/bulk", {"kind": "accept", "ids": ["1"]}).status == 400
        assert visitor.ask("/bulk", {"kind": "reject", "ids": [1], "reason": "no"}).status == 409
    assert state(root) is State.WAITING


def test_saved_views(visitor: Visitor) -> None:
    saved = visitor.ask("/views", {"name": "Mine <b>", "query": {"subject": "Medicine", "order": "newest"}})
    assert saved.json["address"] == "/?subject=Medicine&order=newest"
    text = visitor.ask("/").text
    assert "Mine &lt;b&gt;" in text
    number = int(text.partition('data-drop-view="')[2].partition('"')[0])
    assert visitor.ask("/views/drop", {"id": number}).json == {"gone": True}
    assert "Mine" not in visitor.ask("/").text
    assert visitor.ask("/views", {"name": "", "query": {}}).status == 409
    assert visitor.ask("/views", {"name": "x", "query": {"state": "new"}}).status == 409


def test_two_people_see_each_other(visitor: Visitor, root: Path) -> None:
    assert visitor.ask("/drafts/1/lease", {"tab": "a"}).json["mine"] is True
    with serving(root, alone=BOB) as port:
        bob = Visitor(port)
        bob.ask("/")
        held = bob.ask("/drafts/1/lease", {"tab": "b"}).json
        assert (held["mine"], held["who"]) == (False, "Jane Doe <jane@example.org>")
        assert "reads it" in bob.ask("/").text
        visitor.ask("/drafts/1/release", {"tab": "a"})
        assert bob.ask("/drafts/1/lease", {"tab": "b"}).json["mine"] is True


def test_edit_check_keep_and_save(visitor: Visitor, root: Path) -> None:
    assert "The leaflets close" in visitor.ask("/drafts/1/edit").text
    said = visitor.ask("/drafts/1/check", {"answer": "It is WRONG & $x$ </script>."}).json
    assert (said["score"], [task["check"] for task in said["tasks"]]) == (0.5, ["wrong"])
    assert 'class="katex"' in said["html"]
    assert "<script" not in said["html"]
    with desk_of(root) as desk:
        base = (desk.ledger.draft(1) or pytest.fail("gone")).page_hash
    visitor.ask(
        "/drafts/1/keep", {"text": '{"answer": "half </script> done", "description": "", "keywords": ""}', "base": base}
    )
    text = visitor.ask("/drafts/1/edit").text
    assert "half \\u003c/script\\u003e done" in text
    assert "did not save" in text
    saved = visitor.ask("/drafts/1/save", {"answer": "It opens.\r\n\r\nThen it closes.", "base": base})
    assert saved.status == 200, saved.text
    page = load_page((root / VALVE).read_text(encoding="utf-8"))
    assert page.answer == "It opens.\n\nThen it closes."
    assert page.score == saved.json["score"]
    assert "did not save" not in visitor.ask("/drafts/1/edit").text
    assert visitor.ask("/drafts/1/save", {"answer": "Mine!", "base": base}).status == 409
    assert visitor.ask("/drafts/1/verdict", {"kind": "accept", "read": saved.json["hash"]}).status == 200


@pytest.mark.parametrize(
    "said", [b"", b"{", b"[]", b"nonsense", b"[" * 100_000, b'{"kind": "accept", "seconds": "x", "queue": [1]}']
)
def test_what_no_script_of_ours_sends(visitor: Visitor, root: Path, said: bytes) -> None:
    assert visitor.ask("/drafts/1/verdict", said).status == 400
    assert state(root) is State.WAITING


def test_a_failed_draft_says_why(root: Path) -> None:
    number = fail_draft(root, "What fails?", retryable=True)
    with serving(root) as port:
        text = Visitor(port).ask(f"/drafts/{number}?state=failed").text
    assert "it would not" in text
    assert 'data-action="accept"' not in text


def test_what_was_changed_since_the_model_wrote_it(visitor: Visitor) -> None:
    assert "not in the ledger" in visitor.ask("/drafts/1/changes").text


def test_words_that_arrive_late_do_not_undo_what_was_said_after_them(visitor: Visitor, root: Path) -> None:
    with desk_of(root) as desk:
        base = (desk.ledger.draft(1) or pytest.fail("gone")).page_hash
    text = '{"answer": "half", "description": "", "keywords": ""}'

    def keep(turn: int, tab: str = "a", words: str = text) -> bool:
        return (
            "overtaken" in visitor.ask("/drafts/1/keep", {"text": words, "base": base, "tab": tab, "turn": turn}).json
        )

    assert not keep(2)
    assert keep(1, words="")
    assert "did not save" in visitor.ask("/drafts/1/edit").text
    saved = visitor.ask("/drafts/1/save", {"answer": "It opens.", "base": base, "tab": "a", "turn": 4})
    assert saved.status == 200, saved.text
    assert keep(3)
    assert "did not save" not in visitor.ask("/drafts/1/edit").text
    assert not keep(1, tab="b")
    assert not keep(5)
    assert visitor.ask("/drafts/1/keep", {"text": text, "base": base, "tab": "a", "turn": "x"}).status == 400


def test_what_changed_since_somebody_read_the_page(visitor: Visitor, root: Path) -> None:
    text = visitor.ask("/drafts/1").text
    read = text.partition('data-hash="')[2].partition('"')[0]
    edit(root / VALVE, "It opens", "It never opens <b>")
    refused = visitor.ask("/drafts/1/verdict", {"kind": "accept", "read": read})
    assert (refused.status, refused.json["changed"]) == (409, "yes")
    shown = visitor.ask("/drafts/1/since", {"answer": ANSWER, "keywords": "valve, leaflets"}).text
    assert "It <ins>never </ins>opens<ins> &lt;b&gt;</ins> when" in shown
    assert "Keywords" not in shown
    assert "another field" in visitor.ask("/drafts/1/since", {"keywords": "valve, leaflets"}).text
    assert state(root) is State.WAITING
