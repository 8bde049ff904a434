"""`answerdesk reject`: drafts that nobody is to read."""

import argparse

from gen.workspace import Workspace
from review import verdicts
from review.desk import Desk
from review.giving import add_arguments as add_common_arguments
from review.giving import give_all
from review.judging import Circumstances, Given
from review.reasons import REASONS, check_reason
from review.reviewer import Reviewer

HELP = "Reject drafts, with a reason. Their pages go to a folder of the tray from where `undo` brings them back."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_common_arguments(parser)
    parser.add_argument(
        "--reason", required=True, metavar="R", help=f"one of {', '.join(REASONS)} (settings: review.reasons adds some)"
    )


def run(args: argparse.Namespace) -> int:
    """Reject them. 1 where one could not be."""
    check_reason(args.reason, args.note, Workspace.find(args.start).settings.review)

    def reject(desk: Desk, draft_id: int, by: Reviewer, under: Circumstances) -> Given:
        return verdicts.reject(desk, draft_id, by, args.reason, note=args.note, under=under)

    return give_all(args, reject)
