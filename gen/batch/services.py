"""The endpoints that batches are sent to."""

from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from gen.batch.service import Service
from gen.config import EMBEDDED, Price, RunSettings
from gen.errors import UsageError
from gen.ledger.batches import Batch
from gen.model.pool import Models


class Services:
    """The endpoints' batches, each opened when it is first asked for. An async context manager.

    Args:
        models: knows the key of a model.
        run: timeouts and retries.
    """

    def __init__(self, models: Models, run: RunSettings) -> None:
        self._models = models
        self._run = run
        self._open = AsyncExitStack()
        self._services: dict[tuple[str, str], Service] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    def place(self, model: str) -> str:
        """The endpoint of a model; `""` for the client's default.

        Raises:
            UsageError: the embedded model takes no batches.
        """
        base_url, _ = self._models.address(model)
        if base_url == EMBEDDED:
            raise UsageError("the embedded model takes no batches", hint="Leave `--engine batch` away.")
        return base_url or ""

    def price(self, model: str) -> Price | None:
        """What a model costs; None where that is not known."""
        return self._models.price(model)

    async def get(self, batch: Batch) -> Service:
        """The service that a batch is of."""
        _, key = self._models.address(batch.model)
        place = (batch.place, key)
        if place not in self._services:
            service = Service(batch.place or None, key, self._run)
            self._services[place] = await self._open.enter_async_context(service)
        return self._services[place]
