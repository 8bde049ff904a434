"""`answerdesk export-batch`: what a run would ask, in a file."""

import argparse
from pathlib import Path

from gen.arguments import add_model_argument
from gen.batch.arguments import Engine
from gen.commands import generate
from gen.list_arguments import add_list_arguments

HELP = (
    "Write what a question list would ask into a file of batch lines, for OpenAI's Batch API or `vllm run-batch`. "
    "Questions whose answer has come are asked for their SEO fields; those that need nothing more become drafts."
)

# Nothing is sent: what goes into a file needs neither endpoint nor key.
_NOWHERE = "http://localhost:9/v1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="where to; further files, where one is full, get a number"
    )
    add_list_arguments(parser, required=False)
    parser.add_argument("--revised", action="store_true", help="ask again what reviewers sent back, with their words")
    add_model_argument(parser)
    parser.add_argument("--retry-failed", action="store_true", help="ask again where an answer made no draft before")
    parser.add_argument("--json", action="store_true", help="report as JSON")
    parser.set_defaults(engine=Engine.EXPORT, base_url=_NOWHERE, no_wait=True)


def run(args: argparse.Namespace) -> int:
    """Write them. Rows wait then until `answerdesk import-batch` brings their answers."""
    whole = argparse.ArgumentParser()
    generate.add_arguments(whole)
    usual = vars(whole.parse_args([]))  # what is not said here is as `generate` has it
    return generate.run(argparse.Namespace(**{**usual, **vars(args)}))
