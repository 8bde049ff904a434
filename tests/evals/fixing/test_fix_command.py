"""`answerdesk fix` as people type it."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from answerdesk import main
from gen.page.reader import load_page
from gen.page.writer import dump_page
from tests.evals.cases import BASE

KEYWORDS = "osmosis,water,salt,cell,root,leaf,stem,bark,seed"
BAD = replace(BASE, answer=f"{BASE.answer}\n\nIt is \\(x^2\\) here.", keywords=KEYWORDS)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "bad.md").write_text(dump_page(BAD), encoding="utf-8", newline="\n")
    (tmp_path / "pages" / "clean.md").write_text(dump_page(BASE), encoding="utf-8", newline="\n")
    return tmp_path


def fix(tree: Path, *arguments: str) -> int:
    return main(["-C", str(tree), "fix", *arguments])


def test_it_shows_and_writes_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fix(tree, "pages") == 1
    out, err = capsys.readouterr()
    assert "$x^2$" in out
    assert "2 pages, 1 page to mend, 0 written" in err
    assert (tree / "pages/bad.md").read_text(encoding="utf-8") == dump_page(BAD)


def test_it_writes_when_it_is_told_to(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fix(tree, "pages", "--write") == 0
    assert "1 written" in capsys.readouterr().err
    page = load_page((tree / "pages/bad.md").read_text(encoding="utf-8"))
    assert page.answer.endswith("It is $x^2$ here.")
    assert page.keywords.startswith("osmosis, water, salt")
    assert (tree / "pages/clean.md").read_text(encoding="utf-8") == dump_page(BASE)
    assert fix(tree, "pages") == 0


def test_one_check_alone(tree: Path) -> None:
    assert fix(tree, "pages", "--check", "keywords-separator", "--write") == 0
    page = load_page((tree / "pages/bad.md").read_text(encoding="utf-8"))
    assert page.answer == BAD.answer
    assert ", " in page.keywords


def test_as_json(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fix(tree, "pages", "--json") == 1
    (page,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert page["path"] == str(Path("pages", "bad.md"))
    assert {each["check"] for each in page["fixes"]} == {"maths-delimiter", "keywords-separator"}
    (change,) = next(each for each in page["fixes"] if each["check"] == "maths-delimiter")["changes"]
    assert (change["field"], change["line"]) == ("answer", 21)
    assert "$x^2$" in change["after"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_patch_is_one_that_git_applies(tree: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    fix(tree, "pages", "--patch")
    patch = capfdbinary.readouterr().out
    subprocess.run(["git", "apply"], cwd=tree, input=patch, check=True)
    assert fix(tree, "pages") == 0


def test_what_cannot_be_mended_is_told_and_the_rest_goes_on(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "pages" / "aaa.md").write_text("no page", encoding="utf-8")
    (tree / "pages" / "aab.md").write_bytes(b"\xff\xfe")
    assert fix(tree, "pages", "--write") == 1
    err = capsys.readouterr().err
    assert str(Path("pages", "aaa.md")) in err
    assert "not UTF-8" in err
    assert "1 written" in err


@pytest.mark.parametrize(
    "arguments",
    [[], ["nowhere"], ["pages", "--check", "refusal"], ["pages", "--yes"], ["pages", "--check", "x"]],
)
def test_what_makes_no_sense(tree: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert fix(tree, *arguments) == 2
    assert "answerdesk: " in capsys.readouterr().err


def test_the_list(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fix(tree, "--list") == 0
    assert "maths-delimiter" in capsys.readouterr().out


def test_pages_of_the_content_tree_are_told(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "answerdesk.yaml").write_text("paths: {content: pages}\n", encoding="utf-8")
    assert fix(tree, "pages", "--write") == 0
    assert "1 page of the content tree: verdicts on them are about what they were before" in capsys.readouterr().err


def test_a_check_that_is_off_mends_nothing(tree: Path) -> None:
    off = "checks: {maths-delimiter: {enabled: false}, keywords-separator: {enabled: false}}\n"
    (tree / "answerdesk.yaml").write_text(off, encoding="utf-8")
    assert fix(tree, "pages") == 0


def test_what_a_terminal_would_obey_is_shown(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = replace(BAD, answer=f"{BAD.answer} \u202e\u200b It is \\(y\\) \u202e here.")
    (tree / "pages" / "bad\x1b[31m.md").write_text(dump_page(page), encoding="utf-8", newline="\n")
    fix(tree, "pages")
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
