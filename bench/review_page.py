"""What the review page takes, eight reviewers at once, with few and with many drafts in the ledger.

    python -m bench.review_page [--drafts 100 100000] [--reviewers 8] [--rounds 16] [--pause 0.25] [--json]

The server is `answerdesk review`, a process of its own on loopback. Each reviewer opens the queue, opens a draft, has
two changes of its words checked, and accepts it, with a pause of random length before each request; then the accept is
taken back, untimed. A request's time is from its first byte to its answer's last, as its reviewer sees it.
"""

import argparse
import contextlib
import datetime
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import insert

from bench.verdicts import draft
from evals.suite import Suite
from gen.config import Settings
from gen.files import page_hash, write_atomic
from gen.ledger import Inspected, Ledger, RunStart, State
from gen.ledger.schema import drafts, findings, inspections, verdicts
from gen.page.page import new_page
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile

PAGES = 64  # drafts that have a page; the others are rows alone
CHECKS = ("description-length", "related-double", "keywords-count", "answer-short", "maths-broken", "title-length")
SAID = {State.ACCEPTED: "accept", State.REJECTED: "reject"}
PARAGRAPH = "The valve opens when the pressure before it is higher, and **closes** when the flow turns round again. "
STEPS = ("queue", "draft", "re-score", "accept")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drafts", type=int, nargs="+", default=[100, 100_000])
    parser.add_argument("--reviewers", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=16)
    parser.add_argument("--pause", type=float, default=0.25, help="seconds before a request, on average")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    told = {number: measured(number, args) for number in args.drafts}
    if args.json:
        print(json.dumps(told))
        return
    print(f"{args.reviewers} reviewers, {args.rounds} rounds each, pauses of {args.pause:g} s; milliseconds p50 / p95")
    print(f"{'':10}" + "".join(f"{number:>18,}" for number in told))
    for step in STEPS:
        cells = (f"{each[step]['p50']:.1f} / {each[step]['p95']:.1f}" for each in told.values())
        print(f"{step:10}" + "".join(f"{cell:>18}" for cell in cells))


def measured(number: int, args: argparse.Namespace) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "answerdesk.yaml").write_text("review: {reviewer: jane}\n", encoding="utf-8")
        fill(root, number)
        with serving(root) as url:
            people = [Person(url, each + 1, args.pause) for each in range(args.reviewers)]
            times = Times()
            with ThreadPoolExecutor(args.reviewers) as threads:
                list(threads.map(lambda person: person.work(args.rounds, args.reviewers, times), people))
        return times.said()


