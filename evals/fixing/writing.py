"""Writes mended pages: only over what was read, and only where somebody said so."""

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from evals.files import read_page_file
from gen.errors import PageError
from gen.files import write_atomic

_CHOICES = "y: write it, n: leave it, a: write it and all that follow, q: leave it and all that follow"


class Asker:
    """Asks a person whether to write a page.

    Args:
        ask: gives the line that answers a question; raises EOFError where nobody answers.
        talk: where a wrong answer is told how to be right.
    """

    def __init__(self, ask: Callable[[str], str], talk: TextIO) -> None:
        self._ask = ask
        self._talk = talk
        self._always = ""

    def __call__(self, shown: str) -> bool:
        """Whether to write the page that is called so."""
        while not self._always:
            try:
                answer = self._ask(f"Write {shown}? [y/n/a/q] ").strip().lower()[:1]
            except EOFError:
                answer = "q"
            if answer in {"y", "n"}:
                return answer == "y"
            if answer in {"a", "q"}:
                self._always = answer
            else:
                self._talk.write(f"{_CHOICES}\n")
        return self._always == "a"


def read_file(path: str) -> str:
    """The text of a page's file.

    Raises:
        PageError: it cannot be read, or not as UTF-8.
    """
    content, _ = read_page_file(path)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise PageError(f"the file is not UTF-8 at byte {error.start}") from None


def replace_file(path: Path, before: str, after: str) -> None:
    """Writes a page in place of the one that was read, whole or not at all.

    Raises:
        PageError: it is not that one any more, is reached through a link, or the file system says no.
    """
    if path.is_symlink():
        raise PageError("the file is a link, and was not written", hint="Name the file that it leads to.")
    if read_file(str(path)) != before:
        raise PageError("the file was changed meanwhile, and was not written", hint="Run it again.")
    try:
        write_atomic(path, after)
    except OSError as error:
        raise PageError(f"the file cannot be written: {error.strerror}") from None
