"""The index: what is in it, what a second look reads again, and what a search finds."""

import os
import pickle
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.sources import embedding, indexing
from gen.sources.embedding import missing
from gen.sources.names import named, unknown
from gen.sources.query import query_of
from gen.sources.sources import Sources, fused
from gen.workspace import Workspace
from tests.gen.sources.references import pdf, workspace

FILES: dict[str, str | bytes] = {
    "aspirin.md": "# Aspirin\n\nAspirin inhibits cyclooxygenase. The daily dose is 75 to 100 mg.\n",
    "who/water.html": "<title>Water</title><p>Water boils at 100 degrees Celsius at sea level.</p>",
    "who/salt.pdf": pdf("Salt raises blood pressure.", "Five grams a day are enough."),
    "broken.pdf": b"no",
}


def opened(place: Workspace) -> Sources:
    sources = Sources.open(place)
    assert sources is not None
    return sources


def places(sources: Sources, text: str, *names: str) -> list[str]:
    return [found.passage.place for found in sources.passages_for(text, sources=names)]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time_ns
    monkeypatch.setattr("time.time_ns", lambda: now() + 60_000_000_000)


def test_there_are_none_where_there_is_no_folder_or_nothing_in_it(tmp_path: Path) -> None:
    place = workspace(tmp_path, {})
    assert Sources.open(place) is None
    place.sources.mkdir()
    (place.sources / ".gitkeep").touch()
    assert Sources.open(place) is None
    assert not (tmp_path / ".answerdesk_cache").exists()


def test_what_was_read_and_what_was_refused(tmp_path: Path) -> None:
    sources = opened(workspace(tmp_path, FILES))
    assert list(sources.names) == ["aspirin.md", "who/salt.pdf", "who/water.html"]
    assert {name: file.passages for name, file in sources.files.items()} == {
        "aspirin.md": 1, "broken.pdf": 0, "who/salt.pdf": 2, "who/water.html": 1,
    }  # fmt: skip
    assert sources.files["broken.pdf"].problem.startswith("it cannot be read as PDF")
    assert sources.files["who/water.html"].title == "Water"


def test_passages_are_found_by_words_in_any_form(tmp_path: Path) -> None:
    sources = opened(workspace(tmp_path, FILES))
    assert places(sources, "Which dose of aspirin?") == ["aspirin.md:3"]
    assert places(sources, "Water is boiling at?")[0] == "who/water.html:1"
    assert places(sources, "grams of salt, daily")[0] == "who/salt.pdf, page 2"
    assert places(sources, "a daily dose of salt")[:2] == ["aspirin.md:3", "who/salt.pdf, page 1"]
    assert places(sources, "the of and") == []
    assert places(sources, "zebras") == []


def test_only_the_named_references_are_searched(tmp_path: Path) -> None:
    sources = opened(workspace(tmp_path, FILES))
    assert places(sources, "100", "who/") == ["who/water.html:1"]
    assert places(sources, "100", "aspirin.md") == ["aspirin.md:3"]
    assert places(sources, "100", "no.md") == []
    assert sources.unknown(["who/*", "no.md", "broken.pdf"]) == ["no.md", "broken.pdf"]


@pytest.mark.usefixtures("later")
def test_a_second_look_reads_what_changed_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = workspace(tmp_path, FILES)
    sources = opened(place)
    digest = sources.digest
    assert sources.sync().read == 0

    (tmp_path / "sources" / "aspirin.md").write_text("Ibuprofen.\n")
    (tmp_path / "sources" / "who" / "salt.pdf").unlink()
    synced = sources.sync()
    assert (synced.read, synced.gone, synced.files, synced.refused) == (1, 1, 3, 1)
    assert places(sources, "ibuprofen") == ["aspirin.md:1"]
    assert places(sources, "cyclooxygenase salt") == []
    assert sources.digest != digest

    changed = sources.digest
    (tmp_path / "sources" / "aspirin.md").touch()
    monkeypatch.setattr(indexing, "read_document", lambda *_: pytest.fail("it was read"))
    assert sources.sync().read == 1  # looked at, and found to be the same
    assert sources.digest == changed


def test_what_was_just_changed_is_read_again(tmp_path: Path) -> None:
    place = workspace(tmp_path, {"a.txt": "One word."})
    sources = opened(place)
    path = tmp_path / "sources" / "a.txt"
    before = path.stat()
    path.write_text("Two words")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert sources.sync().read == 1
    assert places(sources, "two") == ["a.txt:1"]


def test_an_address_beside_a_page_is_its_address(tmp_path: Path) -> None:
    shortcut = "[InternetShortcut]\nURL=https://example.org/p\n"
    place = workspace(tmp_path, {"p.html": "<p>Zebra</p>", "p.url": shortcut, "alone.url": shortcut, "bad.url": "x"})
    sources = opened(place)
    assert sources.passages_for("zebra")[0].passage.url == "https://example.org/p"
    assert sources.files["p.url"].problem == ""
    assert "save the page beside it" in sources.files["alone.url"].problem
    (tmp_path / "sources" / "p.url").write_text("https://example.org/q")
    sources.sync()
    assert sources.passages_for("zebra")[0].passage.url == "https://example.org/q"
    (tmp_path / "sources" / "p.url").unlink()
    sources.sync()
    assert sources.passages_for("zebra")[0].passage.url == ""


