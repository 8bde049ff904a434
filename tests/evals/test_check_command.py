"""`answerdesk check`."""

import dataclasses
import json
from pathlib import Path

import pytest

from answerdesk import main
from gen.page.page import new_page
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile
from tests.evals.cases import BASE

KEYS = (
    *("path", "check", "severity", "field", "line", "column", "end_line", "end_column"),
    *("message", "evidence", "suggestion"),
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
        description=BASE.description,
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
        assert {row["check"] for row in mine} == {"id-twice", "url-twice", "question-twice"}
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
