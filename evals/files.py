"""The page files that a command line names.

Paths are texts here: for a whole site, `pathlib` would take longer than the disk.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gen.errors import PageError, UsageError

LARGEST = 1 << 20  # bytes; the longest page of the site has 30,000
_NO_PAGE = "Remove it, or give it another name than `*.md`."


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file to check.

    Attributes:
        path: to open it by.
        shown: the same as a person would type it, characters that are none spelled out.
        problem: why there is no use in opening it, `""` where there may be.
    """

    path: str
    shown: str
    problem: str = ""

    @property
    def key(self) -> bytes:
        """What it is called in a database: its absolute path as the file system has it."""
        return os.fsencode(os.path.abspath(self.path))


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells from a file's place on disk whether it is the one that was read: times in nanoseconds."""

    size: int
    changed: int
    moved: int
    number: int

    @classmethod
    def of(cls, found: os.stat_result) -> "Stamp":
        """The stamp of what `stat` says."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

    @property
    def last(self) -> int:
        """When it was touched last, in nanoseconds since 1970."""
        return max(self.changed, self.moved)


def page_files(paths: Iterable[Path], start: Path | None = None) -> list[PageFile]:
    """Files as they are named, and all `*.md` files below folders that are, in the order of their paths, each once.

    Links to folders are not followed, and folders whose name begins with a dot are passed over. What cannot be a page
    and is named like one comes, too, with its problem, and so does a folder that cannot be looked into.

    Args:
        paths: files and folders.
        start: the folder that paths are told relative to, where they lie below it; None tells them as they are.

    Raises:
        UsageError: a path does not exist. Raised before any folder is looked into.
    """
    given = [os.fspath(path) for path in paths]
    for path in given:
        if not os.path.lexists(path):
            raise UsageError(f"there is no {_spelled(path)}", hint="Name page files, or folders that hold them.")
    found: dict[str, tuple[str, str]] = {}
    for path in given:
        for file, problem in _below(path) if os.path.isdir(path) else [(path, _problem(path))]:
            found.setdefault(os.path.abspath(file), (file, problem))
    files = [PageFile(file, _told(file, start), problem) for file, problem in found.values()]
    return sorted(files, key=lambda file: file.shown.split(os.sep))


def read_page_file(path: str) -> tuple[bytes, Stamp]:
    """What a page's file holds, and its stamp from before it was read.

    Raises:
        PageError: it cannot be read, is no regular file, or is too large to be a page.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe must not stop the run
    try:
        handle = os.open(path, flags)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise PageError("this is not a file", hint=_NO_PAGE)
            if found.st_size > LARGEST:
                raise _too_large(found.st_size)
            return _all_of(handle), Stamp.of(found)
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:  # the latter of a path with a NUL in it
        raise PageError(f"the file cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _all_of(handle: int) -> bytes:
    parts, size = [], 0
    while part := os.read(handle, LARGEST + 1 - size):
        parts.append(part)
        size += len(part)
    if size > LARGEST:  # grown since it was looked at
        raise _too_large(size)
    return b"".join(parts)


def _too_large(size: int) -> PageError:
    message = f"the file has {size:,} bytes, and a page at most {LARGEST:,}"
    return PageError(message, hint="If it is a page, something was written into it that does not belong there.")


def _below(root: str) -> Iterator[tuple[str, str]]:
    """Page files of a folder, each with what is wrong with it, in no order."""
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as found:
                entries = list(found)
        except OSError as error:
            yield folder, f"the folder cannot be read: {error.strerror}"
            continue
        for entry in entries:
            is_folder, named = entry.is_dir(follow_symlinks=False), entry.name.endswith(".md")
            if is_folder and not entry.name.startswith("."):
                folders.append(entry.path)
            if named:
                yield entry.path, "" if entry.is_file(follow_symlinks=False) else _problem(entry.path)


def _problem(path: str) -> str:
    """Why a path cannot be a page, as far as it can be told from outside."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        link = "the link leads nowhere" if os.path.islink(path) else "the file cannot be read"
        return f"{link}: {error.strerror}"
    if stat.S_ISDIR(mode):
        return "this is a link to a folder, which is not followed" if os.path.islink(path) else "this is a folder"
    return "" if stat.S_ISREG(mode) else "this is not a file"


def _told(path: str, start: Path | None) -> str:
    prefix = os.path.join(start or "", "")
    return _spelled(path.removeprefix(prefix) if prefix else path)


def _spelled(path: str) -> str:
    """A path that can be written anywhere: bytes that are no UTF-8 are spelled out."""
    return path if path.isascii() else os.fsencode(path).decode("utf-8", "backslashreplace")
