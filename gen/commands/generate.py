"""`answerdesk generate`: drafts for a question list."""

import argparse
import asyncio
import contextlib
import datetime
import itertools
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console

from gen.batch.arguments import Engine, add_engine_arguments, batches_as_asked
from gen.batch.batching import Batching
from gen.batch.engine import open_engine
from gen.budget import Budget
from gen.content.related import RelatedArticles
from gen.desk import Desk, Limits
from gen.drafting import Drafter
from gen.errors import ListError, RowError, UsageError
from gen.files import sweep
from gen.gathering import gather
from gen.ledger import Ledger, RunStart
from gen.list_arguments import add_list_arguments, read_list
from gen.log import JsonProgress
from gen.model.pool import Models
from gen.planning import screen
from gen.progress import Counts, LiveProgress, PlainProgress, Progress, counts_line
from gen.prompting.prompt import PromptLibrary
from gen.provenance import revision, versions
from gen.question import Question
from gen.report import Report
from gen.revised import revised_rows
from gen.run import Run
from gen.run_arguments import add_run_arguments, as_asked
from gen.scores import print_scores
from gen.scoring import Scoring
from gen.sources.asked import with_known_sources
from gen.sources.sources import Sources
from gen.sources.telling import Teller
from gen.spending import price_of, spending_lines
from gen.tables import console
from gen.visible import visible
from gen.workspace import Workspace

COUNTED = 500  # rows counted at a time, and how many times as long as that takes is rested
UNHURRIED = 4

HELP = (
    "Write drafts for a question list. Start it again at any time: what is done is not done, and not paid for, again."
)

