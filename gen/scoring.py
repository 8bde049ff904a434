"""Pages are scored here: in this process while there are few, in others as soon as that takes the loop's time.

The checks take a millisecond or two a page: nothing beside a model that takes ten seconds for an answer, and most of
the time beside one that takes fifty milliseconds. So it is measured, and processes are started where they gain.
"""

import asyncio
import pickle
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Generic, ParamSpec, Self, TypeVar

from gen.errors import AnswerdeskError
from gen.processes import cores, no_interrupts, serve_parent

BUSY = 0.15  # of the loop's time: from here on processes gain more than they cost
SAMPLE = 100  # pages between two looks at it
GATHER = 0.005  # seconds in which pages gather that are sent together: sending costs as much as a tenth of the checks
BATCH = 32  # pages sent together at most
# Pages on their way to each process at most; what is more is scored here. Answers come in bursts.
AHEAD = 256

P = ParamSpec("P")
R = TypeVar("R")
Pickled = bytes  # of the arguments, or of what came of them: the result and the error, one of them None
Waiting = tuple[Pickled, "asyncio.Future[Pickled | None]"]


class Scoring(Generic[P, R]):
    """Scores pages. An async context manager; leaving it ends the processes.

    Args:
        load: makes the function that scores, here and in every process; it can be pickled.
        given: what `load` is given; so can it.
        processes: the most that are started; None: one for each processor but this one's.
    """

    def __init__(self, load: Callable[..., Callable[P, R]], *given: object, processes: int | None = None) -> None:
        self._load = load
        self._given = given
        self._score = load(*given)
        self._processes = min(cores() - 1, 8) if processes is None else processes
        self._pool: ProcessPoolExecutor | None = None
        self._ready = False
        self._waiting: list[Waiting] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._flush: asyncio.TimerHandle | None = None
        self._out = 0
        self._pages = 0
        self._spent = 0.0
        self._since = time.monotonic()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function gives, or raises."""
        free = self._ready and self._out < AHEAD * self._processes
        said = await self._elsewhere(args, kwargs) if free else None
        if said is None:
            return self._here(*args, **kwargs)
        result, error = pickle.loads(said)  # noqa: S301, from a process of our own
        if error is not None:
            raise error
        scored: R = result
        return scored

    def _here(self, *args: P.args, **kwargs: P.kwargs) -> R:
        began = time.perf_counter()
        try:
            return self._score(*args, **kwargs)
        finally:
            self._spent += time.perf_counter() - began
            self._pages += 1
            if self._pages >= SAMPLE:
                self._consider()

    def _consider(self) -> None:
        """Start processes where the last pages took too much of the loop's time; they take a second to be ready."""
        now = time.monotonic()
        busy = self._spent > BUSY * (now - self._since)
        self._pages, self._spent, self._since = 0, 0.0, now
        if not busy or self._pool is not None or self._processes < 1:
            return
        self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _begin, (self._load, self._given))
        self._submit([]).add_done_callback(self._started)

    def _started(self, first: "asyncio.Future[list[Pickled]]") -> None:
        self._ready = not first.cancelled() and first.exception() is None

    async def _elsewhere(self, args: Sequence[object], kwargs: Mapping[str, object]) -> Pickled | None:
        """What came of a call in another process; None where it has to be made here after all."""
        try:
            call = pickle.dumps((args, kwargs), pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, TypeError, AttributeError):
            self._ready = False  # what is open here, say: the next call will hold it as well
            return None
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Pickled | None] = loop.create_future()
        self._waiting.append((call, future))
        if len(self._waiting) >= BATCH:
            self._send()
        elif self._flush is None:
            self._flush = loop.call_later(GATHER, self._send)
        self._out += 1
        try:
            return await future
        finally:
            self._out -= 1

    def _send(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        batch, self._waiting = self._waiting, []
        task = asyncio.ensure_future(self._work_off(batch))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, batch: Sequence[Waiting]) -> None:
        results: Sequence[Pickled | None]
        try:
            results = await self._submit([call for call, _ in batch])
        except (BrokenProcessPool, RuntimeError):  # a process died, or they are being ended
            self._ready = False
            results = [None] * len(batch)
        for (_, future), result in zip(batch, results, strict=True):
            if not future.done():  # else cancelled
                future.set_result(result)

    def _submit(self, calls: list[Pickled]) -> "asyncio.Future[list[Pickled]]":
        if self._pool is None:
            raise RuntimeError("no processes")
        with no_interrupts():  # a process may be started here
            return asyncio.wrap_future(self._pool.submit(_score_all, calls))


_score: Callable[..., Any]  # of this process: what it is made of is sent once


def _begin(load: Callable[..., Callable[..., Any]], given: Sequence[object]) -> None:
    global _score  # noqa: PLW0603 (a process has no other place that outlives a call)
    serve_parent()
    _score = load(*given)


def _score_all(calls: Sequence[Pickled]) -> list[Pickled]:
    return [_scored(call) for call in calls]


def _scored(call: Pickled) -> Pickled:
    args, kwargs = pickle.loads(call)  # noqa: S301, from the process that started this one
    try:
        return pickle.dumps((_score(*args, **kwargs), None), pickle.HIGHEST_PROTOCOL)
    except AnswerdeskError as error:
        return pickle.dumps((None, error), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # which may hold what cannot be sent
        return pickle.dumps((None, RuntimeError(repr(error))), pickle.HIGHEST_PROTOCOL)
