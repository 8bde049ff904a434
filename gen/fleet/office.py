"""The office: one actor that all workers of a run know. It hands out the money, and says when to stop."""

import asyncio


class Office:
    """An actor's class; Ray calls it in an event loop of its own."""

    def __init__(self) -> None:
        self._shares: int = 0
        self._dollars: float | None = None
        self._handed = 0
        self._stopped = asyncio.Event()

    async def fund(self, shares: int, dollars: float | None) -> None:
        """From now on there are so many shares of the cost limit, of so many dollars each; None for no limit."""
        self._shares, self._dollars, self._handed = shares, dollars, 0

    async def share(self) -> float | None:
        """What a worker may spend, US dollars; None for no limit.

        Each share is handed out once. A worker that is started again after its death finds nothing left: how much of
        its share was spent, nobody knows.
        """
        self._handed += 1
        return self._dollars if self._dollars is None or self._handed <= self._shares else 0.0

    async def handed(self) -> int:
        """How often a share was asked for since the last `fund`: more often than there are, if a worker died."""
        return self._handed

    async def stop(self) -> None:
        """No further request is to be sent."""
        self._stopped.set()

    async def stopped(self) -> None:
        """Returns when it is time to stop."""
        await self._stopped.wait()
