"""From a batch that is over to calls in the ledger."""

import asyncio
import time
from collections.abc import Callable
from pathlib import PurePosixPath

from gen.batch.account import batch_price
from gen.batch.calls import Terms, refused
from gen.batch.joiner import Joiner, Tally
from gen.batch.remote import Remote
from gen.batch.service import Service, ServiceError
from gen.call import Call
from gen.config import Settings
from gen.errors import StopRun
from gen.ledger import Ledger, batch_requests, batches
from gen.ledger.batches import Batch, BatchState

_READINGS = 3  # of a file that breaks off, or holds fewer lines than the server counts


class Collecting:
    """Collects batches.

    Args:
        ledger: where requests are, and calls go.
        settings: the workspace's: prices.
        count: is told of every call.
        say: is told what happens.
    """

    def __init__(
        self, ledger: Ledger, settings: Settings, count: Callable[[Call], None], say: Callable[[str], None]
    ) -> None:
        self._ledger = ledger
        self._settings = settings
        self._count = count
        self._say = say

    async def collect(self, batch: Batch, remote: Remote, service: Service) -> None:
        """Write down what came of every request of a batch that is over; those without a word are free again.

        Raises:
            ServiceError: a file does not come; what came of it is written down, and the rest can be collected later.
            StopRun: an answer says that no other request would fare better. The batch is collected all the same.
        """
        stops = ""
        if remote.is_refused:
            stops = self._refuse(batch, remote, service)
        whole = Tally()
        for file_id in dict.fromkeys(name for name in (remote.output_id, remote.error_id) if name):
            expected = remote.completed if file_id == remote.output_id else 0
            whole.add(await self._file(batch, file_id, expected, service))
        self._close(batch, remote, whole)
        if stops := stops or whole.stops:
            message, _, hint = stops.partition("\n")
            raise StopRun(message, hint=hint)

    async def _file(self, batch: Batch, file_id: str, expected: int, service: Service) -> Tally:
        """Read a file, again where it breaks off or holds fewer lines than the server counts."""
        whole, broke, tally = Tally(), None, Tally()
        for _ in range(_READINGS):
            tally, broke = await self._read(batch, file_id, service)
            whole.add(tally)
            if tally.lines >= expected if broke is None else not broke.failure.retryable:
                break
        for line in tally.told(PurePosixPath(file_id).name):
            self._say(line)
        if broke is not None and broke.failure.status != 404:
            raise broke
        if broke is not None:
            self._say(f"batch {batch.id}: the server has no file {file_id} any more")
        elif tally.lines < expected:
            self._say(f"batch {batch.id}: {file_id} holds {tally.lines:,} answers, and the server counts {expected:,}")
        return whole

    async def _read(self, batch: Batch, file_id: str, service: Service) -> tuple[Tally, ServiceError | None]:
        joiner = Joiner(self._ledger, lambda _: self._terms(batch, service), self._count, batch.id)
        try:
            async for data in service.content(file_id):
                await asyncio.to_thread(joiner.feed, data)
        except ServiceError as error:
            joiner.cut()
            return joiner.end(), error
        return await asyncio.to_thread(joiner.end), None

    def _close(self, batch: Batch, remote: Remote, tally: Tally) -> None:
        with self._ledger.transaction() as connection:
            missing = batch_requests.give_up(connection, batch.id)
            batches.put(
                connection,
                batch.id,
                state=BatchState.COLLECTED,
                status=remote.status,
                output_id=remote.output_id,
                error_id=remote.error_id,
                message="; ".join(str(fault) for fault in remote.faults[:3]),
                ended=time.time(),
            )
        parts = [f"{tally.answered:,} answered"]
        parts += [f"{tally.failed:,} failed"] if tally.failed else []
        parts += [f"{missing:,} without a word"] if missing else []
        self._say(f"batch {batch.id}: {remote.status}: {', '.join(parts)}")

    def _refuse(self, batch: Batch, remote: Remote, service: Service) -> str:
        """Blame the lines that the server names: the others go without them. Where it names none, why to stop."""
        named = {fault.line: fault.message for fault in remote.faults if fault.line}
        if not named:
            said = "; ".join(str(fault) for fault in remote.faults[:3])
            return f"batch {batch.id} was refused: {said or 'no reason given'}"
        with self._ledger.transaction() as connection:
            keys = {
                key: named[number]
                for number, (key, _) in enumerate(batch_requests.lines(connection, batch.id), 1)
                if number in named
            }
            asked = batch_requests.asked(connection, list(keys), batch.id)
            terms = self._terms(batch, service)
            bad = [refused(asked[key], message, terms).settled for key, message in keys.items() if key in asked]
            batch_requests.settle(connection, bad)
        for number, message in list(named.items())[:5]:
            self._say(f"batch {batch.id}, line {number}: {message}")
        return ""

    def _terms(self, batch: Batch, service: Service) -> Terms:
        started = batch.submitted or batch.created
        return Terms(batch_price(self._settings, batch), started, max(0.0, time.time() - started), service.redact)
