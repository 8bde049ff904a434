"""Arguments of `generate` that are about batches."""

import argparse
from dataclasses import replace
from enum import StrEnum

from gen.arguments import count
from gen.processes import cores
from gen.workspace import Workspace


class Engine(StrEnum):
    """How requests are sent."""

    LOCAL = "local"  # one by one, many at once
    RAY = "ray"  # the same, by workers on one machine or many
    BATCH = "batch"  # in batches, whose answers come within a day
    EXPORT = "export"  # not at all: into a file


def add_engine_argument(parser: argparse.ArgumentParser) -> None:
    """--engine."""
    engines = [Engine.LOCAL.value, Engine.BATCH.value, Engine.RAY.value]
    said = "`batch`: within a day, at the batch price; `ray`: by workers on a cluster (docs/scale.md)"
    parser.add_argument("--engine", choices=engines, default=engines[0], help=said)


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare all of them."""
    add_engine_argument(parser)
    parser.add_argument("--workers", type=count, metavar="N", default=cores(), help="with ray: how many (processors)")
    parser.add_argument(
        "--finish-online", type=count, metavar="N", help="with batches: ask the last N online (settings: batch)"
    )


def batches_as_asked(workspace: Workspace, args: argparse.Namespace) -> Workspace:
    """The workspace with what the command line says in its settings."""
    if not args.finish_online:
        return workspace
    batch = workspace.settings.batch.model_copy(update={"finish_online": args.finish_online})
    return replace(workspace, settings=workspace.settings.model_copy(update={"batch": batch}))
