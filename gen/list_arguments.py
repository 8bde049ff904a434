"""The question list as an argument of a command."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from gen.arguments import count
from gen.errors import RowError
from gen.question import Question
from gen.questions.read import read_questions
from gen.workspace import Workspace


def add_list_arguments(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """LIST, --limit and --subject."""
    parser.add_argument(
        "list",
        metavar="LIST",
        type=Path,
        nargs=None if required else "?",
        help="question list: CSV, TSV, XLSX, JSONL, JSON, YAML, text",
    )
    parser.add_argument("--limit", type=count, metavar="N", help="work on at most N questions that are to do")
    parser.add_argument("--subject", metavar="S", default="", help="the subject of rows that name none")


def read_list(
    args: argparse.Namespace, workspace: Workspace, on_notice: Callable[[str], None]
) -> Iterator[Question | RowError]:
    """The rows of LIST, as they come.

    Args:
        args: with the arguments of `add_list_arguments`.
        workspace: whose site says which subjects there are.
        on_notice: told once of each thing that is odd about the list, and stops nothing.

    Raises:
        ListError: the list cannot be read at all.
    """
    path = args.start / args.list
    site = workspace.settings.site
    return read_questions(workspace.near(path), subject=args.subject, site=site, on_notice=on_notice)
