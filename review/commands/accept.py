"""`answerdesk accept`: pages go to the content tree."""

import argparse

from review import verdicts
from review.desk import Desk
from review.giving import add_arguments as add_common_arguments
from review.giving import give_all
from review.judging import Circumstances, Given
from review.reviewer import Reviewer

HELP = (
    "Accept drafts: their pages move, byte for byte, to the content tree. A page that was edited since it was checked "
    "is checked again first."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_common_arguments(parser)
    parser.add_argument("--override", default="", metavar="WHY", help="accept in spite of errors; why is kept")


def run(args: argparse.Namespace) -> int:
    """Accept them. 1 where one could not be."""

    def accept(desk: Desk, draft_id: int, by: Reviewer, under: Circumstances) -> Given:
        return verdicts.accept(desk, draft_id, by, override=args.override, note=args.note, under=under)

    return give_all(args, accept, with_catalog=True)
