"""`answerdesk show`: all there is to know of a draft."""

import argparse

from gen.errors import VerdictError
from review.desk import open_desk
from review.dossier import dossier
from review.find import find_draft
from review.output import results, talk, write_json
from review.shown import next_steps, shown, source
from review.tried import tried, tries_of

HELP = "Show a draft: its page, findings, receipt and history. A page that was edited is checked as it is now."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("id", metavar="ID", help="a draft's id, its page's path, its key or its row's reference")
    parser.add_argument("--source", action="store_true", help="the page's file, with the numbers of its lines")
    parser.add_argument(
        "--tries", action="store_true", help="all tries at it, with what came of them, and which was kept"
    )
    parser.add_argument("--json", action="store_true", help="as one JSON object")


def run(args: argparse.Namespace) -> int:
    """Show it."""
    with open_desk(args.start, args.load_suite) as desk:
        for trouble in desk.owed:
            talk(f"answerdesk: {trouble}")
        known = dossier(desk, find_draft(desk, args.start, args.id))
        calls = desk.ledger.calls_of(known.draft.key) if args.tries else []
    if args.json:
        write_json(known.as_dict())
        return 0
    if args.source and not known.text:
        raise known.trouble or VerdictError(f"draft {known.draft.id} has no page")
    console = results()
    tries = tries_of(known.draft.receipt, calls)
    lines = tried(tries) if args.tries else source(known.text) if args.source else shown(known)
    for line in lines:
        console.print(line)
    if not args.source and not args.tries:
        talk("", f"Next:  {next_steps(known)}")
    return 0
