"""From a sealed batch to one that the server has, so that a kill at any moment sends nothing twice."""

import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from gen.batch import lines
from gen.batch.lines import Written
from gen.batch.remote import HASH, NAME, RUN, Remote
from gen.batch.service import NO_BATCHES, Service, ServiceError
from gen.config import BatchSettings
from gen.errors import StopRun
from gen.ledger import Ledger, batch_requests, batches
from gen.ledger.batches import Batch, BatchState

_SPOOLED = 4_000_000  # bytes of a file that stay in memory


class Sending:
    """Sends batches.

    Args:
        ledger: where they are kept.
        settings: the completion window.
        say: is told what happens.
    """

    def __init__(self, ledger: Ledger, settings: BatchSettings, say: Callable[[str], None]) -> None:
        self._ledger = ledger
        self._settings = settings
        self._say = say

    async def send(self, batch: Batch, service: Service) -> Remote:
        """Send a batch that is sealed, or find one that was being sent when a process died.

        Raises:
            ServiceError: the server did not take it, or does not answer; what is done is written down.
            StopRun: it would take no other either.
        """
        if batch.state is BatchState.SENDING and (found := await self.found(batch, service)) is not None:
            return found
        if batch.file_id:
            batch = replace(batch, name=batch.name or uuid.uuid4().hex, state=BatchState.SENDING)
            self._put(batch)
        else:
            batch = await self._upload(batch, service)
        metadata = {NAME: batch.name, HASH: batch.file_hash, RUN: str(batch.run_id)}
        try:
            remote = await service.create(batch.file_id, batch.url, self._settings.window, metadata)
        except ServiceError as error:
            if error.failure.status in NO_BATCHES:
                raise _no_batches(batch, error) from None
            raise
        self._say(f"batch {batch.id}: {batch.lines:,} requests, {batch.bytes / 1e6:,.1f} MB, sent as {remote.id}")
        return self._taken(batch, remote)

    async def found(self, batch: Batch, service: Service) -> Remote | None:
        """What the server has of a batch that was being sent, written down; None where it has none."""
        remote = await service.named(batch.name)
        if remote is None:
            return None
        self._say(f"batch {batch.id}: found at the server as {remote.id}, sent before the process that did so ended")
        return self._taken(batch, remote)

    async def _upload(self, batch: Batch, service: Service) -> Batch:
        found = await service.uploaded(batch.name) if batch.state is BatchState.SENDING else ""
        with tempfile.SpooledTemporaryFile(_SPOOLED) as spool:
            file: BinaryIO = spool  # type: ignore[assignment]  # it has all that is asked of it
            written = write_lines(self._ledger, batch, file)
            batch = replace(batch, name=batch.name or uuid.uuid4().hex, state=BatchState.SENDING)
            batch = replace(batch, file_hash=written.hash, lines=written.lines, bytes=written.bytes)
            self._put(batch)  # before anything is sent: from here on it is looked for by its name
            try:
                batch = replace(batch, file_id=found or await service.upload(batch.name, file))
            except ServiceError as error:
                if error.failure.status in NO_BATCHES:
                    raise _no_batches(batch, error) from None
                raise
        self._put(batch)
        return batch

    def _taken(self, batch: Batch, remote: Remote) -> Remote:
        with self._ledger.transaction() as connection:
            batches.put(
                connection,
                batch.id,
                state=BatchState.SUBMITTED,
                remote_id=remote.id,
                status=remote.status,
                submitted=time.time(),
            )
        return remote

    def _put(self, batch: Batch) -> None:
        fields = ("state", "name", "file_hash", "lines", "bytes", "file_id")
        with self._ledger.transaction() as connection:
            batches.put(connection, batch.id, **{name: getattr(batch, name) for name in fields})


def write_lines(ledger: Ledger, batch: Batch, file: BinaryIO) -> Written:
    """Write a batch's open requests into a file."""
    with ledger.read() as connection:
        return lines.write(batch_requests.lines(connection, batch.id), batch.url, file)


def _no_batches(batch: Batch, error: ServiceError) -> StopRun:
    return StopRun(
        f"{batch.place or 'the endpoint'} takes no batches: {error.message}",
        hint="Check `base_url`; or write the requests into a file with `answerdesk export-batch`.",
    )
