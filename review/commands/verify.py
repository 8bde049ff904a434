"""`answerdesk verify`: whether what was accepted still stands."""

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime

from gen.prompting.prompt import PromptLibrary
from gen.visible import one_line
from review.desk import open_desk
from review.verifying import AGAINST, Doubt, verify

HELP = (
    "Say which accepted pages are gone, are not what was accepted, or are past the day by which somebody was to look "
    "at them again; and which were made with a template or a model that has changed since."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--strict", action="store_true", help="fail for a changed template or model, too")
    parser.add_argument("--json", action="store_true", help="one JSON object a finding")


def run(args: argparse.Namespace) -> int:
    """Say it. 1 where something speaks against a page."""
    counts = Counter[Doubt]()
    with open_desk(args.start, args.load_suite) as desk:
        library = PromptLibrary(desk.workspace.prompts)
        for one in verify(desk, library, datetime.now(tz=UTC).date()):
            counts[one.doubt] += 1
            line = json.dumps(asdict(one)) if args.json else one_line(f"{one.path}: {one.doubt}: {one.message}")
            sys.stdout.write(f"{line}\n")
    told = ", ".join(f"{counts[doubt]:,} {doubt}" for doubt in Doubt if counts[doubt]) or "every accepted page stands"
    sys.stderr.write(f"{told}\n")
    return 1 if counts.keys() & (set(Doubt) if args.strict else AGAINST) else 0
