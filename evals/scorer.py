"""Scores pages as they are made: in place, or in a process of its own where a run would otherwise wait for it."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

from evals.suite import Suite
from gen.config import Settings
from gen.page.page import Page
from gen.page.writer import dump_page


@dataclass(frozen=True, slots=True)
class Scored:
    """A page with its score in it.

    Attributes:
        text: the page's file.
        score: 0 to 1; -1.0 where nothing was scored.
        needs_person: a check crashed.
        findings: as `evals.finding.Finding.as_dict` gives them.
    """

    text: str
    score: float
    needs_person: bool
    findings: tuple[Mapping[str, Any], ...]


def score_page(suite: Suite, page: Page) -> Scored:
    """Run the checks over a page, and write it with its score.

    Raises:
        PageError: the page cannot be written.
    """
    said = suite.inspect(page, dump_page(page, suite.site))
    text = dump_page(replace(page, score=said.score), suite.site)
    return Scored(text, said.score, said.needs_person, tuple(finding.as_dict() for finding in said.findings))


class Scorer:
    """A context manager.

    Args:
        settings: the workspace's; its checks are looked at now.
        apart: score in a process of its own. It takes half a second to start and 50 MB, and leaves nearly half of a
            fast run's work to another core.

    Raises:
        SettingsError: an unknown check or option.
    """

    def __init__(self, settings: Settings, *, apart: bool = False) -> None:
        self._suite = Suite.from_settings(settings)
        self._pool: Executor | None = _process(settings) if apart else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    async def score(self, page: Page) -> Scored:
        """See `score_page`."""
        if self._pool is None:
            return score_page(self._suite, page)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, _score, page)
        except BrokenProcessPool:  # killed for want of memory, say: the run goes on, slower
            self._pool = None
            return score_page(self._suite, page)


_suites: list[Suite] = []


def _process(settings: Settings) -> ProcessPoolExecutor:
    # Spawned: a fork of a process with threads and an open database may hang or corrupt.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(settings,))
    pool.submit(os.getpid)  # starts it now, while this process still has imports of its own to do
    return pool


def _begin(settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run decides what Ctrl-C means
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _suites.append(Suite.from_settings(settings))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _score(page: Page) -> Scored:
    return score_page(_suites[0], page)
