"""Where a trial's requests go: to the server, with what it says kept on a cassette, or to a cassette alone.

Both stand where the client's connection stands, so that all of the code around it runs as it does in earnest. Many
cases are asked at once: which one a request is of, the task that sends it knows.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import httpx2

from evals.trials.cassette import Cassette, Exchange, request_key
from gen.call import Call
from gen.model.redact import Redactor

KEPT = frozenset({200, 400, 422})  # an answer, and a refusal of a parameter, which the model learns from
_JSON = {"content-type": "application/json"}


class Missing(Exception):
    """A request that is not on its case's cassette. Nothing on the way out takes it for a fault of the network.

    Args:
        body: the request's.
    """

    def __init__(self, body: Mapping[str, Any]) -> None:
        super().__init__("this request is not on the cassette")
        self.body = body


@dataclass(slots=True)
class Tally:
    """What a draft has taken.

    Attributes:
        seconds: that the server took.
        cost: US dollars, None where it is not known of one call.
        tokens: prompt and completion, None where the server did not say.
    """

    seconds: float = 0.0
    cost: float | None = 0.0
    tokens: int | None = 0

    def add(self, call: Call) -> None:
        """Count a call, a failed one too: it may have been paid for."""
        known = call.prompt_tokens is not None and call.completion_tokens is not None
        used = (call.prompt_tokens or 0) + (call.completion_tokens or 0)
        self.cost = None if self.cost is None or call.cost is None else self.cost + call.cost
        self.tokens = None if self.tokens is None or not known else self.tokens + used


@dataclass(slots=True)
class Tape:
    """What a case has said and heard so far.

    Attributes:
        cassette: what is recorded, or replayed.
        tally: of the sample that is in work.
        used: calls of the cassette that were asked for.
    """

    cassette: Cassette
    tally: Tally = field(default_factory=Tally)
    used: set[int] = field(default_factory=set)
    _waiting: dict[str, list[int]] | None = None

    def next(self, key: str) -> Exchange | None:
        """The next call that was recorded of this request; of the last one there may be no end."""
        if self._waiting is None:
            self._waiting = defaultdict(list)
            for at, call in reversed(list(enumerate(self.cassette.calls))):
                self._waiting[call.key].append(at)
        waiting = self._waiting.get(key)
        if not waiting:
            return None
        at = waiting.pop() if len(waiting) > 1 else waiting[0]
        self.used.add(at)
        return self.cassette.calls[at]

    @property
    def unused(self) -> int:
        """Calls of the cassette that nobody asked for."""
        return len(self.cassette.calls) - len(self.used)


_TAPE: ContextVar[Tape] = ContextVar("tape")


@contextmanager
def on_tape(tape: Tape) -> Iterator[None]:
    """Within it, what this task asks is of this case."""
    token = _TAPE.set(tape)
    try:
        yield
    finally:
        _TAPE.reset(token)


async def tally(call: Call, _: str) -> None:
    """Count a call for the sample that is in work; what a model is given to record its calls with."""
    _TAPE.get().tally.add(call)


class Recorder(httpx2.AsyncBaseTransport):
    """Hands requests on, and keeps what is answered.

    Args:
        key: the API key, which a server may repeat; it does not get onto a cassette.
        wire: the connection.
    """

    def __init__(self, key: str, wire: httpx2.AsyncBaseTransport) -> None:
        self._redact = Redactor(key)
        self._wire = wire

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The server's response, read to its end."""
        clock = time.monotonic()
        response = await self._wire.handle_async_request(request)
        await response.aread()
        seconds = time.monotonic() - clock
        tape = _TAPE.get()
        tape.tally.seconds += seconds
        if response.status_code in KEPT:
            text = self._redact.text(response.text)
            body = json.loads(request.content)
            exchange = Exchange(request.method, request.url.path, body, response.status_code, _parsed(text), seconds)
            tape.cassette.calls.append(exchange)
        return response

    async def aclose(self) -> None:
        """Close the connection."""
        await self._wire.aclose()


class Player(httpx2.AsyncBaseTransport):
    """Answers from the cassette, without a network."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """What was recorded.

        Raises:
            Missing: nothing was.
        """
        body = json.loads(request.content)
        tape = _TAPE.get()
        call = tape.next(request_key(request.method, request.url.path, body))
        if call is None:
            raise Missing(body)
        tape.tally.seconds += call.seconds
        return httpx2.Response(call.status, headers=_JSON, content=call.content)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
