"""Ctrl-C where there is no event loop that takes signals."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def first_and_second(first: Callable[[], None]) -> Iterator[None]:
    """The first Ctrl-C (or SIGTERM) calls `first`, the second raises `KeyboardInterrupt`. For the main thread.

    A signal may come in the middle of anything, so `first` is called by a thread of its own, which waits for it.
    """
    pressed, over = threading.Event(), threading.Event()

    def press(*_: object) -> None:
        if pressed.is_set():
            raise KeyboardInterrupt
        pressed.set()

    def wait() -> None:
        pressed.wait()
        if not over.is_set():
            first()

    before = {sign: signal.signal(sign, press) for sign in (signal.SIGINT, signal.SIGTERM)}
    waiting = threading.Thread(target=wait, name="interrupts", daemon=True)
    waiting.start()
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
        over.set()
        pressed.set()
        waiting.join()