class Times:
    """Seconds by step, from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds: dict[str, list[float]] = defaultdict(list)

    def add(self, step: str, seconds: float) -> None:
        with self._lock:
            self._seconds[step].append(seconds)

    def said(self) -> dict[str, dict[str, float]]:
        cut = {step: statistics.quantiles(each, n=20, method="inclusive") for step, each in self._seconds.items()}
        return {step: {"p50": 1000 * each[9], "p95": 1000 * each[18]} for step, each in cut.items()}


@dataclass
class Person:
    """A reviewer at a browser."""

    url: str
    number: int
    pause: float
    cookie: str = ""
    csrf: str = ""
    chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection(urlsplit(self.url).netloc, timeout=60)

    def work(self, rounds: int, reviewers: int, times: Times) -> None:
        mine = range(self.number, PAGES + 1, reviewers)
        self.round(mine[0], Times())  # loads what is loaded once
        for turn in range(rounds):
            self.round(mine[turn % len(mine)], times)

    def round(self, draft_id: int, times: Times) -> None:
        self._ask("queue", times, "/")
        page = self._ask("draft", times, f"/drafts/{draft_id}")
        read = re.search(r'data-hash="(\w+)"', page)
        for words in ("It is. ", "It is so. "):
            answer = {"answer": words + PARAGRAPH * 25, "description": "How it works.", "keywords": "valve"}
            self._ask("re-score", times, f"/drafts/{draft_id}/check", answer)
        verdict = {"kind": "accept", "read": read[1] if read else "", "seconds": 1.0, "override": "a bench"}
        self._ask("accept", times, f"/drafts/{draft_id}/verdict", {**verdict, "request": str(self.chance.random())})
        self._ask("undo", times, f"/drafts/{draft_id}/verdict", {"kind": "undo"})

    def _ask(self, step: str, times: Times, path: str, said: Any = None) -> str:
        time.sleep(self.chance.uniform(0, 2 * self.pause))
        headers = {"Cookie": self.cookie, "X-CSRF-Token": self.csrf, "Accept": "text/html"}
        body = None if said is None else json.dumps(said)
        start = time.perf_counter()
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        times.add(step, time.perf_counter() - start)
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {text[:500]}")
        self.cookie = (answer.getheader("set-cookie") or self.cookie).partition(";")[0]
        token = re.search(r'data-csrf="([^"]*)"', text)
        self.csrf = token[1] if token else self.csrf
        return text


@contextlib.contextmanager
def serving(root: Path) -> Iterator[str]:
    argv = [sys.executable, "-m", "answerdesk", "-C", str(root), "review", "--port", "0", "--no-browser"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def fill(root: Path, number: int) -> None:
    """Drafts, what the checks said of them, and verdicts, straight into the tables; the first ones with their pages."""
    chance = random.Random(1)
    with Ledger.open("sqlite:///ledger.sqlite", root=root) as ledger:
        run_id = ledger.start_run(RunStart("list.csv"))
        rows = (draft(each, run_id, chance) for each in range(1, number + 1))
        while batch := list(islice(rows, 5_000)):
            judged = [row for row in batch if row["state"] in SAID and row["id"] > PAGES]
            with ledger.transaction() as connection:
                connection.execute(insert(drafts), [{**row, "inspection_id": row["id"]} for row in batch])
                connection.execute(insert(inspections), [inspection(row) for row in batch])
                connection.execute(insert(findings), [each for row in batch for each in found(row, chance)])
                if judged:
                    connection.execute(insert(verdicts), [verdict(row, chance) for row in judged])
        suite = Suite.from_settings(Settings())
        for each in range(1, PAGES + 1):
            write_page(root, ledger, suite, each)


def write_page(root: Path, ledger: Ledger, suite: Suite, number: int) -> None:
    row = ledger.draft(number)
    assert row is not None
    site = SiteProfile()
    made = new_page(
        id=number,
        date=datetime.date(2026, 2, 3),
        question=row.question,
        subject=row.subject,
        answer=f"It is thing {number}.\n\n" + f"{PARAGRAPH * 5}\n\n" * 5,
        description=f"What thing {number} is, how it works, and which signs tell that it has failed, in short words.",
        keywords=["thing", "valve"],
        profile=site,
    )
    text = dump_page(made, site)
    write_atomic(root / row.path, text)
    said = suite.inspect(made, text)
    with ledger.transaction() as connection:
        connection.execute(drafts.update().where(drafts.c.id == number).values(state=State.WAITING))
    told = tuple(each.as_dict() for each in said.findings)
    ledger.record_inspection(number, Inspected(page_hash(text), said.score, said.needs_person, told))


def inspection(row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row["id"], "draft_id": row["id"], "score": row["score"], "needs_person": False, "at": 0.0} | {
        "page_hash": row["page_hash"]
    }


def found(row: dict[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    for _ in range(chance.randrange(6)):
        words = {"message": "a finding of the usual length, in words", "field": "answer", "evidence": "w" * 60}
        place = {"line": 20, "column": 1, "end_line": 20, "end_column": 9, "suggestion": ""}
        kind = {"check": chance.choice(CHECKS), "severity": chance.choice(("error", "warning", "note"))}
        yield {"inspection_id": row["id"], **kind, **words, **place}


def verdict(row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    words = {"reason": "", "note": "", "override": "", "page_hash": row["page_hash"], "path_before": row["path"]}
    at = time.time() - 86_400 * 30 * chance.random()
    given = {"kind": SAID[row["state"]], "who": chance.choice(("jane", "bob", "eve")), "at": at, "seconds": 40.0}
    return {"draft_id": row["id"], "state_before": State.WAITING, **given, **words}


if __name__ == "__main__":
    main()
