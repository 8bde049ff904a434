"""An isolate of V8 with a script in it, bounded in time and memory, that neither a fork nor an exit hangs on."""

import asyncio
import ctypes
import os
import re
import threading
from contextlib import AbstractContextManager
from typing import cast

from py_mini_racer import JSEvalException, JSFunction, JSTimeoutException, MiniRacer, mini_racer

from evals.pipeline.errors import PipelineError

_PLACE = re.compile(r"^<anonymous>:\d+: ")


class Isolate:
    """JavaScript, to be called from any thread, whether an event loop runs in it or not.

    Args:
        script: its text; what it leaves behind can be called.
        seconds: how long one call may take.
        memory: bytes that all of it may take.
    """

    def __init__(self, script: str, seconds: float, memory: int) -> None:
        self._seconds = seconds
        self._memory = memory
        # mini-racer takes the event loop that runs where an isolate is made, and knows no time limit in it.
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="pipeline", daemon=True)
        self._thread.start()
        self._manager: AbstractContextManager[MiniRacer] = mini_racer(self._loop)
        self._context = self._manager.__enter__()
        self._context.set_hard_memory_limit(memory)
        self._context.eval(script)
        self._functions: dict[str, JSFunction] = {}
        self._process = os.getpid()

    @property
    def is_inherited(self) -> bool:
        """Whether another process made it: its threads did not come along with the fork."""
        return self._process != os.getpid()

    def call(self, function: str, *arguments: str) -> str:
        """Call a function of the script.

        Raises:
            PipelineError: an error in JavaScript, time and memory included. The isolate is of no use afterwards.
        """
        if function not in self._functions:
            self._functions[function] = cast(JSFunction, self._context.eval(function))
        try:
            return str(self._functions[function](*arguments, timeout_sec=self._seconds))
        except JSEvalException as error:
            raise PipelineError(f"the site's pipeline cannot do this answer: {self._reason(error)}") from None

    def _reason(self, error: JSEvalException) -> str:
        if isinstance(error, JSTimeoutException):
            return f"it takes longer than {self._seconds:g} seconds"
        if self._context.was_hard_memory_limit_reached():
            return f"it takes more than {self._memory >> 20} MB of memory"
        return _PLACE.sub("", str(error).partition("\n")[0])[:200]

    def close(self) -> None:
        """Give its memory back. One that came with a fork is kept for ever: freeing it would wait for its threads."""
        if self.is_inherited:
            for part in (self, self._manager, self._context, self._loop):
                ctypes.pythonapi.Py_IncRef(ctypes.py_object(part))
            return
        self._functions.clear()
        self._manager.__exit__(None, None, None)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
