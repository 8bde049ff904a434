"""`answerdesk check`."""

import dataclasses
import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from answerdesk import main
from evals.running.progress import Bar
from gen.page.page import new_page
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile
from tests.evals.cases import BASE
from tests.evals.running.git_repository import Repository
from tests.evals.running.page_tree import page, write

KEYS = (
    *("path", "check", "severity", "field", "line", "column", "end_line", "end_column"),
    *("message", "evidence", "suggestion", "place", "passage"),
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a clean page, one with an error and one that is no page."""
    (tmp_path / "pages" / "biology").mkdir(parents=True)
    (tmp_path / "pages" / "clean.md").write_text(dump_page(BASE), encoding="utf-8", newline="\n")
    bad = new_page(
        id=7,
        date=BASE.date,
        question="Why does osmosis move water?",
        subject="Biology",
        answer=f"{BASE.answer}\n\nI cannot answer this question.",
        description=BASE.description.replace("water", "salt"),
        keywords=BASE.keywords.split(", "),
        profile=SiteProfile(),
    )
    bad = dataclasses.replace(bad, author="admin")
    (tmp_path / "pages" / "biology" / "bad.md").write_text(dump_page(bad), encoding="utf-8", newline="\n")
    (tmp_path / "pages" / "notes.txt").write_text("not a page")
    return tmp_path


def check(tree: Path, *arguments: str) -> int:
    return main(["-C", str(tree), "check", *arguments])


def test_a_clean_page(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tree, "pages/clean.md") == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("1 page: 0 errors, 0 warnings, 0 notes (")


def test_text(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tree, "pages") == 1
    out, err = capsys.readouterr()
    lines = out.splitlines()
    path = str(Path("pages", "biology", "bad.md"))
    assert all(line.startswith(f"{path}:") for line in lines)
    assert f"{path}:17:9: warning [author] the author is not the site's" in lines
    assert err.startswith("2 pages: ")


def test_json(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tree, "--json", "pages") == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all(tuple(row) == KEYS for row in rows)
    author = next(row for row in rows if row["check"] == "author")
    assert author["severity"] == "warning"
    assert (author["line"], author["column"], author["end_line"], author["end_column"]) == (17, 9, 17, 14)
    assert (author["evidence"], author["suggestion"]) == ("admin", "QuickTakes")


@pytest.mark.parametrize(("level", "status"), [("error", 0), ("warning", 1), ("note", 1)])
def test_fail_on(tree: Path, level: str, status: int) -> None:
    page = dataclasses.replace(BASE, author="admin")
    (tree / "page.md").write_text(dump_page(page), encoding="utf-8", newline="\n")
    assert check(tree, "--fail-on", level, "page.md") == status


def test_settings_of_the_workspace(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "answerdesk.yaml").write_text("checks:\n  author: {severity: note}\n  refusal: {enabled: false}\n")
    check(tree, "--json", "pages")
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert next(row for row in rows if row["check"] == "author")["severity"] == "note"
    assert not [row for row in rows if row["check"] == "refusal"]


@pytest.mark.parametrize(
    ("content", "said", "line"),
    [
        (b"no front matter", "", 1),
        (b"---\nid: 1\nid: 2\n---\n", "", 3),
        (b"\xff\xfe", "the file is not UTF-8 at byte 0", 1),
        (b"---\nid: 1\n---\n", "", 1),
        (b"", "", 1),
    ],
)
def test_an_unreadable_page_is_a_finding(
    tree: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str, line: int
) -> None:
    (tree / "broken.md").write_bytes(content)
    assert check(tree, "--json", "broken.md", "pages/clean.md") == 1
    (row,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (row["path"], row["check"], row["severity"]) == ("broken.md", "page-unreadable", "error")
    assert row["message"]
    assert said in row["message"]
    assert row["line"] >= line


def test_a_path_that_is_not_there(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tree, "pages", "nowhere") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "nowhere" in err


def test_a_wrong_setting(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "answerdesk.yaml").write_text("checks:\n  lop: {enabled: false}\n")
    assert check(tree, "pages") == 2
    assert "answerdesk.yaml:2:3: there is no check `lop`; did you mean `loop`?" in capsys.readouterr().err


def test_doubles_in_a_tree(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "pages" / "twin.md").write_text(dump_page(BASE), encoding="utf-8", newline="\n")
    assert check(tree, "--json", "pages") == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for one, other in (("twin.md", "clean.md"), ("clean.md", "twin.md")):
        mine = [row for row in rows if row["path"].endswith(one)]
        assert {row["check"] for row in mine} == {
            "id-twice",
            "url-twice",
            "question-twice",
            "description-twice",
        }
        assert all(other in row["message"] and row["line"] for row in mine)


def test_links_to_folders_are_not_followed(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "pages" / "again").symlink_to(tree / "pages")
    check(tree, "pages")
    assert capsys.readouterr().err.startswith("2 pages: ")


def test_what_a_terminal_would_obey_is_shown(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = dataclasses.replace(BASE, subject="Bio\u202elogy")
    (tree / "page\x1b[31m.md").write_text(dump_page(page), encoding="utf-8", newline="\n")
    check(tree, ".")
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "page\\x1b[31m.md" in out


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with a draft that cannot be published as it is, and a clean page."""
    (tmp_path / "answerdesk.yaml").write_text("{}\n")
    write(tmp_path / "drafts" / "biology" / "draft.md", page(1, answer="I cannot answer this question."))
    write(tmp_path / "content" / "biology" / "fine.md", BASE)
    return tmp_path


def paths(out: str) -> set[str]:
    return {json.loads(line)["path"] for line in out.splitlines()}


def test_tray_and_content_tree_where_nothing_is_named(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(workspace, "--json") == 1
    out, err = capsys.readouterr()
    assert paths(out) >= {"drafts/biology/draft.md"}
    assert "2 pages: " in err
    assert check(workspace / "content", "--json") == 1
    assert "../drafts/biology/draft.md" in paths(capsys.readouterr().out)


def test_nothing_is_named_and_there_is_no_workspace(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tree) == 2
    assert "there is nothing to check" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", [b"pages/clean.md\npages/biology/bad.md\n", b"pages/clean.md\0pages/biology/bad.md"]
)
def test_lists_of_files(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    (tree / "list").write_bytes(content)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    for arguments in (["-"], ["--files-from", "list"], ["pages/clean.md", "--files-from", "list"]):
        assert check(tree, *arguments) == 1
        assert capsys.readouterr().err.startswith("2 pages: ")


def test_an_empty_list(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "answerdesk.yaml").write_text("{}\n")
    (tree / "list").write_bytes(b"")
    assert check(tree, "--files-from", "list") == 0
    assert capsys.readouterr().err.startswith("0 pages: ")
    assert check(tree, "--files-from", "gone") == 2


def test_several_formats_at_once(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tree, "--format", "text", "--format", "json=all.json", "pages") == 1
    lines = capsys.readouterr().out.splitlines()
    rows = [json.loads(line) for line in (tree / "all.json").read_text().splitlines()]
    assert len(rows) == len(lines) > 0
    assert check(tree, "--json", "--output", "again.json", "pages") == 1
    assert capsys.readouterr().out == ""
    assert (tree / "again.json").read_bytes() == (tree / "all.json").read_bytes()
    assert {path.name for path in tree.iterdir()} == {"pages", "all.json", "again.json"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "jsno"], "there is no format `jsno`; did you mean `json`?"),
        (["--format", "json="], "names no file"),
        (["--format", "json", "--format", "text"], "both go to standard output"),
        (["--format", "json=a", "--format", "text=./a"], "two formats would be written to"),
        (["--format", "json=a", "--output", "b"], "no format left"),
        (["--output", "gone/b"], "cannot be written"),
        (["--output", "pages"], "cannot be written"),
        (["--check", "lop"], "there is no check `lop`; did you mean `loop`?"),
        (["--skip", "page-unreadable"], "cannot be skipped"),
        (["--check", "loop", "--skip", "loop"], "`loop` cannot be skipped"),
        (["--changed-since", "main"], "in no git repository"),
        (["--against", "gone"], "there is no "),
    ],
)
def test_what_cannot_be_asked_for(
    tree: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    before = sorted(tree.rglob("*"))
    assert check(tree, *arguments, "pages") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert sorted(tree.rglob("*")) == before


def test_a_report_that_breaks_off_leaves_the_old_one(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "report.json").write_text("the old one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("evals.printers.json.JsonPrinter.page", full)
    assert check(tree, "--format", "json=report.json", "pages") == 1
    assert (tree / "report.json").read_text() == "the old one"
    assert {path.name for path in tree.iterdir()} == {"pages", "report.json"}


def test_a_device_is_written_to_and_stays_one(tree: Path) -> None:
    assert check(tree, "--json", "--output", "/dev/null", "pages") == 1
    assert Path("/dev/null").is_char_device()


def test_never_fails_but_for_what_could_not_be_checked(tree: Path) -> None:
    assert check(tree, "--fail-on", "never", "pages") == 0
    (tree / "pages" / "no.md").write_text("no page")
    assert check(tree, "--fail-on", "never", "pages") == 1


def test_scores_that_are_too_low(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tree, "--fail-on", "never", "--min-score", "0.9", "pages") == 1
    err = capsys.readouterr().err
    assert "answerdesk: pages/biology/bad.md has the score 0." in err
    assert "clean.md" not in err
    assert "1 score too low" in err
    for wrong in ("2", "-1", "much"):
        with pytest.raises(SystemExit) as caught:
            check(tree, "--min-score", wrong, "pages")
        assert caught.value.code == 2


def test_some_checks_only(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "answerdesk.yaml").write_text(
        "checks: {author: {enabled: false}}\nsubjects: {Biology: {checks: {refusal: {severity: note}}}}\n"
    )

    def found(*arguments: str) -> set[str]:
        check(tree, "--json", *arguments, "pages")
        return {json.loads(line)["check"] for line in capsys.readouterr().out.splitlines()}

    assert found("--check", "refusal", "--check", "author") == {"refusal", "author"}
    assert found("--check", "loop") == set()
    assert "refusal" in found()
    assert "refusal" not in found("--skip", "refusal")


def test_one_subject(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tree / "pages" / "other.md", page(3, subject="Physics"))
    check(tree, "--subject", "physics", "pages")
    assert capsys.readouterr().err.startswith("1 page: ")


def test_statistics(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(tree, "--statistics", "pages")
    lines = capsys.readouterr().err.splitlines()
    assert "1  error    refusal" in lines
    assert "1  warning  author" in lines
    assert lines[-1].startswith("2 pages: ")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_processes_and_a_cache(workspace: Path, capsys: pytest.CaptureFixture[str], jobs: str) -> None:
    for number in range(60):
        write(workspace / "content" / f"{number}.md", page(number + 10, answer=f"{BASE.answer} It is {number}."))
    runs = []
    for arguments in ([], [], ["--no-cache"]):
        check(workspace, "--json", "--jobs", jobs, "--check", "answer-short", "--check", "refusal", *arguments)
        runs.append(capsys.readouterr())
    assert runs[0].out == runs[1].out == runs[2].out != ""
    assert [", 62 known from before)" in run.err for run in runs] == [False, True, False]
    assert (workspace / ".answerdesk_cache" / "checks.sqlite").is_file()


def test_a_branch(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = Repository.made(workspace)
    repository.commit()
    assert check(workspace, "--changed-since", "main") == 0
    write(workspace / "content" / "new.md", page(101, answer="I cannot answer this question."))
    assert check(workspace, "--json", "--changed-since", "main", "content") == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    theirs = {row["check"] for row in rows if row["path"] == "content/biology/fine.md"}
    assert "id-twice" in theirs
    assert "refusal" not in theirs
    assert {row["path"] for row in rows} == {"content/biology/fine.md", "content/new.md"}


def test_a_progress_bar_on_a_terminal_alone(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    screen = io.StringIO()
    with Bar(2, Console(file=screen, force_terminal=True)) as bar:
        bar.tell(1)
    assert "1/2" in screen.getvalue()
    check(tree, "pages")
    assert "/2" not in capsys.readouterr().err
