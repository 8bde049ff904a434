"""Many pages at once, in processes of their own where there are enough of them.

Processes are started afresh (`spawn`) and not forked: the checks may have started threads of a JavaScript engine by
then, and a fork keeps their locks and not the threads. It costs half a second, so a few pages are checked here.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context

from evals.running.examine import Examined, Order, crashed, examine
from evals.suite import Suite
from gen.processes import no_interrupts, serve_parent

FEW = 200  # pages: about as many as are checked here while processes start
CHUNK = 8  # pages at a time: sending costs next to nothing beside them, and nobody waits long for a slow one
AHEAD = 3  # chunks in flight for each process

_DEATH = "the process that did it died: out of memory, or a fault in native code"

Numbered = tuple[int, Order]


def examine_all(suite: Suite, orders: Iterable[Numbered], jobs: int, few: int = FEW) -> Iterator[tuple[int, Examined]]:
    """Examine page files.

    Args:
        suite: the checks.
        orders: numbered; taken only as fast as they are worked off.
        jobs: processes.
        few: with no more orders than these, none is started.

    Yields:
        What came of each, with its number, in the order of their completion.
    """
    coming = iter(orders)
    first = list(islice(coming, few + 1 if jobs > 1 else 0))
    if len(first) <= few:
        for number, order in chain(first, coming):
            yield number, examine(suite, order)
        return
    yield from _Processes(suite, jobs).run(chain(first, coming))


class _Processes:
    """Processes that examine chunks of page files, a bounded number of them in flight."""

    def __init__(self, suite: Suite, jobs: int) -> None:
        self._suite = suite
        self._jobs = jobs
        self._flying: dict[Future[list[Examined]], list[Numbered]] = {}
        self._unsent: list[Numbered] = []

    def run(self, orders: Iterator[Numbered]) -> Iterator[tuple[int, Examined]]:
        pool = self._pool(self._jobs)
        try:
            while True:
                try:
                    yield from self._work_off(pool, orders)
                except BrokenProcessPool:
                    pool.shutdown()
                    yield from self._one_by_one()
                    pool = self._pool(self._jobs)
                else:
                    return
        finally:
            pool.shutdown(cancel_futures=True)

    def _work_off(self, pool: ProcessPoolExecutor, orders: Iterator[Numbered]) -> Iterator[tuple[int, Examined]]:
        while self._send(pool, orders):
            done, _ = wait(self._flying, return_when=FIRST_COMPLETED)
            for future in done:
                results = future.result()
                chunk = self._flying.pop(future)
                yield from zip((number for number, _ in chunk), results, strict=True)

    def _pool(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (self._suite,))

    def _send(self, pool: ProcessPoolExecutor, orders: Iterator[Numbered]) -> bool:
        """Keep the processes busy; whether there is anything to wait for."""
        while len(self._flying) < self._jobs * AHEAD:
            chunk = list(islice(orders, CHUNK))
            if not chunk:
                break
            self._unsent = chunk
            with no_interrupts():  # a process may be started here
                self._flying[pool.submit(_examine_chunk, [order for _, order in chunk])] = chunk
            self._unsent = []
        return bool(self._flying)

    def _one_by_one(self) -> Iterator[tuple[int, Examined]]:
        """A process died over one of the pages in flight: each of them again, to find out over which."""
        again = [each for chunk in (*self._flying.values(), self._unsent) for each in chunk]
        self._flying.clear()
        self._unsent = []
        pool = self._pool(1)
        for number, order in again:
            try:
                with no_interrupts():
                    future = pool.submit(_examine_chunk, [order])
                (said,) = future.result()
            except BrokenProcessPool:
                pool.shutdown()
                pool = self._pool(1)
                said = Examined(
                    crashed("the process that did it died: out of memory, or a fault in native code").pack()
                )
            yield number, said
        pool.shutdown()


_suite: Suite  # of this process: it is sent once


def _begin(suite: Suite) -> None:
    """Prepare a process."""
    global _suite  # noqa: PLW0603 (a process has no other place that outlives a call)
    _suite = suite
    serve_parent()


def _examine_chunk(orders: list[Order]) -> list[Examined]:
    return [examine(_suite, order) for order in orders]
