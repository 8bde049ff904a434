"""`answerdesk replay`: the golden set's drafts, made of what the model said when it was recorded."""

import argparse
import asyncio
import datetime
import json
import sys
from collections.abc import Sequence

from evals.trials.cassette import load_cassette
from evals.trials.golden import CASSETTES, read_golden
from evals.trials.outcomes import line, summary
from evals.trials.price import asked_again
from evals.trials.result import Result, State
from evals.trials.trial import Trial
from gen.arguments import add_model_argument, count
from gen.prompting.prompt import PromptLibrary
from gen.visible import one_line
from gen.workspace import Workspace

HELP = "Make the golden set's drafts of what was recorded, without a network or a key, and say what is stale."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("cases", metavar="CASE", nargs="*", help="ids of cases (all)")
    add_model_argument(parser)
    parser.add_argument(
        "--strict", action="store_true", help="fail where a draft does not meet its case's expectations"
    )
    parser.add_argument("--max-age", type=count, metavar="DAYS", help="warn of cassettes that are older")
    parser.add_argument("--json", action="store_true", help="one JSON object a draft")


def run(args: argparse.Namespace) -> int:
    """Replay, and say what came. 1 where a case cannot be replayed, and with --strict where one falls short.

    Raises:
        UsageError: there is no golden set, or no such case.
    """
    workspace = Workspace.find(args.start)
    settings, library = workspace.settings, PromptLibrary.checked(workspace.prompts)
    cases = read_golden(workspace.golden, settings.site, args.cases)
    trial = Trial(workspace, library, args.model or settings.model, workspace.golden / CASSETTES)
    results = asyncio.run(trial.replay(cases))
    for result in results:
        sys.stdout.write(f"{json.dumps(result.as_dict(), default=str) if args.json else line(result)}\n")
    if not args.json:
        sys.stdout.write(f"{summary(results)}\n")
    _warn(trial, results, args.max_age)
    if not args.cases:
        for path in trial.orphans(cases):
            sys.stderr.write(f"warning: {path}: its case is gone; `answerdesk record --prune` removes it\n")
    old = list(dict.fromkeys(one.case for one in results if one.state in (State.STALE, State.UNRECORDED)))
    if old:
        known = [load_cassette(place) if (place := trial.place(case)).is_file() else None for case in old]
        price = asked_again(settings.model_settings(trial.model).price, known, 1)
        sys.stderr.write(
            f"{len(old)} of {len(cases)} cases cannot be replayed: the prompts have changed, or they are new.\n"
            f"Record them again where there is a key, and commit the cassettes:  "
            f"answerdesk record{f' --model {one_line(args.model)}' if args.model else ''}  ({price})\n"
        )
    return 1 if old or (args.strict and any(one.met < 1 for one in results)) else 0


def _warn(trial: Trial, results: Sequence[Result], max_age: int | None) -> None:
    for name, number in trial.unused.items():
        if not any(one.case == name and one.state is State.STALE for one in results):
            sys.stderr.write(f"warning: {trial.place(name)}: {number} of its calls are not asked for any more\n")
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for name in dict.fromkeys(one.case for one in results if max_age and one.state is not State.UNRECORDED):
        age = (today - load_cassette(trial.place(name)).recorded).days
        if max_age and age > max_age:
            sys.stderr.write(f"warning: {trial.place(name)} is {age} days old\n")
