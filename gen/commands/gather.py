"""`answerdesk gather`: the drafts of other machines, into this one's tray."""

import argparse
import json
import sys

from gen.errors import UsageError
from gen.gathering import gather
from gen.tables import console
from gen.workspace import Workspace

HELP = (
    "Write the pages of drafts that other machines have made into this one's tray, from the ledger that they share. "
    "A file that is there already is left as it is."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--json", action="store_true", help="report as JSON")


def run(args: argparse.Namespace) -> int:
    """Gather, and say what came of it. 1 where a page could not be written."""
    workspace = Workspace.find(args.start)
    with workspace.open_ledger() as ledger:
        if not ledger.shared:
            raise UsageError(
                "this ledger is a file of this machine, whose drafts are in its tray already",
                hint="Machines share a ledger in PostgreSQL: set `ledger: postgresql+psycopg://…` (docs/scale.md).",
            )
        gathered = gather(workspace, ledger)
    if args.json:
        sys.stdout.write(json.dumps({"written": gathered.written, "here": gathered.here}) + "\n")
    else:
        said = f"{gathered.written:,} pages written, {gathered.here:,} were here"
        console().print(said, markup=False, highlight=False)
    for trouble in gathered.troubles:
        sys.stderr.write(f"{trouble}\n")
    return 1 if gathered.troubles else 0
