"""The engines of `generate` as far as batches are concerned: how requests are sent, or not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from gen.batch.arguments import Engine
from gen.batch.batching import Batching
from gen.batch.outbox import Bystander
from gen.model.pool import Models
from gen.rounds import Rounds


@asynccontextmanager
async def open_engine(
    engine: Engine, batching: Batching, models: Models, file: Path | None = None
) -> AsyncIterator[Rounds | None]:
    """Attach an engine to the models of a run; what the run is to do between its rounds, None where it has one only.

    Args:
        engine: which.
        batching: what batches are made with.
        models: of the run, before the first is asked for.
        file: to export into.

    Raises:
        UsageError: the model takes no batches, or the file cannot be written.
    """
    if engine is Engine.LOCAL:
        models.hold(Bystander(batching.ledger).hold)
        yield None
    elif engine is Engine.EXPORT and file is not None:
        from gen.batch.by_hand import Export  # noqa: PLC0415

        export = Export(batching.ledger, batching.settings, file, batching.say)
        models.hold(export.outbox.hold)
        yield export
    else:
        from gen.batch.rounds import BatchRounds  # noqa: PLC0415
        from gen.batch.services import Services  # noqa: PLC0415

        async with Services(models, batching.settings.run) as services:
            services.place(models.name())
            rounds = BatchRounds(batching, services)
            models.hold(rounds.outbox.hold)
            yield rounds
