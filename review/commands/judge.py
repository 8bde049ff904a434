"""`answerdesk judge`: have a model hold drafts against the sources."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys

from evals.facts.assessor import Assessor
from gen.arguments import dollars
from gen.config import JudgeSettings, Settings
from gen.errors import SettingsError, UsageError
from gen.ledger import DraftQuery, DraftRow, RunStart, State
from gen.model.pool import Models
from gen.progress import money
from gen.prompting.prompt import PromptLibrary
from gen.provenance import revision, versions
from review.desk import Desk, open_desk
from review.find import find_draft
from review.judged import Judging, Report, by_state
from review.judging import waiting_draft
from review.output import results, talk, write_json
from review.status import JUDGED

HELP = (
    "Have a model read each sentence of drafts beside passages of the sources, and say how the two differ. Its flags "
    "become findings for a reviewer and decide nothing. Start it again at any time: nothing is paid for twice."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="drafts, as for `show`; without any, all that wait")
    parser.add_argument("--max-cost", type=dollars, metavar="X", help="US dollars at most (settings: facts.judge)")
    parser.add_argument("--json", action="store_true", help="report as JSON")


def run(args: argparse.Namespace) -> int:
    """Judge them.

    Returns:
        0, whatever the judge says; 1 where drafts were not judged; 130 interrupted.

    Raises:
        SettingsError: nobody is named who judges, or who is named cannot.
    """
    with open_desk(args.start, args.load_suite) as desk:
        settings = _with_bound(desk.workspace.settings, args.max_cost)
        library = PromptLibrary.checked(desk.workspace.prompts)
        drafts = _wanted(args, desk)
        if desk.sources is None:
            hint = "Put the references there that your pages rest on: Markdown, text, HTML, PDF."
            where = str(desk.workspace.sources)
            raise UsageError("there is nothing to judge against: it has no references", where=where, hint=hint)
        report = asyncio.run(_judge(desk, settings, library, drafts))
    _tell(report, as_json=args.json)
    if report.interrupted:
        return 130
    return 1 if report.stopped or report.failed else 0


def _with_bound(settings: Settings, most: float | None) -> Settings:
    """The settings with a bound from the command line, where they can be judged by."""
    judge: JudgeSettings = settings.facts.judge
    if not judge.model:
        hint = "Name a model of `models` in answerdesk.yaml:\n  facts: {judge: {model: NAME}}"
        raise SettingsError("nobody is named who judges", hint=hint)
    if most is None:
        return settings
    bounded = judge.model_copy(update={"max_cost": most})
    return settings.model_copy(update={"facts": settings.facts.model_copy(update={"judge": bounded})})


def _wanted(args: argparse.Namespace, desk: Desk) -> list[DraftRow]:
    if not args.ids:
        return desk.ledger.drafts(DraftQuery(states=(State.WAITING,)))
    found = [waiting_draft(desk, find_draft(desk, args.start, said).id) for said in args.ids]
    return list({draft.id: draft for draft in found}.values())


async def _judge(desk: Desk, settings: Settings, library: PromptLibrary, drafts: list[DraftRow]) -> Report:
    root = desk.workspace.root
    start = RunStart(JUDGED, tuple(sys.argv[1:]), settings.model_dump(mode="json"), versions(), revision(root))
    async with Models(settings, os.environ, run=settings.run) as models:
        assessor = Assessor(settings, library, models)
        judging = Judging(desk, models, assessor, talk)
        _on_interrupt(judging)
        return await judging.execute(start, drafts)


def _on_interrupt(judging: Judging) -> None:
    """The first Ctrl-C (or SIGTERM) lets calls in flight come home; the second stops at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def interrupt() -> None:
        if not judging.report.interrupted:
            judging.stop()
            talk("Finishing the calls in flight; they are paid for. Ctrl-C again stops at once.")
        elif task is not None:
            task.cancel()

    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            loop.add_signal_handler(sign, interrupt)


def _tell(report: Report, *, as_json: bool) -> None:
    if as_json:
        write_json(report.as_dict())
    else:
        results().print(", ".join(f"{number:,} {state}" for state, number in by_state(report.counts).items()))
    cost = "unknown" if report.cost is None else money(report.cost)
    talk(f"{len(report.drafts):,} drafts, {report.calls:,} calls, {report.served:,} from the ledger, cost {cost}")
    if report.stopped is not None:
        talk(f"stopped: {report.stopped}")
    elif report.interrupted:
        talk("Interrupted. Nothing is lost; go on with:  answerdesk judge")
    elif report.drafts:
        talk("Next:  answerdesk review")
