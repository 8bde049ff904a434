"""Does one thing to a draft again and again, each time in a process that is killed one step later.

Not a test: `test_crash.py` runs it in a process without threads, since it forks. It prints what was found after each
kill, before the next command came and after.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gen.ledger import Ledger
from review.verdicts import accept, reject, undo
from tests.review.tray import JANE, desk_of, pages

# What the interpreter reports before it does it, of all that changes files.
STEPS = {"os.link", "os.remove", "os.rename", "os.mkdir", "os.chmod"}
DEEDS = {
    "accept": lambda desk: accept(desk, 1, JANE),
    "reject": lambda desk: reject(desk, 1, JANE, "style"),
    "undo": lambda desk: undo(desk, 1, JANE),
}


def main(base: Path, deed: str) -> None:
    for step in count(1):
        root = base.with_name(f"{base.name}-{deed}-{step}")
        shutil.copytree(base, root)
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(told)
            _do_and_die(root, deed, step, tell)
        os.close(tell)
        answer = os.read(told, 100).decode()
        os.close(told)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        line = json.dumps({"step": step, "killed": killed, "answer": answer, **_found(root)})
        sys.stdout.write(line + "\n")
        sys.stdout.flush()  # before the next fork, which would write it again
        shutil.rmtree(root)
        if not killed:
            return


def _do_and_die(root: Path, deed: str, step: int, tell: int) -> None:
    """Kill this process at a step, counted from when the desk is open."""
    left = [step]
    armed = [False]

    def tick() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if armed[0] and (event in STEPS or (event == "open" and arguments[2] & os.O_CREAT)):
            tick()

    sys.addaudithook(hook)
    transaction = Ledger.transaction

    @contextmanager
    def ticking(self: Ledger) -> Iterator[Connection]:
        with transaction(self) as connection:
            yield connection
            if armed[0]:
                tick()  # all but committed
        if armed[0]:
            tick()

    Ledger.transaction = ticking  # type: ignore[method-assign]
    with desk_of(root) as desk:
        armed[0] = True
        DEEDS[deed](desk)
        os.write(tell, b"done")
        tick()
        armed[0] = False
    os._exit(0)


def _found(root: Path) -> dict[str, object]:
    """How things stand: what a site build would see now, and what there is when the next command has begun."""
    content = [place for place in pages(root) if place.startswith("content/") and place.endswith(".md")]
    with Ledger.open("sqlite:///ledger.sqlite", root=root) as ledger:
        before = ledger.draft(1)
    with desk_of(root) as desk:
        after = desk.ledger.draft(1)
        assert before is not None
        assert after is not None
        return {
            "content": content,
            "before": before.state,
            "state": after.state,
            "path": after.path,
            "pages": [place for place in pages(root) if place.endswith(".md")],
            "left": [place for place in pages(root) if not place.endswith(".md")],
            "kinds": [verdict.kind for verdict in desk.ledger.history(1)],
            "owed": len(desk.ledger.moves()) + len(desk.owed),
            "text": (root / after.path).read_text(encoding="utf-8"),
        }
