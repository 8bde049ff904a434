"""Files that other processes read while we write them."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path


def write_atomic(path: Path, text: str) -> None:
    """Writes a file so that a reader sees the old one or the new one, whole, even after a crash.

    The text goes into a temporary file beside it, is synced to the disk (without that some file systems leave an empty
    file behind a rename that survived a power cut), and takes the name in one step. The folder is not synced: after a
    power cut the old file may still be there, but never half of one. UTF-8, line ends as they are in the text.

    Args:
        path: of the file; folders on the way are made.
        text: its whole content.

    Raises:
        OSError: the file system said no; nothing is left behind.
        UnicodeEncodeError: a lone surrogate in the text.
    """
    content = text.encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), _mode(path))
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _mode(path: Path) -> int:
    """The mode of the file that is replaced; for a new one what the process's umask leaves of 0666."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o666 & ~_UMASK


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


_UMASK = _umask()  # once, at import: reading it means setting it, which threads would see


def page_hash(text: str) -> str:
    """SHA-256 of a page's text as UTF-8, in hexadecimal: what a verdict is bound to."""
    return hashlib.sha256(text.encode()).hexdigest()
