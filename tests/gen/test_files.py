"""Atomic writing: whole or not at all, and nothing left behind."""

import os
import threading
from pathlib import Path

import pytest

from gen.files import page_hash, sweep, write_atomic


def test_folders_are_made_and_the_text_is_written_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "page.md"
    write_atomic(path, "é\r\n\n漢")
    assert path.read_bytes() == "é\r\n\n漢".encode()
    assert [item.name for item in path.parent.iterdir()] == ["page.md"]


def test_a_folder_that_is_gone_since_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "page.md"
    write_atomic(path, "a")
    path.unlink()
    path.parent.rmdir()
    write_atomic(path, "b")
    assert path.read_text() == "b"


def test_where_a_file_stands_in_the_way_of_a_folder_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(OSError, match="Not a directory"):
        write_atomic(tmp_path / "a" / "page.md", "a")


def test_a_new_file_has_the_umasks_mode_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    path, plain = tmp_path / "page.md", tmp_path / "plain"
    plain.touch()
    write_atomic(path, "a")
    assert path.stat().st_mode == plain.stat().st_mode
    path.chmod(0o640)
    write_atomic(path, "b")
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("failing", ["fsync", "fchmod", "replace"])
def test_a_failure_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "page.md"
    write_atomic(path, "old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_that_is_no_unicode_touches_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_atomic(tmp_path / "page.md", "\ud800")
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_the_longest_length_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 252 + ".md")
    write_atomic(path, "a")
    assert path.read_text() == "a"


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    texts = ["a" * 50_000, "b" * 80_000]
    write_atomic(path, texts[0])
    done = threading.Event()
    seen: set[str] = set()

    def read() -> None:
        while not done.is_set():
            seen.add(path.read_text())

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(60):
        write_atomic(path, texts[turn % 2])
    done.set()
    reader.join()
    assert seen <= set(texts)


def test_what_killed_writers_left_is_swept_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    old, new, page = tmp_path / "a" / ".77-3.tmp", tmp_path / "a" / ".78-0.tmp", tmp_path / "a" / "page.md"
    for path in (old, new, page):
        write_atomic(path, "text")
    for path in (old, page):
        os.utime(path, (0, 0))
    sweep(tmp_path)
    sweep(tmp_path / "nowhere")
    assert sorted(tmp_path.rglob("*.*")) == sorted([new, page])


def test_the_hash_is_of_the_bytes() -> None:
    assert page_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert page_hash("é") != page_hash("e")
