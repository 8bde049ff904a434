"""What the ledger costs: durable calls a second, claims, a finished list's second run; and, over a content tree given
as argument, the catalog's sync and a search for related articles.

    python bench/ledger.py [TREE]
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import islice
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

from sqlalchemy import event, select

from gen.call import Call, Outcome, Request
from gen.content.catalog import Catalog
from gen.content.related import RelatedArticles
from gen.ledger import Finished, Inspected, Ledger, RunStart
from gen.ledger.schema import pages
from gen.question import Question
from gen.site.profile import SiteProfile

TASKS = 64
CALLS = 6_000
QUESTIONS = 36_000
SEARCHES = 1_000

# As large as those of a run: a prompt of 4 kB, an answer of the published median.
PROMPT = "What a good page of this kind looks like. " * 100
ANSWER = "An answer of two and a half thousand characters. " * 52


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path, nargs="?", help="a content tree")
    tree: Path | None = parser.parse_args().tree
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for synchronous in ("FULL", "NORMAL"):
            calls(root, synchronous)
        claims(root)
        if tree is not None:
            content(root, tree)


def calls(root: Path, synchronous: str) -> None:
    """Durable calls a second, and how long one waits."""
    with Ledger.open(f"sqlite:///calls-{synchronous}.sqlite", root=root) as ledger:
        event.listen(ledger._database.engine, "connect", _synchronous(synchronous))
        ledger._database.engine.dispose()
        run_id = ledger.start_run(RunStart("list.csv"))
        waits: list[float] = []

        async def record(number: int) -> None:
            said = call(number)
            began = time.perf_counter()
            await ledger.record_call(said, run_id=run_id, question_key=f"physics/{number}")
            waits.append(time.perf_counter() - began)

        seconds, cpu = timed(lambda: asyncio.run(at_once(record, range(CALLS))))
        print(
            f"{CALLS} calls, {TASKS} tasks, synchronous={synchronous}: {CALLS / seconds:,.0f} a second, "
            f"{1e6 * cpu / CALLS:.0f} µs of processor each; wait {quantiles(waits)}"
        )
        times = []
        for key in [call(number).request.key for number in range(SEARCHES)]:
            began = time.perf_counter()
            ledger.find_call(key)
            times.append(time.perf_counter() - began)
        print(f"find_call: {quantiles(times)}")


def claims(root: Path) -> None:
    """Claims, finished drafts, and a second run over the finished list."""
    questions = [Question(f"What is question {number} about?", "Physics") for number in range(QUESTIONS)]
    with Ledger.open("sqlite:///claims.sqlite", root=root) as ledger:
        run_id = ledger.start_run(RunStart("list.csv"))
        seconds, _ = timed(lambda: ledger.claim(questions, run_id))
        print(f"{QUESTIONS} new questions claimed: {QUESTIONS / seconds:,.0f} a second")

        async def finish(number: int) -> None:
            inspected = Inspected(f"{number}", 0.9, False, (FINDING, FINDING))
            await ledger.finish_draft(Finished(number, run_id, f"drafts/physics/{number}.md", RECEIPT, inspected))

        seconds, _ = timed(lambda: asyncio.run(at_once(finish, range(1, QUESTIONS + 1))))
        print(f"{QUESTIONS} drafts finished: {QUESTIONS / seconds:,.0f} a second")
        again, cpu = timed(lambda: ledger.claim(questions, run_id))
        print(f"the finished list claimed again: {again:.2f} s, {cpu:.2f} s of processor")
        states, cpu = timed(lambda: ledger.states(question.key for question in questions))
        print(f"its drafts' states: {states:.2f} s, {cpu:.2f} s of processor")


def content(root: Path, tree: Path) -> None:
    """The catalog's first and second sync, and searches in it."""
    profile = SiteProfile()
    with Ledger.open("sqlite:///content.sqlite", root=root) as ledger:
        catalog = Catalog(ledger, tree, profile)
        for name in ("first", "second"):
            seconds, cpu = timed(catalog.sync)
            print(f"{name} sync: {seconds:.2f} s, {cpu:.2f} s of processor")
        print(catalog.sync())
        related = RelatedArticles(ledger, tree, profile)
        with ledger.read() as connection:
            known = connection.execute(select(pages.c.question, pages.c.subject, pages.c.keywords)).all()
        asked = random.Random(0).sample(known, min(SEARCHES, len(known)))
        times, found, cpu = [], 0, time.process_time()
        for question, subject, keywords in asked:
            began = time.perf_counter()
            found += len(related.find(question, subject, keywords.split(", ")))
            times.append(time.perf_counter() - began)
        cpu = (time.process_time() - cpu) / len(asked)
        print(f"related articles: {quantiles(times)}, {1e3 * cpu:.2f} ms of processor; {found / len(asked):.1f} found")


def call(number: int) -> Call:
    messages = [{"role": "system", "content": PROMPT}, {"role": "user", "content": f"Question {number}"}]
    request = Request({"model": "m", "messages": messages, "temperature": 0.7, "max_tokens": 2048})
    return Call(request, Outcome.OK, ANSWER, f'{{"content": "{ANSWER}"}}', "stop", "m-1", 1000, 600, 0, 0.001)


FINDING = {
    "check": "length",
    "severity": "warning",
    "message": "The answer is shorter than 95 % of the published ones.",
    "field": "answer",
    "line": 20,
    "column": 5,
    "end_line": 20,
    "end_column": 90,
    "evidence": "An answer.",
    "suggestion": "",
}
RECEIPT = {"prompt_hash": "0" * 64, "templates": ["answer/base.md.j2"], "calls": ["1" * 64, "2" * 64], "cost": 0.002}


async def at_once(work: Callable[[int], Awaitable[None]], numbers: Sequence[int]) -> None:
    """Work through numbers with `TASKS` tasks."""
    left = iter(numbers)

    async def task() -> None:
        for number in left:
            await work(number)

    await asyncio.gather(*(task() for _ in islice(range(TASKS), len(numbers))))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - cpu


def quantiles(seconds: Sequence[float]) -> str:
    """Median and 95th percentile in words."""
    cuts = statistics.quantiles(seconds, n=20)
    return f"p50 {1e3 * cuts[9]:.2f} ms, p95 {1e3 * cuts[18]:.2f} ms"


def _synchronous(mode: str) -> Callable[[SQLiteConnection, object], None]:
    def on_connect(connection: SQLiteConnection, _entry: object) -> None:
        connection.execute(f"PRAGMA synchronous={mode}")

    return on_connect


if __name__ == "__main__":
    main()
