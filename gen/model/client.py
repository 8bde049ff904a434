"""The client of an endpoint: OpenAI's, opened as we want it, and the short way through it for what is asked most."""

from functools import cached_property

import httpx2
import openai

from gen.config import RunSettings
from gen.model.address import LOOPBACK, checked_host
from gen.model.broken import failure_of_exception, root_cause
from gen.model.failure import NoAnswerError

KEEP_ALIVE = 4.0  # seconds; uvicorn, Node and llama.cpp close an idle connection after 5, and a POST must not meet that
NO_KEY = "none"  # local servers want no key, and the client library insists on one


class RawClient:
    """OpenAI's client, its address and headers put together once: a request goes out as it is, its response comes raw.

    The client's own `post` makes options, URL and headers anew for each request, which costs as much as sending it, and
    its typed layer more than both (`bench/endpoint.py`). Nothing of that is needed for a body that is JSON already.

    Args:
        base_url: where the API is; None for the client's own default.
        key: `""` for servers that want none.
        run: concurrency and timeouts.
        transport: what carries requests instead of the client's own connections.

    Raises:
        SettingsError: the URL cannot be used.
    """

    def __init__(
        self, base_url: str | None, key: str, run: RunSettings, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._connections = _connections(base_url, run, transport)
        self._client = _client(base_url, key, self._connections)
        self._base = str(self._client.base_url).rstrip("/")

    @cached_property
    def _headers(self) -> dict[str, str]:
        said = {**self._client.default_headers, **self._client.auth_headers}
        return {name: value for name, value in said.items() if isinstance(value, str)}  # the others are left out

    async def post(self, path: str, content: bytes) -> httpx2.Response:
        """The response to a POST of JSON, whatever its status.

        Args:
            path: below the base URL.
            content: the body.

        Raises:
            NoAnswerError: there is none. What is no matter of the network is raised as it is.
        """
        try:
            return await self._connections.post(self._base + path, content=content, headers=self._headers)
        except Exception as error:
            failure = failure_of_exception(error)
            if failure is None:
                raise root_cause(error) from None
            raise NoAnswerError(failure) from error

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()


def open_client(base_url: str | None, key: str, run: RunSettings) -> openai.AsyncOpenAI:
    """OpenAI's client as we want it: without retries of its own, and careful with proxies and redirects.

    Raises:
        SettingsError: the URL cannot be used.
    """
    return _client(base_url, key, _connections(base_url, run, None))


def _client(base_url: str | None, key: str, connections: httpx2.AsyncClient) -> openai.AsyncOpenAI:
    timeout = connections.timeout
    return openai.AsyncOpenAI(
        base_url=base_url, api_key=key or NO_KEY, max_retries=0, timeout=timeout, http_client=connections
    )


def _connections(
    base_url: str | None, run: RunSettings, transport: httpx2.AsyncBaseTransport | None
) -> httpx2.AsyncClient:
    timeout = httpx2.Timeout(None, connect=run.connect_timeout, read=run.read_timeout)
    local = checked_host(base_url) in LOOPBACK
    if transport is not None:
        return httpx2.AsyncClient(transport=transport, timeout=timeout)
    return openai.DefaultAioHttpClient(
        limits=httpx2.Limits(max_connections=run.concurrency, keepalive_expiry=KEEP_ALIVE),
        timeout=timeout,
        # A redirect would turn the POST into a GET, or hand the key to another host: it is an error of the settings.
        follow_redirects=False,
        # A proxy of the environment is for the world outside, never for a server on this machine.
        trust_env=not local,
        # Loading the certificates takes 40 ms, and plain HTTP on this machine has no use for them.
        verify=not (local and str(base_url).startswith("http:")),
    )
