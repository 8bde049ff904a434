"""Arguments by which a command line goes before `run` in the settings: the same for a plan and for the run itself."""

import argparse
from dataclasses import replace

from gen.arguments import add_model_argument, count, dollars
from gen.errors import UsageError
from gen.gate import SEVERITIES
from gen.mistakes import offer
from gen.workspace import Workspace

_NAMES = ("concurrency", "max_cost", "candidates", "gate")


def add_run_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare them."""
    add_model_argument(parser)
    parser.add_argument("--concurrency", type=count, metavar="N", help="requests in flight at once (settings: run)")
    parser.add_argument("--base-url", metavar="U", help="the endpoint, or `embedded` (settings: models)")
    parser.add_argument("--max-cost", type=dollars, metavar="USD", help="stop before it costs more (settings: run)")
    parser.add_argument(
        "--candidates", type=count, metavar="N", help="make N drafts of each question and keep the best (settings: run)"
    )
    parser.add_argument(
        "--gate",
        type=lambda text: tuple(text.split(",")),
        metavar="NAME[,NAME]",
        help="ask again for drafts with findings of these checks, severities or `gates` of the settings",
    )


def as_asked(workspace: Workspace, args: argparse.Namespace) -> Workspace:
    """The workspace with what the command line says in its settings.

    Raises:
        UsageError: a gate that could not close.
    """
    if args.gate:
        known = [*workspace.settings.gates, *SEVERITIES, *args.check_names()]
        for name in args.gate:
            if name not in known:
                raise UsageError(f"--gate: there is no check, severity or gate `{name}`{offer(name, known)}")
    said = {name: getattr(args, name) for name in _NAMES if getattr(args, name)}
    run = workspace.settings.run.model_copy(update=said)
    return replace(workspace, settings=workspace.settings.model_copy(update={"run": run}))
