"""A model: asks an endpoint, knows what it takes, and never asks the same thing twice at once."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from gen.call import Call, Outcome, Request
from gen.config import Capabilities, ModelSettings, Price
from gen.errors import StopRun
from gen.model.body import build_request, check_extra
from gen.model.capabilities import learn, resolve

Messages = Sequence[Mapping[str, str]]
Lookup = Callable[[Request], Call | None]
Record = Callable[[Call, str], Awaitable[None]]
Hold = Callable[[Request, str], Awaitable[Call | None]]

REFUSALS = frozenset({400, 422})  # the statuses by which servers say that they do not know a parameter


class PutOff(Exception):
    """A request is not sent now: its answer comes another way, later. Its question waits."""


class Sender(Protocol):
    """What a model needs of `gen.model.endpoint.Endpoint`."""

    async def send(self, request: Request, price: Price | None = None) -> Call:
        """Send a request, see `Endpoint.send`."""
        ...


class Model:
    """One model of the settings, behind one endpoint.

    Args:
        name: the model's name as the server knows it.
        settings: what the settings say of it.
        endpoint: where to send requests.
        lookup: an earlier answer to the same request, None where there is none; asked before anything is sent.
        record: writes a call down, with what it was about, and returns when it is safe; done before anybody reads the
            answer.
        hold: asked when there is no earlier answer, with what the request is about. Gives the call that came of it
            elsewhere, already recorded; None to send it; or raises `PutOff`.

    Raises:
        SettingsError: `extra` holds what cannot be sent.
    """

    def __init__(
        self,
        name: str,
        settings: ModelSettings,
        endpoint: Sender,
        *,
        lookup: Lookup | None = None,
        record: Record | None = None,
        hold: Hold | None = None,
    ) -> None:
        check_extra(settings, name)
        self.name = name
        self.settings = settings
        self.capabilities = resolve(name, settings)
        self._endpoint = endpoint
        self._lookup = lookup
        self._record = record
        self._hold = hold
        self._tried: set[Capabilities] = set()
        self._flights: dict[str, asyncio.Future[Call]] = {}

    def request(
        self, messages: Messages, *, schema: Mapping[str, object] | None = None, sample: int = 0, kind: str = "answer"
    ) -> Request:
        """The request that `ask` would send now, see `gen.model.body.build_request`."""
        return build_request(
            messages, self.name, self.settings, self.capabilities, schema=schema, sample=sample, kind=kind
        )

    async def ask(
        self,
        messages: Messages,
        *,
        schema: Mapping[str, object] | None = None,
        sample: int = 0,
        kind: str = "answer",
        about: str = "",
    ) -> Call:
        """The answer to a prompt, from the ledger or from the server.

        Where the server refuses a parameter, the request is built again without it, once for each thing learned.

        Args:
            messages: the prompt's.
            schema: of the JSON that is wanted.
            sample: which sample of the answer.
            kind: what it is for, see `gen.call.Request`.
            about: the key of the question, for the record.

        Returns:
            The call, already recorded; its outcome may be any.

        Raises:
            StopRun: see `Endpoint.send`; its call is recorded as well.
            PutOff: the answer comes later.
        """
        while True:
            built_with = self.capabilities
            request = self.request(messages, schema=schema, sample=sample, kind=kind)
            call = await self._once(request, about)
            self._learn(built_with, call)
            if self.capabilities == built_with or not _is_refusal(call):
                return call
            if self.request(messages, schema=schema, sample=sample, kind=kind).key == request.key:
                return call

    def _learn(self, built_with: Capabilities, call: Call) -> None:
        # Of many calls in flight the first refusal teaches; the others only have to be built again.
        if self.capabilities != built_with or not _is_refusal(call):
            return
        self._tried.add(built_with)
        learned = learn(built_with, call.response)
        if learned is not None and learned not in self._tried:
            self.capabilities = learned

    async def _once(self, request: Request, about: str) -> Call:
        """One request, whoever asks for it: the second waits for the first one's answer."""
        key = request.key
        while True:
            found = self._lookup(request) if self._lookup else None
            if found is not None and found.outcome is Outcome.OK:
                return found
            if self._hold is not None and (held := await self._hold(request, about)) is not None:
                return held
            flight = self._flights.get(key)
            if flight is None:
                return await self._fly(key, request, about)
            await asyncio.wait({flight})
            if not flight.cancelled():
                return flight.result()

    async def _fly(self, key: str, request: Request, about: str) -> Call:
        flight: asyncio.Future[Call] = asyncio.get_running_loop().create_future()
        self._flights[key] = flight
        try:
            call = await self._send(request, about)
            flight.set_result(call)
            return call
        finally:
            flight.cancel()  # without effect where there is a result; otherwise those who wait ask for themselves
            del self._flights[key]

    async def _send(self, request: Request, about: str) -> Call:
        try:
            call = await self._endpoint.send(request, self.settings.price)
        except StopRun as stop:
            if stop.call is not None and self._record is not None:
                await self._record(stop.call, about)
            raise
        if self._record is not None:
            await self._record(call, about)
        return call


def _is_refusal(call: Call) -> bool:
    return call.outcome is Outcome.FAILED and bool(call.failed_attempts) and call.failed_attempts[-1].status in REFUSALS
