"""Cancelling a batch: what is finished in it is kept, the rest is free to be asked again."""

from gen.batch.remote import Remote
from gen.batch.services import Services
from gen.errors import UsageError
from gen.ledger import Ledger, batch_requests, batches
from gen.ledger.batches import Batch, BatchState


async def cancel(ledger: Ledger, batch: Batch, services: Services) -> str:
    """Cancel a batch; what came of it, one line.

    Raises:
        UsageError: it is over, or a run that is under way is about to send it.
    """
    if batch.state is BatchState.COLLECTED:
        raise UsageError(f"batch {batch.id} is over")
    if batch.state is BatchState.EXPORTED:
        with ledger.transaction() as connection:
            free = batch_requests.give_up(connection, batch.id)
            batches.put(connection, batch.id, state=BatchState.COLLECTED, status="cancelled")
        return f"batch {batch.id}: {free:,} requests are free; answers to them that still come are not taken"
    _refuse_in_hand(ledger, batch)
    remote = await _at_server(batch, services)
    if remote is None:
        with ledger.transaction() as connection:
            batches.drop(connection, batch)
        return f"batch {batch.id} was not sent, and is gone"
    with ledger.transaction() as connection:
        fields = {"state": BatchState.SUBMITTED, "remote_id": remote.id, "status": remote.status}
        batches.put(connection, batch.id, **fields)
    return f"batch {batch.id}: {remote.status}; what it has finished comes with:  answerdesk batch collect"


def _refuse_in_hand(ledger: Ledger, batch: Batch) -> None:
    if batch.state is BatchState.SUBMITTED:
        return
    with ledger.transaction() as connection:
        busy = batches.in_hand(connection, batch)
    if busy:
        raise UsageError(f"run {batch.run_id} is about to send batch {batch.id}", hint="Stop that run first.")


async def _at_server(batch: Batch, services: Services) -> Remote | None:
    """The batch, cancelled at the server; None where the server has none."""
    if batch.state not in (BatchState.SENDING, BatchState.SUBMITTED):
        return None
    service = await services.get(batch)
    remote_id = batch.remote_id
    if not remote_id:
        found = await service.named(batch.name)
        if found is None:
            return None
        remote_id = found.id
    return await service.cancel(remote_id)
