"""`answerdesk status`: how the workspace stands."""

import argparse
import os
from collections.abc import Iterator
from datetime import UTC, datetime

from rich.console import Console

from gen.ledger import Run, State
from gen.spending import PriceOf, price_of, spending_lines
from gen.tables import table
from gen.visible import one_line
from review.desk import open_desk
from review.output import money_text, talk, write_json
from review.status import Failures, Status, run_state, status

HELP = "Count drafts by state, say what failed and how to retry it, what it cost so far, and what to do next."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--by-subject", action="store_true", help="a row of counts for each subject")
    parser.add_argument("--json", action="store_true", help="as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Say it."""
    with open_desk(args.start, args.load_suite) as desk:
        now = status(desk)
        price = price_of(desk.workspace.settings, os.environ)
    if args.json:
        write_json(now.as_dict())
        return 0
    console = Console(highlight=False, soft_wrap=True)
    rows = {"all": now.counts, **(now.by_subject if args.by_subject else {})}
    columns = {"drafts": "left", **dict.fromkeys(map(str, State), "right")}
    console.print(table(columns, ([name, *(f"{counts[state]:,}" for state in State)] for name, counts in rows.items())))
    for line in _lines(now, price):
        console.print(one_line(line), markup=False)
    for trouble in now.owed:
        talk(f"answerdesk: {trouble}")
    talk("", f"Next:  {now.next}")
    return 0


def _lines(now: Status, price: PriceOf) -> Iterator[str]:
    for failures in now.failures:
        yield _failures_line(failures)
    if now.in_batches:
        yield f"{now.in_batches:,} requests wait in batches: answerdesk batch list"
    calls, unknown = now.totals.calls, now.totals.unknown_cost
    yield f"cost so far: {money_text(now.cost, unknown)} ({calls:,} calls)" if calls else "cost so far: no calls yet"
    yield from (f"  {line}" for line in spending_lines(now.spending, price))
    if now.last_run is not None:
        yield _run_line(now.last_run)


def _failures_line(failures: Failures) -> str:
    return f"{failures.count:,} failed ({failures.outcome}): {failures.example}; ask again: {failures.retry}"


def _run_line(run: Run) -> str:
    began = datetime.fromtimestamp(run.started, UTC).strftime("%Y-%m-%d %H:%M UTC")
    counts = ", ".join(f"{count:,} {name}" for name, count in run.counts.items() if count)
    return f"last run: {run.id}, {run_state(run)}, begun {began}, of {run.start.list}{': ' if counts else ''}{counts}"
