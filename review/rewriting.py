"""Has the drafts that were sent back written again, by a `generate` of its own beside the review page."""

import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

from gen.errors import VerdictError

_TAIL = 2_000  # characters of what it said last


class Rewriting:
    """One `generate --revised` at a time. It goes on when the page is closed: what it does is in the ledger.

    Args:
        root: the workspace.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None

    def start(self) -> None:
        """Begin.

        Raises:
            VerdictError: it is under way already.
        """
        command = [sys.executable, "-m", "answerdesk", "-C", str(self._root), "generate", "--revised", "--json"]
        with self._turn:
            if self.under_way:
                raise VerdictError("drafts are being written again already", hint="Wait until they are.")
            self._forget()
            said = self._said = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `_forget`)
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True
            )

    @property
    def under_way(self) -> bool:
        """It runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def trouble(self) -> str:
        """The last words of one that failed, `""` where the last one did not."""
        if self._process is None or self._process.poll() in (None, 0):
            return ""
        with self._turn:
            if self._said is None:
                return ""
            self._said.seek(0)
            said = self._said.read().decode("utf-8", errors="replace")
        return said[-_TAIL:].strip() or "it ended without a word"

    def close(self) -> None:
        """Forget what it said. It goes on if it has not ended."""
        with self._turn:
            self._forget()

    def _forget(self) -> None:
        if self._said is not None:
            self._said.close()
            self._said = None
