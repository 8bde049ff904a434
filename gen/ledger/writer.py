"""The writer: a thread that commits what many tasks record in few transactions.

A commit costs a disk flush, and a flush costs the same for one record as for a hundred. So records queue up while a
commit is under way, and the next commit takes all of them.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from gen.errors import LedgerError

# The most records that one transaction takes: bounds what waits for one flush.
LARGEST_BATCH = 1000

# Seconds between two signs of life.
BEAT = 10.0

# Writes records of one kind. Any: each kind has its own record, and the queue takes all of them.
Apply = Callable[[Connection, Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class _Item:
    apply: Apply
    record: object
    future: asyncio.Future[None]
    first: Callable[[], None] | None


class Writer:
    """Commits records in batches, in a thread of its own.

    Args:
        write: does something in a transaction; its errors are `LedgerError`s.
        beat: called every `BEAT` seconds, for signs of life.
    """

    def __init__(self, write: Callable[[Callable[[Connection], None]], None], beat: Callable[[], None]) -> None:
        self._transact = write
        self._beat = beat
        self._queue: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="ledger-writer", daemon=True)
        self._thread.start()

    def write(self, apply: Apply, record: object, first: Callable[[], None] | None = None) -> asyncio.Future[None]:
        """Queue a record; what comes back is done when the record is on the disk, or has the `LedgerError`.

        Giving up the wait does not take the record back.

        Args:
            apply: writes records of this kind.
            record: the record.
            first: what must have happened before the record is true, as the writing of a file; done in the writer's
                thread. Where it fails, the record is not written.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._gate:
            if self._closed:
                raise LedgerError("the ledger is closed")
            self._queue.put(_Item(apply, record, future, first))
        return future

    def close(self) -> None:
        """Write what is queued and end the thread."""
        with self._gate:
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        beaten = time.monotonic()
        open_ = True
        while open_:
            batch, open_ = self._next_batch()
            if batch:
                self._commit(batch)
            if open_ and time.monotonic() - beaten >= BEAT:
                with suppress(LedgerError):  # nobody waits for it, and the next may come through
                    self._beat()
                beaten = time.monotonic()

    def _next_batch(self) -> tuple[list[_Item], bool]:
        """What is queued, and whether more may come."""
        batch: list[_Item] = []
        try:
            item = self._queue.get(timeout=BEAT)
            while item is not None:
                batch.append(item)
                if len(batch) == LARGEST_BATCH:
                    return batch, True
                item = self._queue.get_nowait()
        except queue.Empty:
            return batch, True
        return batch, False

    def _commit(self, batch: list[_Item]) -> None:
        batch = [item for item in batch if _is_prepared(item)]
        if not batch:
            return
        error = self._try(batch)
        if error is None or len(batch) == 1 or isinstance(error.__cause__, OperationalError):
            # An operational error (disk full, locked) is nobody's own.
            _settle([(item, error) for item in batch])
            return
        # One bad record must not take the others with it.
        _settle([(item, self._try([item])) for item in batch])

    def _try(self, batch: list[_Item]) -> LedgerError | None:
        kinds: dict[Apply, list[object]] = {}
        for item in batch:
            kinds.setdefault(item.apply, []).append(item.record)

        def all_of_them(connection: Connection) -> None:
            for apply, records in kinds.items():
                apply(connection, records)

        try:
            self._transact(all_of_them)
        except LedgerError as error:
            return error
        except Exception as error:  # whatever it is, the task that waits must hear of it
            wrapped = LedgerError(f"a record could not be written: {error}")
            wrapped.__cause__ = error
            return wrapped
        return None


def _is_prepared(item: _Item) -> bool:
    if item.first is None:
        return True
    try:
        item.first()
    except LedgerError as error:
        _settle([(item, error)])
        return False
    except Exception as error:  # whatever it is, the task that waits must hear of it
        _settle([(item, LedgerError(f"what goes before a record failed: {error}"))])
        return False
    return True


def _settle(results: list[tuple[_Item, LedgerError | None]]) -> None:
    """Wake the tasks that wait: one call into each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[_Item, LedgerError | None]]] = {}
    for item, error in results:
        loops.setdefault(item.future.get_loop(), []).append((item, error))
    for loop, mine in loops.items():
        with suppress(RuntimeError):  # the loop is closed, and nobody waits any more
            loop.call_soon_threadsafe(_resolve, mine)


def _resolve(results: list[tuple[_Item, LedgerError | None]]) -> None:
    for item, error in results:
        if item.future.done():
            continue  # cancelled
        if error is None:
            item.future.set_result(None)
        else:
            # One exception object must not be raised in many tasks: each would add its traceback to it.
            item.future.set_exception(type(error)(error.message, where=error.where, hint=error.hint))
