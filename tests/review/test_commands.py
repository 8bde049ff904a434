"""The commands as people type them."""

import io
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import answerdesk
from gen.files import write_atomic
from gen.ledger import Ledger
from tests.gen.ledger.samples import call, record
from tests.review.tray import ANSWER, add_drafts, edit, fail_draft, pages

VALVE = "medicine/what-does-the-valve-do"
HOSTILE = "Is [bold red]this[/] \x1b[31mred\x1b[0m and \u202edrawkcab\u202c?"


class Shell:
    """Types commands in a workspace."""

    def __init__(self, root: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self._capture = capture
        self.out = self.err = ""

    def __call__(self, *argv: str) -> int:
        self._capture.readouterr()
        try:
            status = answerdesk.main(["-C", str(self.root), *argv])
        except SystemExit as end:
            status = int(end.code or 0)
        self.out, self.err = self._capture.readouterr()
        return status

    @property
    def json(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def shell(root: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(root, capsys)


# --- status and list


def test_status(shell: Shell) -> None:
    fail_draft(shell.root, "What fails?", retryable=False)
    assert shell("status") == 0
    header, row = (line.split() for line in shell.out.splitlines()[:2])
    assert dict(zip(header, row, strict=True)) == {
        "drafts": "all",
        "claimed": "0",
        "waiting": "3",
        "failed": "1",
        "accepted": "0",
        "rejected": "0",
        "revise": "0",
    }
    assert "1 failed (refused): it would not; ask again: answerdesk generate list.csv --retry-failed" in shell.out
    assert "no calls yet" in shell.out
    assert "last run: 2, " in shell.out
    assert shell.err.endswith("Next:  answerdesk list\n")
    assert shell("status", "--by-subject") == 0
    assert "Medicine" in shell.out


def test_status_as_json(shell: Shell) -> None:
    assert shell("status", "--json") == 0
    (said,) = shell.json
    assert said["drafts"]["waiting"] == said["subjects"]["Medicine"]["waiting"] == 3
    assert (said["cost"], said["next"], said["owed"]) == (0.0, "answerdesk list", [])
    assert said["last_run"]["list"] == "list.csv"


def test_list(shell: Shell) -> None:
    add_drafts(shell.root, "What is wrong?", answer=f"{ANSWER} WRONG")
    assert shell("list") == 0
    lines = shell.out.splitlines()
    assert lines[0].split() == ["id", "score", "findings", "subject", "question"]
    assert [line.split()[0] for line in lines[1:]] == ["4", "1", "2", "3"]
    assert lines[1].split(maxsplit=5)[1:4] == ["0.50", "1", "error"]
    assert shell.err == "Next:  answerdesk show 4\n"
    assert shell("list", "--limit", "2", "--sort", "id") == 0
    assert [line.split()[0] for line in shell.out.splitlines()[1:]] == ["1", "2"]
    assert "2 of 4" in shell.err


def test_list_by_state_and_subject(shell: Shell) -> None:
    add_drafts(shell.root, "What is a cell?", subject="Biology")
    fail_draft(shell.root, "What fails?", retryable=True)
    shell("accept", "2")
    assert shell("list", "--json", "--state", "all", "--sort", "id") == 0
    assert [(line["id"], line["state"]) for line in shell.json] == [
        *((1, "waiting"), (2, "accepted"), (3, "waiting"), (4, "waiting")),
        (5, "failed"),
    ]
    assert shell("list", "--state", "all") == 0
    assert "it would not" in shell.out
    assert shell("list", "--json", "--subject", "biology") == 0
    assert [line["question"] for line in shell.json] == ["What is a cell?"]
    assert shell("list", "--state", "rejected") == 0
    assert (shell.out, shell.err) == ("", "no draft is rejected\nNext:  answerdesk status\n")
    assert shell("list", "--subject", "Astrology") == 0
    assert shell.err == "no draft of Astrology is waiting\nNext:  answerdesk status\n"
    (shell.root / "answerdesk.yaml").write_text("site: {subjects_closed: true}\n")
    assert shell("list", "--subject", "Astrology") == 2
    assert "no subject 'Astrology'" in shell.err
    assert shell("list", "--state", "lost") == 2


def test_hostile_words_are_shown_and_not_obeyed(shell: Shell) -> None:
    with sqlite3.connect(shell.root / "ledger.sqlite") as connection:
        connection.execute("UPDATE drafts SET question = ?, ref = ? WHERE id = 1", (HOSTILE, HOSTILE))
    connection.close()
    for command in (["list"], ["show", "1"], ["show", HOSTILE], ["accept", f"{HOSTILE} "], ["accept", "\x1b[2J"]):
        shell(*command)
        for said in (shell.out, shell.err):
            assert not set(said) & set("\x1b\u202e\u202c")
    assert shell("list") == 0
    assert "[bold red]this[/] ␛[31mred␛[0m and <U+202E>drawkcab<U+202C>?" in shell.out


# --- show


def test_show(shell: Shell) -> None:
    edit(shell.root / f"drafts/{VALVE}.md", "the flow turns", "the flow (as an AI language model, I cannot know) turns")
    assert shell("show", "1") == 0
    for said in (
        *("Draft 1: waiting", "edited since it was checked", "What does the valve do?", f"drafts/{VALVE}.md"),
        *("Get the full answer from QuickTakes - How the valve works", "valve, leaflets", "\n### How\n"),
        *("small (answered by small-2026)", "max_tokens=800", "aaaaaaaaaaaa, SEO bbbbbbbbbbbb", "brackets"),
        *("1,200 in, unknown out, 2 calls", "cost      unknown", "of list.csv", "score 0.", "Findings: "),
    ):
        assert said in shell.out, said
    error = next(line for line in shell.out.splitlines() if line.startswith("  error "))
    assert error.split()[1].partition(":")[0].isdigit()
    assert shell.err.strip().startswith("Next:  answerdesk accept 1 --override")
    assert shell("list", "--json") == 0
    assert {line["score"] for line in shell.json} == {1.0}  # looking writes nothing down


def test_show_what_a_page_waves_through(shell: Shell) -> None:
    ignored = 'answerdesk:\n  ignore:\n    - {check: machine-voice, words: "as an AI", reason: "a quotation"}\n'
    edit(shell.root / f"drafts/{VALVE}.md", "the flow turns", "the flow (as an AI language model, I say so) turns")
    edit(shell.root / f"drafts/{VALVE}.md", "\n---\n", f"\n{ignored}---\n")
    assert shell("show", "1") == 0
    assert (
        "Findings that the page waves through\n  [machine-voice] where it says “as an AI”: a quotation\n" in shell.out
    )
    assert "machine-voice" not in shell.out.partition("\nFindings: ")[2]


def test_show_what_was_said_of_a_draft(shell: Shell) -> None:
    shell("accept", "1", "--as", "Jane", "--note", "Well said.")
    shell("undo", "1", "--as", "Bob")
    shell("reject", "1", "--reason", "other", "--note", "On second\nthoughts.")
    assert shell("show", "1") == 0
    history = shell.out.partition("\nHistory\n")[2].splitlines()
    assert [line.split("UTC  ")[1].split("  [")[0] for line in history] == [
        "Jane: accept – Well said.",
        "Bob: undo",
        "jane: reject (other) – On second ⏎ thoughts.",
    ]
    assert shell.err.strip() == "Next:  answerdesk undo 1"


def test_show_as_json_and_as_source(shell: Shell) -> None:
    assert shell("show", f"drafts/{VALVE}.md", "--json") == 0
    (said,) = shell.json
    assert (said["id"], said["state"], said["score"], said["edited"]) == (1, "waiting", 1.0, False)
    assert said["page"]["answer"] == ANSWER
    assert said["page"]["date"] == "2026-02-03"
    assert said["receipt"]["cost"] is None
    assert said["history"] == []
    assert shell("show", "1", "--source") == 0
    assert shell.out.splitlines()[:3] == [" 1  ---", " 2  _schema: default", " 3  id: 1"]


def test_show_what_has_no_page(shell: Shell) -> None:
    failed = str(fail_draft(shell.root, "What fails?", retryable=True))
    assert shell("show", failed) == 0
    assert "refused: it would not" in shell.out
    assert shell("show", failed, "--source") == 1
    (shell.root / f"drafts/{VALVE}.md").unlink()
    assert shell("show", "1") == 0
    assert "the page is not there" in shell.out
    assert "Next:  answerdesk reject 1" in shell.err
    assert shell("show", "1", "--source") == 1
    assert shell("show", "nothing") == 1


# --- verdicts


def test_several_at_once_and_what_fails_stops_no_other(shell: Shell) -> None:
    write_atomic(shell.root / "content/medicine/how-does-the-heart-beat.md", "somebody's")
    assert shell("accept", "1", "2", "nothing", "3", "1") == 1
    assert shell.out.splitlines() == [
        f"1: accepted by jane: content/{VALVE}.md",
        "3: accepted by jane: content/medicine/why-is-blood-red.md",
    ]
    assert "there is a page at its place already" in shell.err
    assert "there is no draft 'nothing'" in shell.err


def test_verdicts_as_json(shell: Shell) -> None:
    edit(shell.root / f"drafts/{VALVE}.md", "the flow turns", "some flow turns")
    assert shell("accept", "1", "9", "--json", "--override", "short") == 1
    done, failed = shell.json
    assert (done["id"], done["done"], done["verdict"], done["who"]) == (1, True, "accept", "jane")
    assert done["checked_again"]["findings"].keys() == {"error", "warning", "note"}
    assert (failed["done"], failed["said"]) == (False, "9")
    assert "no draft" in failed["error"]


@pytest.mark.parametrize("form", ["bare", "json"])
def test_drafts_from_standard_input(shell: Shell, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    shell("list", "--json")
    lines = shell.out if form == "json" else f"1\n\n{VALVE}\ndrafts/medicine/why-is-blood-red.md\n2\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert shell("reject", "-", "--reason", "style") == 0
    assert len(shell.out.splitlines()) == 3
    assert all(place.startswith("drafts/.rejected/") for place in pages(shell.root))
    monkeypatch.setattr("sys.stdin", io.StringIO('{"name": 1}\n'))
    assert shell("undo", "-") == 2
    assert "standard input:1" in shell.err


def test_a_wrong_reason_is_a_usage_error_before_anything_happens(shell: Shell) -> None:
    assert shell("reject", "1", "--reason", "incorect") == 2
    assert "Did you mean `incorrect`?" in shell.err
    assert "  unsafe       Acting on it" in shell.err
    assert shell("reject", "1") == 2
    assert shell("reject", "1", "--reason", "other") == 2
    assert shell("accept", "1", "--as", "\x1b") == 2
    assert len(pages(shell.root)) == 3


def test_settings_give_reasons_roles_and_a_reviewer(shell: Shell) -> None:
    settings = "review: {reviewer: Ann, roles: {ann: medical}, reasons: {too-long: It goes on.}}\n"
    (shell.root / "answerdesk.yaml").write_text(settings)
    assert shell("reject", "1", "--reason", "too-long") == 0
    shell("show", "1")
    assert "Ann (medical): reject (too-long)" in shell.out


def test_a_move_that_is_owed_is_told_and_made_by_the_next_command(shell: Shell) -> None:
    target = shell.root / f"content/{VALVE}.md"
    shell("accept", "1")
    shell("undo", "1")
    text = (shell.root / f"drafts/{VALVE}.md").read_text()
    with sqlite3.connect(shell.root / "ledger.sqlite") as connection:  # as a kill after the commit leaves it
        connection.execute("UPDATE drafts SET state = 'accepted', path = ? WHERE id = 1", (f"content/{VALVE}.md",))
        connection.execute(
            "INSERT INTO moves (draft_id, source, target, page_hash) "
            "SELECT 1, ?, path, page_hash FROM drafts WHERE id = 1",
            (f"drafts/{VALVE}.md",),
        )
    connection.close()
    write_atomic(target, "somebody's")
    for command in ("status", "list"):
        assert shell(command) == 0
        assert "could not be moved there: there is a file already" in shell.err
    assert target.read_text() == "somebody's"
    assert shell("accept", "2") == 0  # of another draft: told, and no obstacle
    assert shell("undo", "1") == 1
    target.unlink()
    assert shell("status") == 0
    assert "could not" not in shell.err
    assert target.read_text() == text
    assert not (shell.root / f"drafts/{VALVE}.md").exists()


def test_an_interrupted_row_of_verdicts_keeps_those_that_were_given(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typing() -> Iterator[str]:
        yield "1\n"
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", typing())
    assert shell("accept", "-") == 130
    assert shell.out.startswith("1: accepted")
    assert f"content/{VALVE}.md" in pages(shell.root)


@pytest.mark.parametrize("verdict", [["accept", "--override", "a test"], ["reject", "--reason", "style"]])
def test_a_verdict_on_the_page_that_was_read_alone(shell: Shell, verdict: list[str]) -> None:
    assert shell("show", "1") == 0
    read = re.search(r"what-does-the-valve-do\.md, page ([0-9a-f]{12})", shell.out)
    assert read
    with Ledger.open("sqlite:///ledger.sqlite", root=shell.root) as ledger:
        record(ledger, 1, call(text=ANSWER), key=VALVE)
    edit(shell.root / f"drafts/{VALVE}.md", "It opens", "It never opens")
    assert shell(*verdict, "1", "--read", read[1]) == 1
    assert "draft 1 was changed since you read it" in shell.err
    assert "  It{+ never+} opens when" in shell.err
    assert shell("show", "1") == 0
    assert "Draft 1: waiting" in shell.out
    read = re.search(r"what-does-the-valve-do\.md, page ([0-9a-f]{12})", shell.out)
    assert read
    assert shell(*verdict, "1", "2", "--read", read[1]) == 2
    assert shell(*verdict, "1", "--read", "nonsense") == 2
    assert shell(*verdict, "1", "--read", read[1]) == 0
