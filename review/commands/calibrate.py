"""`answerdesk calibrate`: how often the flags are right."""

import argparse
import json
import sys

from evals.catalogue import EVERY
from evals.facts.flags import FLAGS
from evals.rules import rulings
from gen.tables import console, table
from gen.workspace import Workspace
from review.calibration import ENOUGH, precisions

HELP = (
    "Say of each kind of flag how often it was right, as reviewers judged, with an interval, and what could be put "
    "into the settings. Changes nothing."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--json", action="store_true", help="one JSON object a kind of flag")


def run(args: argparse.Namespace) -> int:
    """Say it."""
    workspace = Workspace.find(args.start)
    general, _ = rulings(workspace.settings)
    now = {rule.check.id: str(rule.severity) for rule in general.rules if rule.check.id in FLAGS}
    now = {name: str(EVERY[name].severity) for name in FLAGS} | now
    with workspace.open_ledger() as ledger, ledger.read() as connection:
        found = precisions(connection, now)
    if args.json:
        sys.stdout.writelines(json.dumps(one.as_dict()) + "\n" for one in found)
        return 0
    if not found:
        sys.stdout.write("no flag has been confirmed, dismissed or mended yet\n")
        return 0
    columns = dict.fromkeys(("flag", "severity"), "left") | dict.fromkeys(
        ("right", "wrong", "precision", "95 %"), "right"
    )
    rows = (
        (
            one.check,
            one.severity,
            f"{one.right:,}",
            f"{one.wrong:,}",
            f"{one.share:.2f}",
            f"{one.low:.2f} to {one.high:.2f}",
        )
        for one in found
    )
    console().print(table(columns, rows))
    proposals = [one for one in found if one.proposal]
    for one in proposals:
        sys.stdout.write(
            f"{one.check}: {one.share:.0%} of {one.right + one.wrong} were right; consider  {one.proposal}\n"
        )
    if not proposals:
        sys.stdout.write(
            f"nothing to propose; that takes {ENOUGH} judged flags of a kind, and an interval that is clear\n"
        )
    return 0
