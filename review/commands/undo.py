"""`answerdesk undo`: a verdict taken back."""

import argparse
import sys

from gen.errors import UsageError
from review import verdicts
from review.bulk import undo_all
from review.desk import Desk, open_desk
from review.giving import Give, give_all
from review.giving import add_arguments as add_common_arguments
from review.judging import Circumstances, Given
from review.output import talk, write_json
from review.reviewer import Reviewer, who

HELP = "Take the last verdict on drafts back: they wait again, and their pages are in the tray again."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_common_arguments(parser, at_least_one=False)
    parser.add_argument("--batch", metavar="B", default="", help="all verdicts that one command or click gave at once")


def run(args: argparse.Namespace) -> int:
    """Take them back. 1 where one could not be."""
    if bool(args.ids) == bool(args.batch):
        raise UsageError("name drafts, or a batch", hint="answerdesk undo ID…   or   answerdesk undo --batch B")
    return _undo_batch(args) if args.batch else give_all(args, _undo(args.note))


def _undo(note: str) -> Give:
    def undo(desk: Desk, draft_id: int, by: Reviewer, under: Circumstances) -> Given:
        return verdicts.undo(desk, draft_id, by, note=note, under=under)

    return undo


def _undo_batch(args: argparse.Namespace) -> int:
    with open_desk(args.start, args.load_suite) as desk:
        by = who(desk.workspace.root, desk.workspace.settings.review, args.reviewer)
        done = undo_all(desk, args.batch, by, note=args.note)
    if args.json:
        write_json({"undone": [each.verdict.draft_id for each in done.given], "refused": len(done.refused)})
    else:
        sys.stdout.write(f"{len(done.given):,} wait again\n")
    for refused in done.refused:
        talk(f"answerdesk: {refused.message}")
    return 1 if done.refused else 0