Say = Callable[[str], None]
Rows = Callable[[Say], Iterator[Question | RowError]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_list_arguments(parser, required=False)
    parser.add_argument("--revised", action="store_true", help="make what reviewers sent back again, with their words")
    add_run_arguments(parser)
    add_engine_arguments(parser)
    parser.add_argument("--retry-failed", action="store_true", help="ask again where an answer made no draft before")
    parser.add_argument("--no-wait", action="store_true", help="do not wait at the end for rows that other runs have")
    parser.add_argument("--log", choices=("text", "json"), default="text", help="how the run's progress is told (text)")
    parser.add_argument("--json", action="store_true", help="report as JSON")


def run(args: argparse.Namespace) -> int:
    """Run, and say what came of it: the scores of this run's drafts, and what to type next."""
    workspace = batches_as_asked(as_asked(Workspace.find(args.start), args), args)
    library = PromptLibrary.checked(workspace.prompts)
    talk = Console(stderr=True)
    progress = _progress(args, workspace, talk)
    if args.revised == bool(args.list):
        raise UsageError("name a question list, or --revised", hint="answerdesk generate LIST")
    with workspace.open_ledger() as ledger:
        with Teller(talk) as teller:
            sources = Sources.open(workspace, teller.tell)
        with progress:
            ledger.on_trouble(progress.say)
            rows = partial(_rows, args, workspace, ledger, sources)
            if args.engine == Engine.RAY:
                report = _on_ray(args, workspace, ledger, progress, rows)
            else:
                report = asyncio.run(_generate(args, workspace, ledger, library, progress, rows, sources))
            progress.say(counts_line(report.counts))
        price = price_of(workspace.settings, os.environ, args.base_url)
        for line in spending_lines(ledger.spending(report.run_id), price):
            talk.print(visible(f"cost: {line}"), markup=False, highlight=False, soft_wrap=True)
        _tell(args, report, ledger, talk)
    return _exit_status(report)


def _progress(args: argparse.Namespace, workspace: Workspace, talk: Console) -> Progress:
    """What shows how the run goes on, and whom else it is told.

    Raises:
        UsageError: the settings want telemetry, and it is not installed.
    """
    shown: Progress = LiveProgress(talk) if talk.is_terminal else PlainProgress(talk)
    if args.log == "json":
        shown = JsonProgress(sys.stderr)
    telemetry = workspace.settings.telemetry
    if not telemetry.enabled:
        return shown
    if find_spec("opentelemetry.sdk") is None:
        hint = 'Install it with  pip install "answerdesk[otel]"  or set `telemetry: {enabled: false}`.'
        raise UsageError("the settings want telemetry, and OpenTelemetry is not installed", hint=hint)
    module = import_module("gen.telemetry")  # an extra, and 0.3 s
    traced: Progress = module.Telemetry(shown, content=telemetry.content)
    return traced


def _rows(
    args: argparse.Namespace, workspace: Workspace, ledger: Ledger, sources: Sources | None, say: Say
) -> Iterator[Question | RowError]:
    if args.revised:
        return revised_rows(ledger, [Path(), args.start, workspace.root], workspace.settings.site, say)
    return with_known_sources(read_list(args, workspace, say), sources)


def _start(args: argparse.Namespace, workspace: Workspace) -> RunStart:
    return RunStart(
        list="--revised" if args.revised else str(args.list),
        argv=tuple(sys.argv[1:]),
        settings=workspace.settings.model_dump(mode="json"),
        versions=versions(),
        revision=revision(workspace.root),
    )


def _on_ray(args: argparse.Namespace, workspace: Workspace, ledger: Ledger, progress: Progress, rows: Rows) -> Report:
    """The same by many workers; what they have drafted on other machines is brought here."""
    try:
        from gen.fleet.fleet import muster  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "ray":
            raise
        hint = "pip install 'answerdesk[ray]'; one machine needs none of it."
        raise UsageError("--engine ray needs the package ray", hint=hint) from None
    catalog = workspace.catalog(ledger)
    catalog.sync()
    report = Report(Counts(limit=args.limit))
    fleet = muster(workspace, args, sys.argv[1:], os.environ.get("RAY_ADDRESS"))
    fleet.work(screen(rows(progress.say), catalog), ledger, report, progress)
    if ledger.shared:
        for trouble in gather(workspace, ledger).troubles:
            progress.say(trouble)
    return report


async def _generate(
    args: argparse.Namespace,
    workspace: Workspace,
    ledger: Ledger,
    library: PromptLibrary,
    progress: Progress,
    rows: Rows,
    sources: Sources | None,
) -> Report:
    settings = workspace.settings
    run = settings.run
    catalog = workspace.catalog(ledger)
    catalog.sync()
    sweep(workspace.drafts)
    related = RelatedArticles(ledger, workspace.content, settings.site)
    purse = None if run.max_cost is None else Budget(run.max_cost)
    batching = Batching(ledger, settings, partial(rows, lambda _: None), progress.say, purse)
    async with (
        Scoring(args.load_scorer, settings) as scoring,
        Models(settings, os.environ, model=args.model, base_url=args.base_url, run=run, purse=purse) as models,
        open_engine(Engine(args.engine), batching, models, getattr(args, "file", None)) as rounds,
    ):
        assessor = args.load_assessor(settings, library, models) if settings.facts.in_generate else None
        drafter = Drafter(settings, library, scoring, related, sources, assessor)
        desk = Desk(ledger, catalog, models, drafter, workspace.root, workspace.drafts, settings.site, progress)
        limits = Limits(run.concurrency, args.limit, args.retry_failed, run.give_up_after, wait=not args.no_wait)
        running = Run(desk, limits, datetime.datetime.now(tz=datetime.UTC).date())
        _on_interrupt(running, progress)
        over = threading.Event()
        counting = asyncio.create_task(_count(rows, running.report, over))
        try:
            return await running.execute(_start(args, workspace), rows(progress.say), rounds)
        finally:
            over.set()
            await counting


async def _count(rows: Rows, report: Report, over: threading.Event) -> None:
    """Count the list's rows beside the run, which does not wait for it: the display then knows how much is left."""
    listed = rows(lambda _: None)
    with contextlib.suppress(ListError):  # the run comes to it, and says so
        counted = await asyncio.to_thread(_counted, listed, over)
        if not over.is_set():
            report.counts.listed = counted


def _counted(rows: Iterator[Question | RowError], over: threading.Event) -> int:
    """Count rows, unhurried: a list of a million must not take the time of the first drafts."""
    number = 0
    while not over.is_set():
        began = time.perf_counter()
        chunk = sum(1 for _ in itertools.islice(rows, COUNTED))
        number += chunk
        if chunk < COUNTED:
            break
        over.wait(UNHURRIED * (time.perf_counter() - began))
    return number


def _on_interrupt(running: Run, progress: Progress) -> None:
    """The first Ctrl-C (or SIGTERM) lets calls in flight come home; the second stops at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def interrupt() -> None:
        if not running.report.interrupted:
            running.stop()
            progress.say("Finishing the calls in flight; they are paid for. Ctrl-C again stops at once.")
        elif task is not None:
            task.cancel()

    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            loop.add_signal_handler(sign, interrupt)


def _tell(args: argparse.Namespace, report: Report, ledger: Ledger, talk: Console) -> None:
    if args.json:
        sys.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False) + "\n")
    elif report.drafts:
        print_scores(console(), ledger, report.drafts, report.scores)
    if report.stopped is not None:
        talk.print(visible(f"stopped: {report.stopped}"), markup=False, highlight=False, soft_wrap=True)
    engine = f" --engine {args.engine}" if args.engine in (Engine.BATCH, Engine.RAY) else ""
    again = f"answerdesk generate {args.list or '--revised'}{engine}"
    if report.counts.waiting and not report.interrupted and args.engine != Engine.EXPORT:
        waiting = f"{report.counts.waiting:,} rows wait for batches.  Which:  answerdesk batch list"
        talk.print(waiting, markup=False, highlight=False)
    if report.interrupted:
        told = f"Interrupted. Nothing is lost; go on with:  {again}"
        talk.print(told, markup=False, highlight=False, soft_wrap=True)
    elif report.drafts:
        talk.print("Next:  answerdesk list --sort score", markup=False, highlight=False)


def _exit_status(report: Report) -> int:
    if report.interrupted:
        return 130
    return 1 if report.stopped or report.counts.failed or report.counts.faults else 0
