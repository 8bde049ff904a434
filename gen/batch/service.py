"""The Files and Batches API of one endpoint, through OpenAI's client. Nothing it says gets past here."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from types import TracebackType
from typing import BinaryIO, Literal, Protocol, Self, TypeVar, cast

import httpx2
import openai

from gen.batch.remote import NAME, Fault, Remote, read_json, read_list, read_remote
from gen.config import RunSettings
from gen.errors import ModelError, StopRun
from gen.model.address import checked_key
from gen.model.broken import failure_of_exception, root_cause
from gen.model.client import open_client
from gen.model.error_body import read_error_body
from gen.model.failure import Failure, failure_of_response
from gen.model.redact import Redactor
from gen.model.retry import AttemptFailed, RetryPolicy, Sleep

NO_BATCHES = frozenset({404, 405, 501})
_PAGES = 50  # of a list, so many are looked through: 5,000 batches
_SUFFIX = ".jsonl"

T = TypeVar("T")


class _Raw(Protocol):
    """What the client's raw resources give."""

    @property
    def http_response(self) -> httpx2.Response: ...


class ServiceError(ModelError):
    """The server did not do what was asked.

    Args:
        message: what it said.
        failure: the last try's.
    """

    def __init__(self, message: str, failure: Failure, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.failure = failure

    @property
    def fault(self) -> Fault:
        """The same as a batch tells of it that was taken first and refused then."""
        said = read_error_body(self.failure.body)
        return Fault(said.code, said.message)


class Service:
    """One endpoint's batches. Use as an async context manager.

    Args:
        base_url: where the API is; None for the client's own default.
        api_key: the key, `""` for servers that want none.
        run: timeouts and retries.
        sleep: how to wait; for tests.

    Raises:
        SettingsError: the URL or the key cannot be used.
    """

    def __init__(self, base_url: str | None, api_key: str, run: RunSettings, *, sleep: Sleep = asyncio.sleep) -> None:
        key = checked_key(api_key)
        self.redact = Redactor(key)
        self._policy = RetryPolicy(run.retry)
        self._sleep = sleep
        self._client = open_client(base_url, key, run)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()

    async def upload(self, name: str, file: BinaryIO) -> str:
        """Upload a batch's lines; the server's name for the file."""

        async def attempt() -> str:
            file.seek(0)
            raw = await self._try(
                lambda: self._client.files.with_raw_response.create(file=(name + _SUFFIX, file), purpose="batch")
            )
            said = read_json(raw.http_response.content)
            file_id = said.get("id") if isinstance(said, dict) else None
            if not isinstance(file_id, str) or not file_id:
                raise _unreadable("the file that was uploaded has no id")
            return file_id

        return await self._retried(attempt)

    async def uploaded(self, name: str) -> str:
        """The server's name for a file that was uploaded under this name, `""` where there is none."""

        async def attempt() -> str:
            async for entry in self._entries(self._client.files.with_raw_response.list, purpose="batch"):
                if entry.get("filename") == name + _SUFFIX and isinstance(entry.get("id"), str):
                    return str(entry["id"])
            return ""

        return await self._retried(attempt)

    async def create(self, file_id: str, url: str, window: str, metadata: Mapping[str, str]) -> Remote:
        """Begin a batch. Where a try may have begun it, it is looked for by its name before the next."""
        tried = False

        async def attempt() -> Remote:
            nonlocal tried
            if tried and (found := await self._find(metadata[NAME])) is not None:
                return found
            tried = True
            raw = await self._try(
                lambda: self._client.batches.with_raw_response.create(
                    input_file_id=file_id,
                    endpoint=cast(Literal["/v1/chat/completions"], url),
                    completion_window=cast(Literal["24h"], window),
                    metadata=dict(metadata),
                )
            )
            return _remote(raw)

        return await self._retried(attempt)

    async def named(self, name: str) -> Remote | None:
        """The batch that was begun under this name; None where there is none."""
        return await self._retried(lambda: self._find(name))

    async def retrieve(self, remote_id: str) -> Remote | None:
        """How a batch stands; None where the server knows none of this id."""
        try:
            return await self._retried(
                lambda: self._read(lambda: self._client.batches.with_raw_response.retrieve(remote_id))
            )
        except ServiceError as error:
            if error.failure.status == 404:
                return None
            raise

    async def cancel(self, remote_id: str) -> Remote:
        """Cancel a batch; what is finished in it stays."""
        return await self._retried(lambda: self._read(lambda: self._client.batches.with_raw_response.cancel(remote_id)))

    async def content(self, file_id: str) -> AsyncIterator[bytes]:
        """A file's bytes as they come. One try: whoever reads knows what to do with half of it.

        Raises:
            ServiceError: it does not come, or breaks off.
            StopRun: nothing else would come either.
        """
        try:
            async with self._client.files.with_streaming_response.content(file_id) as response:
                async for chunk in response.iter_bytes():
                    yield chunk
        except Exception as error:
            raise self._last_word(_attempt_failed(error, 0.0)) from None

    async def _find(self, name: str) -> Remote | None:
        """The batch of this name. Servers list the newest first: looked for is one that was begun a moment ago."""
        async for entry in self._entries(self._client.batches.with_raw_response.list):
            remote = read_remote(entry)
            if remote is not None and remote.name == name:
                return remote
        return None

    async def _entries(self, fetch: Callable[..., Awaitable[_Raw]], **wanted: str) -> AsyncIterator[dict[str, object]]:
        after: dict[str, str] = {}
        for _ in range(_PAGES):
            raw = await self._try(partial(fetch, limit=100, **wanted, **after))
            entries, more = read_list(read_json(raw.http_response.content))
            for entry in entries:
                yield entry
            last = entries[-1].get("id") if entries else None
            if not more or not isinstance(last, str) or after.get("after") == last:
                return
            after = {"after": last}

    async def _read(self, ask: Callable[[], Awaitable[_Raw]]) -> Remote:
        return _remote(await self._try(ask))

    async def _try(self, ask: Callable[[], Awaitable[_Raw]]) -> _Raw:
        clock = time.monotonic()
        try:
            return await ask()
        except Exception as error:
            raise _attempt_failed(error, time.monotonic() - clock) from None

    async def _retried(self, attempt: Callable[[], Awaitable[T]]) -> T:
        try:
            return await self._policy.run(attempt, lambda _: None, self._sleep)
        except AttemptFailed as error:
            raise self._last_word(error) from None

    def _last_word(self, error: Exception) -> Exception:
        if not isinstance(error, AttemptFailed):
            return error
        failure = error.failure.cleaned(self.redact.error)
        if failure.stops and failure.status not in NO_BATCHES:
            return StopRun(failure.error, hint=failure.hint)
        return ServiceError(failure.error, failure)


def _remote(raw: _Raw) -> Remote:
    remote = read_remote(read_json(raw.http_response.content))
    if remote is None:
        raise _unreadable("the server does not tell of a batch")
    return remote


def _unreadable(message: str) -> AttemptFailed:
    return AttemptFailed(Failure(message, 200, retryable=True, maybe_paid=True), 0.0)


def _attempt_failed(error: Exception, seconds: float) -> Exception:
    """A failed try; an error that is none of the network's or the server's as it is."""
    if isinstance(error, openai.APIStatusError):
        text = error.response.content.decode("utf-8", "replace") if _is_read(error.response) else str(error)
        return AttemptFailed(failure_of_response(error.status_code, error.response.headers, text), seconds)
    failure = failure_of_exception(error)
    return root_cause(error) if failure is None else AttemptFailed(failure, seconds)


def _is_read(response: httpx2.Response) -> bool:
    return response.is_stream_consumed or response.is_closed
