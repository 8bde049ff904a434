"""One request against a misbehaving server, and all that could be seen of it."""

import asyncio
from dataclasses import dataclass

from gen.call import Call, Request
from gen.config import Price, RetrySettings, RunSettings
from gen.model.endpoint import Endpoint
from gen.model.retry import Retried
from tests.gen import misbehaving as server

KEY = "sk-proj-Very_Secret-0123456vWxY"
REQUEST = Request({"model": "m", "messages": [{"role": "user", "content": "Why is the sky blue?"}]})
PATIENT = RunSettings(read_timeout=20, retry=RetrySettings(attempts=4, first_wait=0, longest_wait=0))
HASTY = PATIENT.model_copy(update={"read_timeout": 0.2})
PRICE = Price(input=1.0, output=10.0, cached_input=0.5)


@dataclass(frozen=True, slots=True)
class Seen:
    """The call, what the server received, and every retry and wait on the way."""

    call: Call
    received: list[server.Received]
    retried: list[Retried]
    waits: list[float]


def send(*deeds: server.Deed, run: RunSettings = PATIENT, request: Request = REQUEST, key: str = KEY) -> Seen:
    """Send one request; waits are noted and not slept."""
    return asyncio.run(_send(deeds, run, request, key))


async def _send(deeds: tuple[server.Deed, ...], run: RunSettings, request: Request, key: str) -> Seen:
    retried: list[Retried] = []
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async with (
        server.Misbehaving(deeds) as there,
        Endpoint(there.url, key, run, retried.append, sleep=sleep) as endpoint,
    ):
        call = await endpoint.send(request, PRICE)
    return Seen(call, there.received, retried, waits)
