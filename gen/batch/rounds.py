"""Rounds of batches: send what waits, look after what is under way, collect what is over, until answers have come."""

import asyncio
import re
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import replace

from gen.batch.account import Account
from gen.batch.batching import Batching
from gen.batch.collecting import Collecting
from gen.batch.outbox import Outbox
from gen.batch.remote import Fault, Remote
from gen.batch.sending import Sending
from gen.batch.service import Service, ServiceError
from gen.batch.services import Services
from gen.batch.under_way import open_requests, under_way
from gen.call import Call
from gen.errors import AnswerdeskError, RowError, StopRun
from gen.estimate import CHARACTERS_PER_TOKEN
from gen.ledger import batch_requests, batches
from gen.ledger.batches import Batch, BatchState
from gen.question import Question

_LIMIT = re.compile(r"limit: ([\d,]+) enqueued", re.IGNORECASE)
_ROOM = 0.9  # of the tokens that a server lets wait: how many a request has is an estimate


class BatchRounds:
    """What a run with batches does between two rounds, see `gen.rounds.Rounds`.

    Args:
        batching: what batches are made with.
        services: the endpoints' batches.
    """

    def __init__(self, batching: Batching, services: Services) -> None:
        self._ledger = ledger = batching.ledger
        self._settings = settings = batching.settings
        self._services = services
        self._rows = batching.rows
        self._say = batching.say
        self._sending = Sending(ledger, settings.batch, batching.say)
        self._count: Callable[[Call], None] = lambda _: None
        self._run_id = 0
        self._stopped = asyncio.Event()
        self._crowded: set[tuple[str, str]] = set()
        self._seen: dict[int, str] = {}
        self._account = Account(batching.budget, services.price)
        self.outbox = Outbox(ledger, settings.batch, services.place, self._account)

    def begin(self, run_id: int, count: Callable[[Call], None]) -> None:
        """A run begins; `count` is told of every call that is recorded."""
        self._run_id, self._count = run_id, count
        self.outbox.begin(run_id)
        self._free_unsent()
        if (before := under_way(self._ledger, self._settings, run_id)).requests:
            self._say(str(before))

    def stop(self) -> None:
        """Do not wait any longer: what is under way goes on at the server."""
        self._stopped.set()

    async def next(self) -> Iterable[Question | RowError] | None:
        """Wait until answers have come; see `gen.rounds.Rounds`."""
        if self.outbox.closed:
            return None
        self._seal()
        while not self._stopped.is_set():
            if self._free_unsent():
                return self._rows()
            waiting = self._under_way()
            if not waiting:
                return None
            if self._is_tail(waiting):
                return self._finish_online(waiting)
            if await self._step(waiting):
                return self._rows()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), self._settings.batch.poll)
        left = len(self._under_way())
        told = "1 batch is under way; the same command goes on with it"
        self._say(told if left == 1 else f"{left} batches are under way; the same command goes on with them")
        return None

    async def collect(self) -> int:
        """Look once at what is under way, send nothing, and collect what is over; how many batches are left."""
        await self._step(self._under_way())
        return len(self._under_way())

    # --- what waits

    def _seal(self) -> None:
        self.outbox.empty()
        with self._ledger.transaction() as connection:
            for batch in batches.filling(connection, self._run_id):
                if batch.run_id == self._run_id and not batches.seal(connection, batch):
                    self._account.settle(batch.id)

    def _free_unsent(self) -> bool:
        """Set free what runs that are over have left unsent; whether there was any.

        The list asks for it anew: with today's templates, and within this run's limit.
        """
        with self._ledger.transaction() as connection:
            found = batches.unsent(connection, self._run_id)
            free = sum(batches.drop(connection, batch) for batch in found)
        if free:
            self._say(
                f"{free:,} requests that earlier runs have not sent are free again: their list asks for them anew"
            )
        return bool(found)

    def _under_way(self) -> list[Batch]:
        with self._ledger.transaction() as connection:
            return batches.under_way(connection, self._run_id)

    def _is_tail(self, waiting: Collection[Batch]) -> bool:
        few = self._settings.batch.finish_online
        return all(batch.state is BatchState.SEALED for batch in waiting) and sum(b.lines for b in waiting) <= few

    def _finish_online(self, waiting: Collection[Batch]) -> Iterable[Question | RowError]:
        number = sum(batch.lines for batch in waiting)
        self._say(f"{number:,} {'request is' if number == 1 else 'requests are'} left; asked online")
        with self._ledger.transaction() as connection:
            for batch in waiting:
                batches.drop(connection, batch)
                self._account.settle(batch.id)
        self.outbox.closed = True
        return self._rows()

    # --- one look at all of them

    async def _step(self, waiting: Collection[Batch]) -> bool:
        """Send what can be sent, and look at what was; whether a batch was over, so that rows can go on."""
        collected = False
        for batch in waiting:
            if self._stopped.is_set():
                break
            if batch.state is not BatchState.SUBMITTED and not self._has_room(batch):
                continue
            try:
                collected |= await self._tend(batch, await self._services.get(batch))
            except ServiceError as error:
                self._say_once(batch, f"batch {batch.id}: {error.message}; tried again in a while")
        return collected

    def _has_room(self, batch: Batch) -> bool:
        """One batch at a time where the server has said once that too much waits."""
        if (batch.place, batch.model) not in self._crowded:
            return True
        return not self._beside(batch)

    def _beside(self, batch: Batch) -> bool:
        return any(
            other.id != batch.id
            and other.state is BatchState.SUBMITTED
            and (other.place, other.model) == (batch.place, batch.model)
            for other in self._under_way()
        )

    async def _tend(self, batch: Batch, service: Service) -> bool:
        if batch.state is not BatchState.SUBMITTED:
            own = batch.run_id == self._run_id
            return await (self._send(batch, service) if own else self._take_over(batch, service))
        remote = await service.retrieve(batch.remote_id)
        if remote is None:
            remote = Remote(batch.remote_id, "unknown to the server")
        elif not remote.is_over:
            done = remote.completed + remote.failed
            self._say_once(batch, f"batch {batch.id}: {remote.status}, {done:,} of {batch.lines:,} requests done")
            return False
        if remote.is_crowded:
            return self._wait_for_room(batch, remote.faults)
        await self._collect(batch, remote, service)
        return True

    async def _collect(self, batch: Batch, remote: Remote, service: Service) -> None:
        def count(call: Call) -> None:
            self._count(call)
            self._account.pay(batch.id, call)

        try:
            await Collecting(self._ledger, self._settings, count, self._say).collect(batch, remote, service)
        except ServiceError:
            raise  # the rest of it is collected later: until then it is held
        except StopRun:
            self._account.settle(batch.id)
            raise
        self._account.settle(batch.id)

    async def _take_over(self, batch: Batch, service: Service) -> bool:
        """A batch that a run was sending when it ended: the server has it, or this run sends it if its limit allows."""
        if await self._sending.found(batch, service) is not None or not self._run_id:
            return False
        with self._ledger.transaction() as connection:
            if not batches.adopt(connection, batch, self._run_id):
                return False
        try:
            self._account.hold_all(batch.id, open_requests(self._ledger, batch))
        except AnswerdeskError as error:
            with self._ledger.transaction() as connection:
                batches.drop(connection, batch)
            self._say(f"batch {batch.id} is not sent: {error.message}")
            return True
        return await self._send(replace(batch, run_id=self._run_id), service)

    async def _send(self, batch: Batch, service: Service) -> bool:
        try:
            remote = await self._sending.send(batch, service)
        except ServiceError as error:
            if error.fault.is_crowded:
                return self._wait_for_room(batch, (error.fault,))
            if error.failure.retryable or error.failure.status is None:
                raise
            raise StopRun(f"batch {batch.id} was refused: {error.message}") from None
        self._seen[batch.id] = remote.status
        return False

    def _wait_for_room(self, batch: Batch, faults: Iterable[Fault]) -> bool:
        """Too much waits at the server: send this one later, in smaller parts where it is alone."""
        said = next(fault for fault in faults if fault.is_crowded)
        self._crowded.add((batch.place, batch.model))
        beside = self._beside(batch)
        own = batch.run_id == self._run_id
        with self._ledger.transaction() as connection:
            if not own:  # to be asked for within the limit of whoever sends it
                batches.drop(connection, batch)
                told = "its requests are free"
            elif beside:
                batches.put(connection, batch.id, state=BatchState.SEALED, name="", remote_id="")
                told = "it waits for the others"
            elif batch.lines > 1:
                keep = _part(batch, said)
                other = batches.split(connection, batch, keep)
                self._account.divide(batch.id, other, 1 - keep / batch.lines)
                told = f"the first {keep:,} requests go alone, then batch {other}"
            else:
                batch_requests.give_up(connection, batch.id)
                batches.put(connection, batch.id, state=BatchState.COLLECTED, message=str(said))
                self._account.settle(batch.id)
                told = "it holds one request and cannot be smaller"
        self._say_once(batch, f"batch {batch.id}: {said}; {told}")
        return not own or (not beside and batch.lines == 1)

    def _say_once(self, batch: Batch, line: str) -> None:
        if self._seen.get(batch.id) != line:
            self._seen[batch.id] = line
            self._say(line)


def _part(batch: Batch, fault: Fault) -> int:
    """How many requests of a batch are sent first: what fits by the server's word, and never more than half."""
    half = batch.lines // 2
    found = _LIMIT.search(fault.message)
    if found is None:
        return half
    tokens = batch.bytes / CHARACTERS_PER_TOKEN
    fits = int(batch.lines * _ROOM * int(found[1].replace(",", "")) / max(tokens, 1.0))
    return max(1, min(half, fits))