def test_hostile_files_are_refused_by_name_and_the_rest_goes_on(tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text("Secret.")
    place = workspace(tmp_path / "w", {"good.md": "Good.", "un.md": "Unreadable."})
    folder = place.sources
    (folder / "out.md").symlink_to(outside)
    (folder / "up").symlink_to(tmp_path)
    (folder / "in.md").symlink_to(folder / "good.md")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    (folder / "same").symlink_to(folder)
    os.mkfifo(folder / "pipe.md")
    with (folder / "huge.md").open("wb") as huge:
        huge.truncate(65 << 20)
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.bin")).write_bytes(b"x")
    sources = opened(place)
    problems = {name: file.problem for name, file in sources.files.items()}
    assert problems.pop("good.md") == problems.pop("in.md") == problems.pop("un.md") == ""
    assert "leads out of the folder" in problems.pop("out.md")
    assert "leads out of the folder" in problems.pop("up")
    assert "cannot be read" in problems.pop("loop.md")
    assert "link to a folder" in problems.pop("same")
    assert "no file" in problems.pop("pipe.md")
    assert "at most" in problems.pop("huge.md")
    assert list(problems) == ["\\udcff.bin"]
    assert places(sources, "secret") == []


def test_a_damaged_index_is_made_again_and_one_of_another_version_too(tmp_path: Path) -> None:
    place = workspace(tmp_path, FILES)
    opened(place).close()
    index = tmp_path / ".answerdesk_cache" / "sources.sqlite"
    index.write_bytes(b"no database" * 100)
    sources = opened(place)
    assert places(sources, "aspirin") == ["aspirin.md:3"]
    sources.close()
    with sqlite3.connect(index) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    assert places(opened(place), "aspirin") == ["aspirin.md:3"]


def test_it_goes_to_another_process(tmp_path: Path) -> None:
    sources = opened(workspace(tmp_path, FILES))
    again = pickle.loads(pickle.dumps(sources))
    assert again.digest == sources.digest
    assert places(again, "aspirin") == ["aspirin.md:3"]


def test_interrupted_it_goes_on_from_there(tmp_path: Path) -> None:
    place = workspace(tmp_path, {f"{number}.md": f"Text {number}." for number in range(5)})

    def stop(_doing: str, done: int, _total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Sources.open(place, stop)
    assert len(opened(place).files) == 5


@given(st.text())
def test_no_text_is_an_operator_of_the_search(text: str) -> None:
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
        query = query_of(text)
        if query:
            database.execute("SELECT * FROM t WHERE t MATCH ?", (query,)).fetchall()
    database.close()


def test_names_and_patterns() -> None:
    names = ["a.md", "who/a.md", "who/x/b.pdf"]
    means: Callable[[str], list[str]] = lambda pattern: named([pattern], names)  # noqa: E731
    assert means("a.md") == ["a.md", "who/a.md"]
    assert means("who/a.md") == ["who/a.md"]
    assert means("who/") == means("who/*") == ["who/a.md", "who/x/b.pdf"]
    assert means("*.pdf") == ["who/x/b.pdf"]
    assert unknown(["a.md", "c.md"], names) == ["c.md"]


def test_ranks_are_joined() -> None:
    scores = fused([[1, 2, 3], [3, 1]])
    assert sorted(scores, key=lambda number: -scores[number]) == [1, 3, 2]
    assert scores[2] == 1 / 62


needs_embeddings = pytest.mark.skipif(missing() != "", reason=f"{missing()} is not installed")


@needs_embeddings
def test_embeddings_find_what_is_said_in_other_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: dict[str, str | bytes] = {
        "heart.md": "Physicians advise patients who suffered a cardiac infarction to exercise.",
        "tax.md": "Income is taxed in the year in which it is received.",
    }
    sources = opened(workspace(tmp_path, files, embeddings=True))
    found = sources.passages_for("Doctors recommend sports after a heart attack")
    assert found[0].passage.source == "heart.md"
    assert found[0].similarity is not None
    assert found[0].similarity > 0.3
    assert [each.passage.source for each in sources.passages_for("doctors", sources=["tax.md"])] == ["tax.md"]
    monkeypatch.setattr(embedding, "embed", lambda *_: pytest.fail("it was embedded again"))
    (tmp_path / "sources" / "heart.md").rename(tmp_path / "sources" / "moved.md")
    sources.sync()
    assert sources.names == ("moved.md", "tax.md")


@needs_embeddings
def test_a_text_has_one_vector_whatever_stands_beside_it() -> None:
    alone = embedding.embed(["Water boils."])
    beside = embedding.embed(["A much longer text about something else altogether.", "Water boils."])
    assert (alone[0] == beside[1]).all()
    assert alone.shape == (1, 384)
    assert float((alone[0] ** 2).sum()) == pytest.approx(1, abs=1e-5)


def test_without_the_extra_words_alone_are_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "missing", lambda: "onnxruntime")
    sources = opened(workspace(tmp_path, FILES, embeddings=True))
    assert sources.lacks == "onnxruntime"
    (found,) = sources.passages_for("aspirin")
    assert found.similarity is None
