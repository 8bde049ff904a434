"""`answerdesk import-batch`: answers from files."""

import argparse
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from gen.batch.by_hand import Imported, close_answered, import_file
from gen.ledger.batches import BY_HAND
from gen.visible import visible
from gen.workspace import Workspace

HELP = (
    "Read the answers that came of exported batch files, and the errors, in any order and as often as you like. "
    "Give `generate` or `export-batch` again then."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+", help="output and error files")
    parser.add_argument("--any-model", action="store_true", help="also take answers of other models than was asked")


def run(args: argparse.Namespace) -> int:
    """Read them. 1 where a line is bad or a request failed."""
    workspace = Workspace.find(args.start)
    talk = Console(stderr=True)

    def say(line: str) -> None:
        talk.print(visible(line), markup=False, highlight=False, soft_wrap=True)

    fine = True
    with workspace.open_ledger() as ledger:
        for file in args.files:
            path = workspace.near(args.start / file)
            fine &= _tell(import_file(ledger, workspace.settings, path, strict=not args.any_model), say)
        for batch, waiting in close_answered(ledger):
            file = batch.place.removeprefix(BY_HAND)
            say(
                f"batch {batch.id} ({file}): {waiting:,} of {batch.lines:,} requests have no answer yet; "
                f"`answerdesk batch cancel {batch.id}` sets them free"
            )
    say("Next:  answerdesk generate LIST, or answerdesk export-batch FILE LIST")
    return 0 if fine else 1


def _tell(imported: Imported, say: Callable[[str], None]) -> bool:
    tally = imported.tally
    for line in tally.told(str(imported.file)):
        say(line)
    parts = [f"{tally.answered:,} answered"]
    parts += [f"{tally.failed:,} failed"] if tally.failed else []
    parts += [f"{tally.before:,} known before"] if tally.before else []
    say(f"{imported.file}: {', '.join(parts)}")
    if tally.stops:
        say(tally.stops)
    return not tally.remarks and not tally.failed
