"""`answerdesk doctor`: whether this workspace is fit for work."""

import argparse
import json
import os
import sys

from gen.visible import one_line
from gen.workspace import Workspace
from review.doctor import State, examine

HELP = "Try everything that a run and a reviewer need: settings, templates, key, endpoint, ledger, disk, bundles."
_MARKS = {State.FINE: "ok  ", State.ODD: "odd ", State.BAD: "BAD "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--ask", action="store_true", help="ask the model a question of a few tokens, too")
    parser.add_argument("--json", action="store_true", help="one JSON object a thing that was tried")


def run(args: argparse.Namespace) -> int:
    """Try, and say. 1 where something is bad.

    Raises:
        SettingsError: there is no workspace, or its settings cannot be read.
    """
    bad = 0
    for found in examine(Workspace.find(args.start), os.environ, ask=args.ask):
        bad += found.state is State.BAD
        if args.json:
            sys.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False) + "\n")
        else:
            hint = f"\n        {one_line(found.hint)}" if found.hint else ""
            sys.stdout.write(f"{_MARKS[found.state]}{one_line(found.about)}: {one_line(found.message)}{hint}\n")
        sys.stdout.flush()
    return 1 if bad else 0
