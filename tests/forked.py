"""Processes to be killed or to race, forked from one in which the commands are loaded: each begins a second sooner.

They are processes like those that a shell starts, but for that second: with memory, threads and files of their own.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory

import answerdesk
from gen.ledger import process as ledger_process

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        __name__,
        "gen.commands.generate",
        "gen.model.client",
        "gen.batch.engine",
        "gen.batch.service",
        "tests.review.tray",
    ]
)


@dataclass(frozen=True, slots=True)
class Forked:
    """A process under way.

    Attributes:
        process: as `multiprocessing` has it.
        folder: what it says is in the files `out` and `err` of it.
    """

    process: ForkServerProcess
    folder: Path

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text(encoding="utf-8")

    def kill(self) -> None:
        """`kill -9`."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self, seconds: float = 120) -> int | None:
        """Its exit status, as `subprocess` says it; None while it runs."""
        self.process.join(seconds)
        return self.process.exitcode

    def wait_for_lines(self, number: int, seconds: float = 60) -> None:
        """Until it has said so many."""
        end = time.monotonic() + seconds
        while not (self.folder / "out").exists() or self.out.count("\n") < number:
            assert self.wait(0.01) is None, self.err
            assert time.monotonic() < end


@contextmanager
def forked(deed: Callable[..., object], *given: object) -> Iterator[Forked]:
    """A function in a process of its own, which has ended when the `with` block has; what it gives back is its status.

    Args:
        deed: a function of a module.
        given: its arguments.
    """
    with TemporaryDirectory() as name:
        process = FORKS.Process(target=_begin, args=(Path(name), deed, given))
        process.start()
        try:
            yield Forked(process, Path(name))
            process.join(120)
        finally:
            process.kill()
            process.join()
            process.close()


def command(argv: list[str], host: str = "") -> int:
    """`answerdesk ARGV`, on this machine or on another one, of this name."""
    if host:
        ledger_process._host = lambda: host  # type: ignore[assignment]
    return answerdesk.main(argv)


def _begin(folder: Path, deed: Callable[..., int | None], given: tuple[object, ...]) -> None:
    for number, name in ((2, "err"), (1, "out")):
        opened = os.open(folder / name, os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.exit(deed(*given))
