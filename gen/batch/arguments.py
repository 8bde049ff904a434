"""Arguments of `generate` that are about batches."""

import argparse
from dataclasses import replace

from gen.arguments import count
from gen.batch.engine import Engine
from gen.workspace import Workspace


def add_engine_argument(parser: argparse.ArgumentParser) -> None:
    """--engine."""
    engines = [Engine.LOCAL.value, Engine.BATCH.value]
    parser.add_argument(
        "--engine", choices=engines, default=engines[0], help="`batch`: within a day, at the batch price"
    )


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare all of them."""
    add_engine_argument(parser)
    parser.add_argument(
        "--finish-online", type=count, metavar="N", help="with batches: ask the last N online (settings: batch)"
    )


def batches_as_asked(workspace: Workspace, args: argparse.Namespace) -> Workspace:
    """The workspace with what the command line says in its settings."""
    if not args.finish_online:
        return workspace
    batch = workspace.settings.batch.model_copy(update={"finish_online": args.finish_online})
    return replace(workspace, settings=workspace.settings.model_copy(update={"batch": batch}))
