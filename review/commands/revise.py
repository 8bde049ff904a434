"""`answerdesk revise`: drafts that the model is to write again."""

import argparse

from gen.workspace import Workspace
from review import verdicts
from review.desk import Desk
from review.giving import add_arguments as add_common_arguments
from review.giving import give_all
from review.judging import Circumstances, Given
from review.reasons import REASONS, check_reason
from review.reviewer import Reviewer

HELP = (
    "Send drafts back. The next `generate` asks the model again, with your words (--note); the old page is kept beside "
    "the new one, and `undo` brings it back as long as there is none."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_common_arguments(parser)
    parser.add_argument(
        "--reason", required=True, metavar="R", help=f"one of {', '.join(REASONS)} (settings: review.reasons adds some)"
    )


def run(args: argparse.Namespace) -> int:
    """Send them back. 1 where one could not be."""
    check_reason(args.reason, args.note, Workspace.find(args.start).settings.review)

    def revise(desk: Desk, draft_id: int, by: Reviewer, under: Circumstances) -> Given:
        return verdicts.revise(desk, draft_id, by, args.reason, note=args.note, under=under)

    return give_all(args, revise)
