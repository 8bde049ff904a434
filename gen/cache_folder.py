"""The folder for what can be made again: the checks' cache, and the index of the references."""

from pathlib import Path

NAME = ".answerdesk_cache"
_FILES = {
    "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# A cache of answerdesk; https://bford.info/cachedir/\n",
    ".gitignore": "# Made by answerdesk.\n*\n",
}


def prepare(folder: Path) -> None:
    """Make the folder, with what keeps it out of repositories and backups.

    Raises:
        OSError: the file system said no.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _FILES.items():
        if not (folder / name).exists():
            (folder / name).write_text(text, encoding="utf-8")
