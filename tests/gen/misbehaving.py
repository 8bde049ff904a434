"""A real HTTP server on the loopback that does to a client what servers do, one deed a request."""

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

Deed = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.body)
        return said


@dataclass(slots=True)
class Misbehaving:
    """Answers the first request with the first deed and so on, the last one again and again; or as a function says."""

    deeds: "tuple[Deed, ...] | Callable[[Received], Deed]"
    received: list[Received] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    busiest: int = 0
    _busy: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while not writer.is_closing():
                    await self._serve(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(": ", 1) for line in head[1:] if ": " in line)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        request = Received(head[0].split(" ")[1], headers, body)
        many = len(self.received)
        deed = self.deeds(request) if callable(self.deeds) else self.deeds[min(many, len(self.deeds) - 1)]
        self.received.append(request)
        self.arrived.set()
        self._busy += 1
        self.busiest = max(self.busiest, self._busy)
        try:
            await deed(writer)
            await writer.drain()
        finally:
            self._busy -= 1


def http(status: int, body: str | bytes, **headers: str) -> bytes:
    """A whole HTTP response."""
    raw = body.encode() if isinstance(body, str) else body
    lines = {"content-type": "application/json", "content-length": str(len(raw))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Because\r\n{head}\r\n".encode() + raw


def sends(raw: bytes) -> Deed:
    """Bytes as they are, and the connection stays open."""

    async def deed(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)

    return deed


def says(status: int, body: object, **headers: str) -> Deed:
    """A response; anything but text goes out as JSON."""
    return sends(http(status, body if isinstance(body, str | bytes) else json.dumps(body), **headers))


def errs(status: int, message: str = "no", kind: str = "", code: str | None = None, **headers: str) -> Deed:
    """An error as OpenAI words it."""
    return says(status, {"error": {"message": message, "type": kind, "param": None, "code": code}}, **headers)


def completion(content: object = "An answer.", reason: object = "stop", **more: object) -> dict[str, object]:
    """A chat completion; `more` replaces or adds top-level fields, `message` those of the message."""
    extra = more.pop("message", {})
    message = {"role": "assistant", "content": content, "refusal": None}
    message |= extra if isinstance(extra, dict) else {}
    usage = {"prompt_tokens": 100, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 40}}
    choice = {"index": 0, "finish_reason": reason, "message": message}
    return {"id": "c", "object": "chat.completion", "model": "m-1", "choices": [choice], "usage": usage} | more


def answers(content: object = "An answer.", reason: object = "stop", **more: object) -> Deed:
    """A good answer, or what is made of it."""
    return says(200, completion(content, reason, **more))


def resets(raw: bytes = b"") -> Deed:
    """Sends something, and then breaks the connection with a TCP reset."""

    async def deed(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        sock: socket.socket = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return deed


def closes(raw: bytes = b"") -> Deed:
    """Sends something, and hangs up politely."""

    async def deed(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        writer.close()

    return deed


def hangs(raw: bytes = b"") -> Deed:
    """Sends something, and then nothing more, ever."""

    async def deed(writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        await asyncio.Event().wait()

    return deed


def trickles(byte: bytes = b" ") -> Deed:
    """Begins a response and then sends one byte after the other: no read timeout ever strikes."""

    async def deed(writer: asyncio.StreamWriter) -> None:
        writer.write(http(200, b"", content_length="1000000"))
        while True:
            writer.write(byte)
            await writer.drain()
            await asyncio.sleep(0.01)

    return deed


def waits_for(event: asyncio.Event, then: Deed) -> Deed:
    """Holds its answer back until the event is set."""

    async def deed(writer: asyncio.StreamWriter) -> None:
        await event.wait()
        await then(writer)

    return deed
