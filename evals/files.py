"""The page files that a command line names."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from gen.errors import UsageError


def page_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Files as they are named, and all `*.md` files below folders that are, in the order of their names.

    Links to folders are not followed, and folders whose name begins with a dot are passed over.

    Raises:
        UsageError: a path does not exist. Raised before the first file is given.
    """
    given = list(paths)
    for path in given:
        if not path.exists():
            raise UsageError(f"there is no {path}", hint="Name page files, or folders that hold them.")
    for path in given:
        yield from _below(path) if path.is_dir() else [path]


def _below(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith("."):
                yield from _below(Path(entry.path))
        elif entry.name.endswith(".md") and entry.is_file():
            yield Path(entry.path)
