"""`answerdesk record`: ask the model the golden set's questions, and keep what it says."""

import argparse
import asyncio
import datetime
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from evals.trials.case import Case
from evals.trials.cassette import Cassette, load_cassette
from evals.trials.golden import CASSETTES, read_golden
from evals.trials.outcomes import line, summary
from evals.trials.price import asked_again
from evals.trials.result import Result, State
from evals.trials.trial import Trial, recording
from gen.arguments import add_model_argument, count
from gen.errors import SettingsError
from gen.prompting.prompt import PromptLibrary
from gen.visible import one_line, visible
from gen.workspace import Workspace

HELP = "Ask the model the golden set's questions and keep what it says: cases that are stale or new, or those named."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("cases", metavar="CASE", nargs="*", help="ids of cases (those without a current cassette)")
    parser.add_argument("--all", action="store_true", help="every case, also those whose cassette is current")
    add_model_argument(parser)
    parser.add_argument("--base-url", metavar="U", help="the endpoint, or `embedded` (settings: models)")
    parser.add_argument("--samples", type=count, default=1, metavar="K", help="drafts a case (1)")
    parser.add_argument("--prune", action="store_true", help="remove the cassettes of cases that are gone")
    parser.add_argument("--dry-run", action="store_true", help="name the cases and say what it costs; ask nothing")


def run(args: argparse.Namespace) -> int:
    """Record, and say what came. 1 where a case brought no answer to keep.

    Raises:
        UsageError: there is no golden set, or no such case.
    """
    workspace = Workspace.find(args.start)
    settings, library = workspace.settings, PromptLibrary.checked(workspace.prompts)
    cases = read_golden(workspace.golden, settings.site, args.cases)
    model = args.model or settings.model
    trial = Trial(workspace, library, model, workspace.golden / CASSETTES)
    if args.prune and not args.cases:
        _prune(trial, cases)
    wanted = cases if args.all or args.cases else _not_current(trial, cases, args.samples)
    known = [_known(trial.place(case.id)) for case in wanted]
    price = asked_again(settings.model_settings(model).price, known, args.samples)
    sys.stderr.write(f"{len(wanted)} of {len(cases)} cases to record with {one_line(model)}: {price}\n")
    if args.dry_run or not wanted:
        sys.stdout.writelines(f"{case.id}\n" for case in wanted)
        return 0
    trial.on_result = _say
    models = recording(settings, os.environ, model, args.base_url)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    results = asyncio.run(trial.record(wanted, models, args.samples, today))
    sys.stdout.write(f"{summary(results)}\n")
    return 1 if any(result.state is State.UNRECORDED for result in results) else 0


def _say(result: Result) -> None:
    sys.stdout.write(f"{line(result)}\n")
    sys.stdout.flush()


def _not_current(trial: Trial, cases: Sequence[Case], samples: int) -> list[Case]:
    """The cases whose cassettes do not hold what would be asked now, or not for as many drafts."""
    sound = [case for case in cases if _known(trial.place(case.id)) is not None]
    results = asyncio.run(trial.replay(sound))
    counts = {case.id: sum(one.case == case.id and one.state is not State.STALE for one in results) for case in sound}
    return [case for case in cases if counts.get(case.id, 0) < samples]


def _known(place: Path) -> Cassette | None:
    """What is recorded there; None where there is nothing, or what is no cassette: it is recorded anew."""
    try:
        return load_cassette(place) if place.is_file() else None
    except SettingsError as error:
        sys.stderr.write(f"{visible(str(error))}\n")
        return None


def _prune(trial: Trial, cases: Sequence[Case]) -> None:
    for path in trial.orphans(cases):
        path.unlink()
        sys.stderr.write(f"removed {path}\n")
