"""Functions that stand for the checks, here and in processes of their own."""

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from multiprocessing import parent_process
from typing import TypeVar

import pytest

from gen.errors import PageError
from gen.scoring import AHEAD, SAMPLE, Scoring

T = TypeVar("T")


def load(sleep: float) -> Callable[[object], tuple[int, object]]:
    def score(page: object) -> tuple[int, object]:
        if page == "no page":
            raise PageError("it cannot be written", where="page.md:3", hint="Mend it.")
        if page == "defect":
            raise ZeroDivisionError
        if page == "death" and parent_process() is not None:
            os._exit(3)
        time.sleep(sleep)
        return os.getpid(), page

    return score


def go(work: Coroutine[None, None, T]) -> T:
    return asyncio.run(asyncio.wait_for(work, 60))


async def elsewhere(scoring: Scoring[[object], tuple[int, object]]) -> None:
    """Score until that is done in another process."""
    for number in range(100_000):
        if (await scoring(number))[0] != os.getpid():
            return
        await asyncio.sleep(0)
    raise AssertionError("no process was started")


def test_few_pages_are_scored_here() -> None:
    async def play() -> set[int]:
        async with Scoring(load, 0.0) as scoring:
            said = [await scoring(number) for number in range(3)]
        assert [page for _, page in said] == [0, 1, 2]
        return {process for process, _ in said}

    assert go(play()) == {os.getpid()}


def test_slow_answers_leave_time_enough() -> None:
    async def play() -> set[int]:
        async with Scoring(load, 0.0, processes=1) as scoring:
            said = []
            for number in range(SAMPLE + 5):
                said.append(await scoring(number))
                await asyncio.sleep(0.001)
        return {process for process, _ in said}

    assert go(play()) == {os.getpid()}


def test_what_processes_bring_back_is_what_would_have_come_of_it_here() -> None:
    async def play() -> None:
        async with Scoring(load, 0.0003, processes=1) as scoring:
            await elsewhere(scoring)
            said = await asyncio.gather(*(scoring(number) for number in range(50)))
            assert [page for _, page in said] == list(range(50))
            assert os.getpid() not in {process for process, _ in said}
            many = await asyncio.gather(*(scoring(number) for number in range(AHEAD + 100)))
            assert os.getpid() in {process for process, _ in many}  # more than it gets done: the rest is done here
            with pytest.raises(PageError) as error:
                await scoring("no page")
            assert (error.value.where, error.value.hint) == ("page.md:3", "Mend it.")
            with pytest.raises(RuntimeError, match="ZeroDivisionError"):
                await scoring("defect")
            what_cannot_be_sent = lambda: None  # noqa: E731
            assert (await scoring(what_cannot_be_sent)) == (os.getpid(), what_cannot_be_sent)

    go(play())


def test_a_process_that_dies_takes_no_page_with_it() -> None:
    async def play() -> None:
        async with Scoring(load, 0.0003, processes=1) as scoring:
            await elsewhere(scoring)
            pages = [*range(10), "death", *range(10)]
            said = await asyncio.gather(*(scoring(page) for page in pages))
            assert [page for _, page in said] == pages
            assert (await scoring("afterwards"))[0] == os.getpid()

    go(play())
