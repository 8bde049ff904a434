"""The files of the folder: which are there, which are not read and why, and whether one has changed."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gen.errors import UsageError
from gen.sources.document import RefusedError
from gen.sources.reading import LARGEST

MOST_FILES = 100_000
_SETTLED = 2_000_000_000  # nanoseconds; FAT's clock, the coarsest, ticks every two seconds


@dataclass(frozen=True, slots=True)
class Stamp:
    """What shows that a file has changed, without reading it. `changed` cannot be set by anybody."""

    size: int
    modified: int
    changed: int

    def settled(self, now: int) -> bool:
        """Whether it had been left alone for long enough that a change would have shown; `now` in nanoseconds."""
        return now - max(self.modified, self.changed) > _SETTLED


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the folder.

    Attributes:
        name: below the folder, with `/`.
        path: where it is.
        stamp: of it.
        problem: why it is not to be read, `""` where it is.
    """

    name: str
    path: Path
    stamp: Stamp = Stamp(0, 0, 0)
    problem: str = ""


def entries(folder: Path) -> Iterator[Entry]:
    """All files, by name; those whose name begins with a dot are not references. None where there is no folder.

    Raises:
        UsageError: there are more than `MOST_FILES`, or a folder cannot be listed.
    """
    if not folder.is_dir():
        return
    home, count = folder.resolve(), 0
    for above, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if Path(above, name).is_symlink()]
        for name in sorted([*names, *linked]):
            if name.startswith("."):
                continue
            count += 1
            if count > MOST_FILES:
                raise UsageError(f"there are more than {MOST_FILES:,} files", where=str(folder))
            yield _entry(folder, Path(above, name), home)


def _refuse(error: OSError) -> None:
    raise UsageError(f"the folder cannot be listed: {error.strerror}", where=str(error.filename)) from None


def _entry(folder: Path, path: Path, home: Path) -> Entry:
    # What is no UTF-8 in a name is shown as what it is, and never a name that a database refuses.
    name = path.relative_to(folder).as_posix().encode("utf-8", "backslashreplace").decode()
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(home):
            return Entry(name, path, problem="it is a link that leads out of the folder")
        found = path.stat()
    except (OSError, RuntimeError) as error:
        return Entry(name, path, problem=f"it cannot be read: {getattr(error, 'strerror', None) or error}")
    if stat.S_ISDIR(found.st_mode):
        return Entry(name, path, problem="it is a link to a folder, which is not followed")
    if not stat.S_ISREG(found.st_mode):
        return Entry(name, path, problem="it is no file")
    stamp = Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    large = f"it has {found.st_size:,} bytes; at most {LARGEST:,} are read" if found.st_size > LARGEST else ""
    return Entry(name, path, stamp, large)


def content_of(entry: Entry) -> bytes:
    """What the file holds.

    Raises:
        RefusedError: it cannot be read, or has grown too large since.
    """
    try:
        with entry.path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise RefusedError(f"it cannot be read: {error.strerror}") from None
    if len(content) > LARGEST:
        raise RefusedError(f"it has more than {LARGEST:,} bytes")
    return content
