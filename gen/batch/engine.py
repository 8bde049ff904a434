"""The engines of `generate` as far as batches are concerned: how requests are sent, or not."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path

from gen.batch.by_hand import Export
from gen.batch.outbox import Bystander
from gen.batch.rounds import BatchRounds, Services
from gen.config import Settings
from gen.errors import RowError
from gen.ledger import Ledger
from gen.model.pool import Models
from gen.question import Question
from gen.rounds import Rounds


class Engine(StrEnum):
    """How requests are sent."""

    LOCAL = "local"  # one by one, many at once
    BATCH = "batch"  # in batches, whose answers come within a day
    EXPORT = "export"  # not at all: into a file


@asynccontextmanager
async def open_engine(
    engine: Engine,
    ledger: Ledger,
    settings: Settings,
    models: Models,
    *,
    rows: Callable[[], Iterable[Question | RowError]],
    say: Callable[[str], None],
    file: Path | None = None,
) -> AsyncIterator[Rounds | None]:
    """Attach an engine to the models of a run; what the run is to do between its rounds, None where it has one only.

    Args:
        engine: which.
        ledger: where batches are kept.
        settings: the workspace's.
        models: of the run, before the first is asked for.
        rows: gives the question list, anew for each round.
        say: is told what happens.
        file: to export into.

    Raises:
        UsageError: the model takes no batches, or the file cannot be written.
    """
    if engine is Engine.LOCAL:
        models.hold(Bystander(ledger).hold)
        yield None
    elif engine is Engine.EXPORT and file is not None:
        export = Export(ledger, settings, file, say)
        models.hold(export.outbox.hold)
        yield export
    else:
        async with Services(models, settings.run) as services:
            services.place(models.name())
            rounds = BatchRounds(ledger, settings, services, rows, say)
            models.hold(rounds.outbox.hold)
            yield rounds
