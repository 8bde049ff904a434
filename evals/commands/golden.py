"""`answerdesk golden`: the golden set, and cases made of drafts."""

import argparse
import json
import sys

from evals.trials.case import Case, GoldenFile
from evals.trials.expected import expectations
from evals.trials.golden import read_golden
from evals.trials.growing import add_case, case_of
from gen.errors import UsageError
from gen.visible import one_line
from gen.workspace import Workspace

HELP = "List the golden set, make a case of a draft that was judged, or print the schema of its files."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("action", metavar="ACTION", choices=("list", "add", "schema"), help="`list`, `add` or `schema`")
    parser.add_argument("draft", metavar="DRAFT", nargs="?", type=int, help="with `add`: the draft's id")
    parser.add_argument("--id", dest="name", metavar="NAME", default="", help="the case's id (the question's words)")
    parser.add_argument("--json", action="store_true", help="list as JSON, one object a case")


def run(args: argparse.Namespace) -> int:
    """List, add, or print the schema.

    Raises:
        UsageError: there is no golden set, or no such draft.
    """
    if args.action == "schema":
        sys.stdout.write(json.dumps(GoldenFile.model_json_schema(), indent=2) + "\n")
        return 0
    workspace = Workspace.find(args.start)
    if args.action == "add":
        return _add(args, workspace)
    for case in read_golden(workspace.golden, workspace.settings.site):
        sys.stdout.write(f"{case.model_dump_json(exclude_defaults=True) if args.json else _line(case)}\n")
    return 0


def _add(args: argparse.Namespace, workspace: Workspace) -> int:
    if args.draft is None:
        raise UsageError("no draft is named", hint="answerdesk golden add DRAFT")
    with workspace.open_ledger() as ledger:
        case = case_of(ledger, workspace, args.draft, args.name)
    path = add_case(workspace, case)
    sys.stdout.write(
        f"{Workspace.near(path)}: case `{case.id}` added. Say in it what a good draft must and must not have, then\n"
        f"  answerdesk record {case.id}\n"
    )
    return 0


def _line(case: Case) -> str:
    return f"{case.id}  {one_line(case.subject)}: {one_line(case.question)}  ({expectations(case)} expectations)"
