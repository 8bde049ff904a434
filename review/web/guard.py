"""Keeps out what no browser of ours would send, and says in every answer what a browser may do with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 4 * 1024 * 1024  # bytes; pages are smaller
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
EVERYWHERE = frozenset({"0.0.0.0", "[::]"})  # noqa: S104 (compared with, not listened on)

# KaTeX sets heights in style attributes, and nothing else of a page needs any; no script stands in a page.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """Middleware, outside of everything else.

    A page of another site can make a browser send requests here, also by giving its own name this machine's address
    (DNS rebinding). Such a request carries that name in `Host` or that site in `Origin`.

    Attributes:
        app: what it guards.
        hosts: names that this server goes by, without a port; empty: any. One that means all addresses (0.0.0.0)
            lets any address through: nobody rebinds a number.
    """

    app: ASGIApp
    hosts: frozenset[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or not."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal:
            await PlainTextResponse(refusal, 403, dict(HEADERS))(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, _bounded(receive), send_guarded)

    def _refusal(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self.hosts and not self._goes_by(_name(host)):
            return "This server does not go by that name; `--allow-host NAME` adds one."
        if scope["method"] in SAFE_METHODS:
            return ""
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return "This request comes from another site."
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return "This request comes from another site."
        return ""

    def _goes_by(self, name: str) -> bool:
        return name in self.hosts or (not self.hosts.isdisjoint(EVERYWHERE) and _is_address(name))


def host_names(names: Iterable[str]) -> frozenset[str]:
    """Names as `Guard` compares them; an IPv6 address in its brackets, as `Host` has it."""
    return frozenset(f"[{name}]" if ":" in name and name[0] != "[" else name.lower() for name in names)


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name.removeprefix("[").removesuffix("]")))
    except ValueError:
        return False


def _name(host: str) -> str:
    """`Host` without its port."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


class TooLarge(Exception):
    """A body beyond `LARGEST_BODY`."""


def _bounded(receive: Receive) -> Receive:
    """`receive` that gives up on an endless body."""
    got = 0

    async def bounded() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > LARGEST_BODY:
            raise TooLarge
        return message

    return bounded
