"""Where pages stand on the disk, and reading them there with nobody's tricks in between."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from gen.content.catalog_reader import LARGEST_FILE
from gen.errors import PageError
from gen.files import page_hash
from gen.workspace import Workspace

# Without NOFOLLOW (Windows) the look before must do; NONBLOCK keeps a pipe in a page's place from hanging the reader.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page's file as it was read.

    Attributes:
        path: where.
        text: all of it.
        hash: of the text; what a verdict is bound to.
    """

    path: Path
    text: str
    hash: str


def place_of(workspace: Workspace, path: Path) -> str:
    """A path as the ledger keeps it: relative to the workspace, with `/`."""
    return Path(os.path.relpath(path, workspace.root)).as_posix()


def locate(workspace: Workspace, place: str) -> Path:
    """The path of a place that the ledger names.

    The tray and the content tree may themselves be links: the settings name them. Nothing below them may be one, as it
    could lead anywhere.

    Raises:
        PageError: it is outside of both, or behind a link.
    """
    path = Path(os.path.normpath(workspace.root / place))
    for tree in (workspace.drafts, workspace.content):
        base = Path(os.path.normpath(tree))
        if path != base and path.is_relative_to(base):
            _refuse_links(base, path)
            return path
    hint = "The settings `paths.drafts` and `paths.content` say where they are."
    raise PageError("it is neither in the tray nor in the content tree", where=str(Workspace.near(path)), hint=hint)


def read_file(path: Path) -> PageFile:
    """Read a page's file, a plain one.

    Args:
        path: from `locate`.

    Raises:
        PageError: it is not there, is no plain file, is larger than pages are, or is not UTF-8.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise PageError(_no_file(path), where=str(Workspace.near(path)))
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise PageError(_no_file(path), where=str(Workspace.near(path)))
            content = file.read(LARGEST_FILE + 1)
        text = content.decode()
    except UnicodeDecodeError as error:
        raise PageError(f"the page is not UTF-8 at byte {error.start}", where=str(Workspace.near(path))) from None
    except (FileNotFoundError, NotADirectoryError):
        raise PageError("the page is not there", where=str(Workspace.near(path))) from None
    except OSError as error:
        raise PageError(f"the page cannot be read: {error.strerror}", where=str(Workspace.near(path))) from None
    if len(content) > LARGEST_FILE:
        raise PageError(f"no page is larger than {LARGEST_FILE} bytes", where=str(Workspace.near(path)))
    return PageFile(path, text, page_hash(text))


def hash_at(path: Path) -> str:
    """The hash of the page at a path, `""` where there is none that can be read."""
    try:
        return read_file(path).hash
    except PageError:
        return ""


def _refuse_links(base: Path, path: Path) -> None:
    at = base
    for part in path.relative_to(base).parts:
        at /= part
        if at.is_symlink():
            hint = "Pages are never read or moved through links. Put the folder or the file itself there."
            raise PageError(f"{at.name} is a link", where=str(Workspace.near(path)), hint=hint)


def _no_file(path: Path) -> str:
    return "a link stands in the page's place" if path.is_symlink() else "what stands in the page's place is no file"
