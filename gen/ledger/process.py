"""Which process holds a claim, and whether it still lives."""

import os
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """A process, told apart from a later one that got the same number.

    Attributes:
        host: machine, boot and process namespace: where `pid` means something.
        pid: the process id.
        started: its start time in the system's own ticks, `""` where the system does not say.
    """

    host: str
    pid: int
    started: str

    @classmethod
    def current(cls) -> "Process":
        """This process."""
        pid = os.getpid()
        return cls(_host(), pid, _start_time(pid) or "")

    def lives(self) -> bool | None:
        """Whether it still runs; None where that cannot be told from here."""
        if self.host != _host():
            return None
        if self.started:
            return _start_time(self.pid) == self.started
        return _may_live(self.pid)


@cache
def _host() -> str:
    parts = [socket.gethostname()]
    try:
        parts.append((_PROC / "sys/kernel/random/boot_id").read_text().strip())
        parts.append(str((_PROC / "self/ns/pid").readlink()))
    except OSError:
        pass  # not Linux: the host's name must do, and the heartbeat decides
    return "/".join(parts)


def _may_live(pid: int) -> bool | None:
    """False where no process has the number. One that has it may be another, and Windows ends what it is asked of."""
    if os.name != "posix":
        return None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it exists and is another user's
    return None


def _start_time(pid: int) -> str | None:
    """Field 22 of `/proc/<pid>/stat` (proc(5)); None where there is no such process, or it is a zombie."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the command's name before it may hold anything
    return None if fields[0] in "ZX" else fields[19]
