"""The files that a command line names, whatever stands there."""

import os
import subprocess
from pathlib import Path

import pytest

from evals.files import LARGEST, Stamp, page_files, read_page_file
from gen.errors import PageError, UsageError


def problems(root: Path) -> dict[str, str]:
    return {file.shown: file.problem for file in page_files([root], root)}


def touch(path: Path, content: bytes = b"") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_in_the_order_of_their_paths_each_once(tmp_path: Path) -> None:
    names = ["b/c.md", "b-c/a.md", "a.md", "b/a/z.md", ".hidden/x.md", "b/notes.txt"]
    for name in names:
        touch(tmp_path / name)
    given = [tmp_path / "b" / "c.md", tmp_path, tmp_path / "b"]
    assert [file.shown for file in page_files(given, tmp_path)] == ["a.md", "b/a/z.md", "b/c.md", "b-c/a.md"]


def test_paths_are_told_as_a_person_would_type_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "pages" / "a.md")
    monkeypatch.chdir(tmp_path)
    for given, start in ((Path("pages"), Path()), (Path(), Path()), (tmp_path / "pages", tmp_path)):
        assert [file.shown for file in page_files([given], start)] == ["pages/a.md"]
    (absolute,) = page_files([tmp_path / "pages"], Path())
    assert absolute.shown == absolute.path == str(tmp_path / "pages" / "a.md")


def test_what_is_named_like_a_page_and_is_none(tmp_path: Path) -> None:
    touch(tmp_path / "fine.md")
    touch(tmp_path / "folder.md" / "inside.md")
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "nowhere.md").symlink_to("gone")
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "up.md").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "link.md").symlink_to("fine.md")
    found = problems(tmp_path)
    assert {name for name, problem in found.items() if not problem} == {"fine.md", "folder.md/inside.md", "link.md"}
    assert found["folder.md"] == "this is a folder"
    assert found["pipe.md"] == "this is not a file"
    assert found["nowhere.md"].startswith("the link leads nowhere")
    assert found["loop.md"].startswith("the link leads nowhere")
    assert found["up.md"] == "this is a link to a folder, which is not followed"
    assert "again" not in {name.partition("/")[0] for name in found}


def test_bytes_that_are_no_text_are_spelled_out(tmp_path: Path) -> None:
    touch(Path(os.fsdecode(os.fsencode(tmp_path) + b"/p\xffge.md")))
    (file,) = page_files([tmp_path], tmp_path)
    assert file.shown == "p\\xffge.md"
    assert file.key.endswith(b"/p\xffge.md")
    assert read_page_file(file.path)[0] == b""


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path / "a.md")
    touch(tmp_path / "shut" / "b.md")
    scan = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("shut"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert problems(tmp_path) == {"a.md": "", "shut": "the folder cannot be read: Permission denied"}


def test_folders_may_be_deep(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):  # more than Python's stack; the path is longer than one may be named at once
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("x.md", os.O_WRONLY | os.O_CREAT, dir_fd=here))
    os.close(here)
    found = [file.shown.count("d/") for file in page_files([tmp_path], tmp_path)]
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # pytest could not
    assert found == [1500]


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no .*gone"):
        page_files([tmp_path, tmp_path / "gone"])


def test_reading_waits_for_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(PageError, match="not a file"):
        read_page_file(str(tmp_path / "pipe.md"))


@pytest.mark.parametrize("name", ["gone.md", "folder", "a\0b.md", "x" * 300])
def test_what_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(PageError):
        read_page_file(f"{tmp_path}/{name}")


def test_a_page_has_a_size(tmp_path: Path) -> None:
    largest, larger = touch(tmp_path / "a.md", b"x" * LARGEST), touch(tmp_path / "b.md", b"x" * (LARGEST + 1))
    content, stamp = read_page_file(str(largest))
    assert len(content) == LARGEST
    assert stamp == Stamp.of(largest.stat())
    with pytest.raises(PageError, match="1,048,577 bytes"):
        read_page_file(str(larger))
