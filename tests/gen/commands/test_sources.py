"""`answerdesk sources`, as it is typed."""

import json
from pathlib import Path

import pytest

from answerdesk import main
from tests.gen.sources.references import workspace

FILES: dict[str, str | bytes] = {
    "aspirin.md": "# Aspirin\n\nThe daily dose is 75 to 100 mg.\n",
    "evil.md": '---\ntitle: "\x1b[31mred"\n---\n\nA \x1b[2J screen.',
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    workspace(tmp_path, FILES)
    (tmp_path / "answerdesk.yaml").write_text("sources: {embeddings: false}\n")
    return tmp_path


def test_it_lists_what_was_read_and_what_was_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(place), "sources"]) == 0
    assert "     1  aspirin.md  Aspirin\n" in capsys.readouterr().out
    (place / "sources" / "photo.png").write_bytes(b"x")
    assert main(["-C", str(place), "sources"]) == 1
    out = capsys.readouterr().out
    assert "     –  photo.png: .png is not read" in out
    assert out.endswith("2 read, 2 passages; 1 refused\n")
    assert "\x1b" not in out
    assert main(["-C", str(place), "sources", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [file["refused"] != "" for file in report["files"]] == [False, False, True]
    assert report["embeddings"] is False


def test_it_searches(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(place), "sources", "--search", "what dose"]) == 0
    assert capsys.readouterr().out == "aspirin.md:3  Aspirin\n    The daily dose is 75 to 100 mg.\n"
    assert main(["-C", str(place), "sources", "--search", "screen", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["found"]
    assert (found["place"], found["similarity"]) == ("evil.md:5", None)
    assert main(["-C", str(place), "sources", "--search", "dose", "--source", "evil.md"]) == 1
    assert capsys.readouterr().out == "no passage found\n"


@pytest.mark.parametrize(
    ("arguments", "said"), [(["--search", "x", "--source", "no.md"], "no reference is named 'no.md'"), ([], "")]
)
def test_names_that_mean_nothing(
    place: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-C", str(place), "sources", *arguments]) == (2 if said else 0)
    assert said in capsys.readouterr().err


def test_a_workspace_without_references(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "answerdesk.yaml").touch()
    assert main(["-C", str(tmp_path), "sources"]) == 2
    assert "there are no references" in capsys.readouterr().err


def test_without_the_extra_it_says_so(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "answerdesk.yaml").write_text("")
    monkeypatch.setattr("gen.sources.embedding.missing", lambda: "onnxruntime")
    assert main(["-C", str(place), "sources"]) == 0
    assert "`onnxruntime` is not installed" in capsys.readouterr().err


def test_an_index_that_cannot_be_made(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / ".answerdesk_cache").write_text("a file")
    assert main(["-C", str(place), "sources"]) == 1
    assert "the index cannot be made" in capsys.readouterr().err
