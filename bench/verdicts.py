"""What the commands of the review take, start-up aside, with many drafts in the ledger; and a verdict, made durable.

.venv/bin/python bench/verdicts.py [DRAFTS]
"""

import argparse
import contextlib
import datetime
import io
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

import answerdesk
from evals.suite import Suite
from gen.files import page_hash, write_atomic
from gen.ledger import Inspected, Ledger, RunStart, State
from gen.ledger.schema import calls, drafts
from gen.page.page import new_page
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile
from review.desk import open_desk
from review.reviewer import Reviewer
from review.verdicts import accept, undo

COMMANDS = (
    *(["status"], ["status", "--by-subject"]),
    *(["list"], ["list", "--sort", "id"], ["list", "--subject", "Physics"], ["list", "--state", "all"]),
    *(["show", "7"], ["show", "physics/what-is-thing-7"]),
)
SUBJECTS = ("Physics", "Chemistry", "Biology", "Medicine", "History", "Law", "Economics", "Mathematics")
STATES = {State.WAITING: 70, State.ACCEPTED: 20, State.REJECTED: 5, State.FAILED: 4, State.CLAIMED: 1}
TIMES = 7
VERDICTS = 50
# As large as those of a run.
RECEIPT = {"prompt_hash": "a" * 64, "templates": ["answer/general.md.j2"] * 4, "calls": ["c" * 64] * 2, "model": "m"}
TEXTS = {"text": "t" * 2_500, "request": "p" * 4_000, "response": "r" * 3_000}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("drafts", type=int, nargs="?", default=100_000, help="how many (100000)")
    number: int = parser.parse_args().drafts
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "answerdesk.yaml").write_text("", encoding="utf-8")
        fill(root, number)
        size = (root / "ledger.sqlite").stat().st_size
        print(f"{number:,} drafts, {2 * number:,} calls, a ledger of {size / 1e6:,.0f} MB")
        for command in COMMANDS:
            print(f"{1000 * statistics.median(timed(root, command)):8.1f} ms  {' '.join(command)}")
        taken = verdicts(root)
        print(f"{1000 * statistics.median(taken):8.1f} ms  accept or undo ({1000 * max(taken):.1f} ms at most)")


def timed(root: Path, command: list[str]) -> Iterator[float]:
    """Seconds of a command, each time with the ledger opened anew."""
    for _ in range(TIMES):
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            answerdesk.main(["-C", str(root), *command])
        yield time.perf_counter() - start


def verdicts(root: Path) -> list[float]:
    """Seconds of accepting a draft and of taking that back, in turn."""
    site = SiteProfile()
    made = new_page(
        id=1,
        date=datetime.date(2026, 2, 3),
        question="What is thing 1?",
        subject="Physics",
        answer="It is the first of them.\n\n" * 80,
        description="What the first thing is.",
        keywords=["thing"],
        profile=site,
    )
    text = dump_page(made, site)
    write_atomic(root / "drafts/physics/what-is-thing-1.md", text)
    taken = []
    with open_desk(root, Suite.from_settings) as desk:
        with desk.ledger.transaction() as connection:
            connection.execute(drafts.update().where(drafts.c.id == 1).values(state=State.WAITING))
        desk.ledger.record_inspection(1, Inspected(page_hash(text), 1.0, False))
        for number in range(VERDICTS):
            start = time.perf_counter()
            (undo if number % 2 else accept)(desk, 1, Reviewer("jane"))
            taken.append(time.perf_counter() - start)
    return taken


def fill(root: Path, number: int) -> None:
    """Write drafts and calls straight into the tables."""
    with Ledger.open("sqlite:///ledger.sqlite", root=root) as ledger:
        run_id = ledger.start_run(RunStart("list.csv"))
        chance = random.Random(1)
        rows = (draft(each, run_id, chance) for each in range(1, number + 1))
        while batch := list(islice(rows, 5_000)):
            with ledger.transaction() as connection:
                connection.execute(insert(drafts), batch)
                connection.execute(insert(calls), [call(row, kind) for row in batch for kind in ("answer", "seo")])


def draft(number: int, run_id: int, chance: random.Random) -> dict[str, Any]:
    subject = SUBJECTS[number % len(SUBJECTS)] if number > len(SUBJECTS) else "Physics"
    key = f"{subject.lower()}/what-is-thing-{number}"
    state = chance.choices(list(STATES), weights=list(STATES.values()))[0]
    said = {
        "ref": "",
        "question": f"What is thing {number}?",
        "where": f"list.csv:{number}",
        "outcome": "ok",
        "error": "",
    }
    score = {"score": chance.random(), "needs_person": False, "page_hash": "0" * 64, "retryable": False}
    return dict(
        id=number,
        key=key,
        subject=subject,
        state=state,
        path=f"drafts/{key}.md",
        run_id=run_id,
        **said,
        **score,
        sample=0,
        receipt=RECEIPT,
        created=0.0,
        updated=0.0,
    )


def call(row: dict[str, Any], kind: str) -> dict[str, Any]:
    said = {"url": "/v1", "model_asked": "m", "model": "m", "outcome": "ok", "finish_reason": "stop", "error": ""}
    numbers = {
        "sample": 0,
        "prompt_tokens": 900,
        "completion_tokens": 500,
        "cost": 0.001,
        "seconds": 1.0,
        "started": 0.0,
    }
    return dict(
        run_id=row["run_id"],
        question_key=row["key"],
        key=f"{kind} {row['id']}",
        kind=kind,
        failed_attempts=[],
        **said,
        **numbers,
        **TEXTS,
    )


if __name__ == "__main__":
    main()
