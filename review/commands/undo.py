"""`answerdesk undo`: a verdict taken back."""

import argparse

from review import verdicts
from review.desk import Desk
from review.giving import add_arguments as add_common_arguments
from review.giving import give_all
from review.reviewer import Reviewer

HELP = "Take the last verdict on drafts back: they wait again, and their pages are in the tray again."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_common_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Take them back. 1 where one could not be."""

    def undo(desk: Desk, draft_id: int, by: Reviewer) -> verdicts.Given:
        return verdicts.undo(desk, draft_id, by, note=args.note)

    return give_all(args, undo)
