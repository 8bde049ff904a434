"""Files that other processes read while we write them.

Paths are texts inside: with `pathlib`, writing a page took half as long again.
"""

import contextlib
import hashlib
import io
import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO


def write_atomic(path: Path, text: str, *, private: bool = False) -> None:
    """Writes a file so that a reader sees the old one or the new one, whole, even after a crash.

    The text goes into a temporary file beside it, is synced to the disk (without that some file systems leave an empty
    file behind a rename that survived a power cut), and takes the name in one step. The folder is not synced: after a
    power cut the old file may still be there, but never half of one. UTF-8, line ends as they are in the text.

    Args:
        path: of the file; folders on the way are made.
        text: its whole content.
        private: nobody but its owner may read it, at no moment.

    Raises:
        OSError: the file system said no; nothing is left behind.
        UnicodeEncodeError: a lone surrogate in the text.
    """
    content = text.encode()
    with _replacing(path, private=private) as file:
        file.write(content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """The same for what is written bit by bit: a text file in the place of `path` once the block ends well."""
    with _replacing(path) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="\n")
        try:
            yield text
            text.flush()
        finally:
            text.detach()  # else it closes the file, which is still to be synced


@contextlib.contextmanager
def _replacing(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    place = os.fspath(path)
    handle, temporary = _create_beside(place, 0o600 if private else 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            if not private:
                with contextlib.suppress(FileNotFoundError):  # a new file has what the umask leaves
                    os.fchmod(handle, os.stat(place).st_mode & 0o777)
            os.fsync(handle)
        os.replace(temporary, place)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


_numbers = itertools.count()
_LONG_AGO = 60.0  # seconds; writing a page takes milliseconds


def _create_beside(place: str, mode: int) -> tuple[int, str]:
    """A new file in the same folder, open. `tempfile` does it too, and takes as long as all the rest."""
    folder = os.path.dirname(place)
    while True:
        temporary = os.path.join(folder, f".{os.getpid()}-{next(_numbers)}.tmp")
        try:
            return os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), temporary
        except FileExistsError:
            continue  # left behind by a process of this number that was killed
        except FileNotFoundError:  # the folder is nearly always there: whoever asks first asks in vain
            os.makedirs(folder, exist_ok=True)


def sweep(folder: Path) -> None:
    """Remove what writers that were killed have left behind: temporary files more than a minute old.

    Args:
        folder: a tray; one that does not exist is fine.
    """
    for temporary in folder.rglob(".*-*.tmp"):
        with contextlib.suppress(OSError):  # another process was faster
            if time.time() - temporary.stat().st_mtime > _LONG_AGO:
                temporary.unlink()


def page_hash(text: str) -> str:
    """SHA-256 of a page's text as UTF-8, in hexadecimal: what a verdict is bound to."""
    return hashlib.sha256(text.encode()).hexdigest()
