"""`answerdesk check --format`: what a person or a CI job gets of it."""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from answerdesk import main
from evals.commands.check import PRINTERS
from gen.page.writer import dump_page
from tests.evals.cases import BASE

ROOT = Path(__file__).parents[3]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    (tmp_path / "good.md").write_text(dump_page(BASE), encoding="utf-8", newline="\n")
    bad = replace(BASE, answer=f"As an AI language model, I cannot answer. {BASE.answer}")
    (tmp_path / "bad.md").write_text(dump_page(bad), encoding="utf-8", newline="\n")
    return tmp_path


def check(tree: Path, *arguments: str) -> int:
    return main(["-C", str(tree), "check", "good.md", "bad.md", "--check", "refusal", *arguments])


def test_one_run_writes_all_formats(tree: Path) -> None:
    formats = [argument for name in PRINTERS for argument in ("--format", f"{name}=out.{name}")]
    assert check(tree, *formats) == 1
    assert sorted(file.suffix[1:] for file in tree.glob("out.*")) == sorted(PRINTERS)
    assert ET.parse(tree / "out.junit").getroot().get("failures") == "1"
    assert json.loads((tree / "out.sarif").read_text("utf-8"))["runs"][0]["results"]
    assert "::error file=bad.md,line=" in (tree / "out.github").read_text("utf-8")
    assert (tree / "out.html").read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(("level", "failures"), [("error", "1"), ("never", "0")])
def test_what_fails_the_run_fails_a_test_case(tree: Path, level: str, failures: str) -> None:
    status = check(tree, "--fail-on", level, "--format", "junit=junit.xml")
    assert ET.parse(tree / "junit.xml").getroot().get("failures") == failures
    assert status == (failures != "0")


def test_annotations_bring_the_summary_of_the_job(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = tree / "summary.md"
    summary.write_text("# An earlier step\n\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    check(tree, "--format", "github")
    assert "::error file=bad.md" in capsys.readouterr().out
    said = summary.read_text("utf-8")
    assert said.startswith("# An earlier step\n\n## Some pages need work\n")
    check(tree, "--format", "github", "--format", "summary=mine.md")
    mine = (tree / "mine.md").read_text("utf-8").splitlines()
    assert mine[3:] == said.splitlines()[5:]  # before it is how long it took
    assert summary.read_text("utf-8") == said
    check(tree, "--format", "json")
    assert summary.read_text("utf-8") == said


@pytest.mark.parametrize("name", sorted(PRINTERS))
def test_standard_output_takes_every_format_whatever_its_encoding(
    tree: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    content = (tree / "bad.md").read_text("utf-8").replace("As an AI language model", "As an AI language model → ü")
    (tree / "bad.md").write_text(content, encoding="utf-8", newline="\n")
    screen = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(screen, encoding="ascii"))
    assert check(tree, "--format", name) == 1
    sys.stdout.flush()
    assert screen.getvalue().decode("utf-8")


def test_every_format_and_every_field_of_json_is_documented(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    for name in PRINTERS:
        assert f"`{name}`" in said
    check(tree, "--json", "--explain")
    for line in capsys.readouterr().out.splitlines():
        for field in json.loads(line):
            assert f"`{field}`" in said
