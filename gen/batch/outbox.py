"""The outbox: requests that are put off, each in a batch that fills."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from gen.batch.account import Account
from gen.batch.calls import unanswered
from gen.batch.lines import size
from gen.call import Call, Outcome, Request
from gen.config import BatchSettings
from gen.ledger import Ledger, batch_requests, batches
from gen.ledger.batch_requests import Past, Queued, Waiting
from gen.ledger.batches import BatchState
from gen.model.model import PutOff


@dataclass(slots=True)
class _Filling:
    batch_id: int
    lines: int = 0
    bytes: int = 0


class Outbox:
    """Takes requests instead of an endpoint.

    Args:
        ledger: where they are kept.
        settings: how large a batch may be, and how often a request is sent.
        place: the endpoint of a model, `""` for the client's default.
        account: holds what requests cost at most; None where nothing is paid.
    """

    def __init__(
        self,
        ledger: Ledger,
        settings: BatchSettings,
        place: Callable[[str], str],
        account: Account | None = None,
    ) -> None:
        self._ledger = ledger
        self._settings = settings
        self._place = place
        self._account = account
        self._run_id = 0
        self._began = time.time()
        self._filling: dict[tuple[str, str, str], _Filling] = {}
        self.closed = False

    def begin(self, run_id: int) -> None:
        """From now on requests are put off for this run."""
        self._run_id, self._began = run_id, time.time()

    async def hold(self, request: Request, about: str) -> Call | None:
        """What came of a request; see `Model`. Where the outbox is closed, None: it is sent.

        An answer of a batch is given whatever its outcome, also one that nobody would be served from the ledger: a
        question is asked in rounds, and each has to find what the one before was told.

        Raises:
            PutOff: it waits in a batch.
            OverBudget: there is a cost limit, and it would be passed.
        """
        past = self._ledger.batched(request.key)
        if any(each.state is Waiting.OPEN for each in past):
            raise PutOff
        if (told := self._told(request, past)) is not None:
            return told
        if self.closed:
            return None
        vain = [each for each in past if each.state in (Waiting.FAILED, Waiting.MISSING) and self._is_new(each)]
        if len(vain) >= self._settings.attempts:
            if self._settings.finish_online:
                return None
            return self._given_up(request, vain)
        await self._queue(request, about)
        raise PutOff

    def empty(self) -> None:
        """What is put off from now on goes into other batches."""
        self._filling.clear()

    def _told(self, request: Request, past: list[Past]) -> Call | None:
        """The newest answer; a failure only where it came during this run: the next one asks again."""
        for each in reversed(past):
            if each.state is Waiting.ANSWERED and (each.outcome != Outcome.FAILED or self._is_new(each)):
                return self._call(request, each)
        return None

    def _given_up(self, request: Request, vain: list[Past]) -> Call:
        last = self._call(request, vain[-1])
        said = f"; the last: {last.error}" if last is not None and last.error else ""
        return unanswered(request, f"{len(vain)} {'batch' if len(vain) == 1 else 'batches'} brought no answer{said}")

    def _call(self, request: Request, past: Past) -> Call | None:
        with self._ledger.read() as connection:
            return batch_requests.last_call(connection, request.key, past.question_key)

    def _is_new(self, past: Past) -> bool:
        return past.settled is not None and past.settled >= self._began

    async def _queue(self, request: Request, about: str) -> None:
        bytes_ = size(request.key, request.url, request.content)
        where = (self._place(request.model), request.model, request.url)
        filling = self._filling.get(where)
        if filling is None or self._is_full(filling, bytes_):
            with self._ledger.transaction() as connection:
                filling = self._filling[where] = _Filling(batches.begin(connection, self._run_id, *where))
        if self._account is not None:
            self._account.hold(filling.batch_id, request)
        filling.lines += 1
        filling.bytes += bytes_
        await self._ledger.queue_request(Queued(filling.batch_id, about, request))

    def _is_full(self, filling: _Filling, bytes_: int) -> bool:
        return filling.lines >= self._settings.lines or filling.bytes + bytes_ > self._settings.megabytes * 1e6


class Bystander:
    """Keeps a run without batches from asking what waits in one: it would be paid for twice.

    Args:
        ledger: where batches are kept.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        with ledger.read() as connection:
            self._idle = batch_requests.number(connection) == 0

    async def hold(self, request: Request, _about: str) -> Call | None:
        """None, to send it.

        Raises:
            PutOff: it waits in a batch that was sent, or is about to be.
        """
        if self._idle:
            return None
        past = self._ledger.batched(request.key)
        if any(each.state is Waiting.OPEN and each.batch_state != BatchState.FILLING for each in past):
            raise PutOff
        return None
