"""`answerdesk batch`: the batches of requests, and what to do about them."""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rich.console import Console

from gen.arguments import count
from gen.batch.batching import Batching
from gen.batch.cancelling import cancel
from gen.batch.rounds import BatchRounds
from gen.batch.services import Services
from gen.errors import UsageError
from gen.ledger import Ledger, batches
from gen.ledger.batch_requests import Waiting
from gen.ledger.batches import Batch, BatchState
from gen.model.pool import Models
from gen.progress import duration
from gen.tables import console, table
from gen.visible import visible
from gen.workspace import Workspace

HELP = (
    "List the batches of requests, newest first; collect the answers of those that are over; or cancel some: what is "
    "finished in them is kept, and the rest is free to be asked again."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("action", choices=["list", "collect", "cancel"], help="what to do")
    parser.add_argument("ids", metavar="ID", nargs="*", type=count, help="batches to cancel, by their numbers")
    parser.add_argument("--limit", type=count, metavar="N", default=20, help="list at most N (default: 20)")
    parser.add_argument("--json", action="store_true", help="list as JSON, one object a line and a batch")


def run(args: argparse.Namespace) -> int:
    """Do it."""
    workspace = Workspace.find(args.start)
    talk = Console(stderr=True)

    def say(line: str) -> None:
        talk.print(visible(line), markup=False, highlight=False, soft_wrap=True)

    if bool(args.ids) != (args.action == "cancel"):
        raise UsageError("name the batches to cancel, and only those", hint="answerdesk batch cancel ID")
    with workspace.open_ledger() as ledger:
        if args.action == "list":
            return _list(ledger, args.limit, as_json=args.json)
        if args.action == "cancel":
            return asyncio.run(_with_services(workspace, lambda services: _cancel(ledger, services, args.ids, say)))
        return asyncio.run(_with_services(workspace, lambda services: _collect(ledger, workspace, services, say)))


async def _with_services(workspace: Workspace, work: Callable[[Services], Awaitable[int]]) -> int:
    settings = workspace.settings
    async with Models(settings, os.environ, run=settings.run) as models, Services(models, settings.run) as services:
        return await work(services)


async def _cancel(ledger: Ledger, services: Services, ids: list[int], say: Callable[[str], None]) -> int:
    for batch_id in ids:
        with ledger.read() as connection:
            batch = batches.find(connection, batch_id)
        if batch is None:
            raise UsageError(f"there is no batch {batch_id}", hint="answerdesk batch list")
        say(await cancel(ledger, batch, services))
    return 0


async def _collect(ledger: Ledger, workspace: Workspace, services: Services, say: Callable[[str], None]) -> int:
    left = await BatchRounds(Batching(ledger, workspace.settings, tuple, say), services).collect()
    say(f"{left} under way.  Pages are made by:  answerdesk generate LIST --engine batch")
    return 0


def _list(ledger: Ledger, limit: int, *, as_json: bool) -> int:
    with ledger.read() as connection:
        found = batches.latest(connection, limit)
        sums = batches.sums(connection, [batch.id for batch in found])
    if as_json:
        for batch in found:
            sys.stdout.write(json.dumps(_as_dict(batch, sums[batch.id]), ensure_ascii=False) + "\n")
        return 0
    kinds = ("right", "left", "left", "right", "right", "right", "right", "right", "rest")
    columns = dict(zip(("batch", "state", "model", *Waiting, "age", "where"), kinds, strict=True))
    console().print(table(columns, [_row(batch, sums[batch.id]) for batch in found]))
    return 0


def _row(batch: Batch, sums: Mapping[str, int]) -> list[str]:
    state = batch.status if batch.state is BatchState.SUBMITTED and batch.status else batch.state
    return [
        str(batch.id),
        state,
        batch.model,
        *(f"{sums.get(each, 0):,}" for each in Waiting),
        duration(max(0.0, time.time() - batch.created)),
        " ".join(part for part in (batch.remote_id, batch.place, batch.message) if part),
    ]


def _as_dict(batch: Batch, sums: Mapping[str, int]) -> dict[str, Any]:
    fields = ("id", "state", "status", "model", "place", "remote_id", "file_id", "output_id", "error_id", "file_hash")
    rest = ("lines", "bytes", "run_id", "created", "submitted", "ended", "message")
    return {name: getattr(batch, name) for name in (*fields, *rest)} | {
        "requests": {each.value: sums.get(each, 0) for each in Waiting}
    }
