"""One endpoint that speaks OpenAI's chat completions: a request goes in, a call comes out."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tenacity import RetryCallState

from gen.call import Attempt, Call, Outcome, Request
from gen.config import Price, RunSettings
from gen.errors import StopRun
from gen.loading import for_good
from gen.model.address import checked_host, checked_key
from gen.model.cost import cost_of_failure
from gen.model.failure import Failure, NoAnswerError, failure_of_response
from gen.model.limits import UNBOUNDED, Allowance
from gen.model.outcome import Answer, read_answer, storable
from gen.model.rate_headers import read_quotas
from gen.model.redact import Redactor
from gen.model.retry import AttemptFailed, OnRetry, Retried, RetryPolicy, Sleep
from gen.model.sending import Sending
from gen.model.tab import Purse, Tab
from gen.model.turns import Turns

if TYPE_CHECKING:
    import httpx2

    from gen.model.client import RawClient

LIMITED = 429


class Endpoint:
    """A server, and how a run talks to it: never with more requests at once than `run.concurrency`, nor than it takes.

    Use as an async context manager.

    Args:
        base_url: where the API is, `/v1` included; None for the client's own default.
        api_key: the key, `""` for servers that want none. It appears in no error, no call and no log.
        run: concurrency, timeouts and retries.
        on_retry: told of every try that is followed by another.
        before_send: called when a try's turn has come; what it raises ends the request unsent.
        purse: what pays for tries; None for no limit.
        transport: what carries requests instead of the client's own connections, for recording and replaying them.
        sleep: how to wait, seconds; for tests.

    Raises:
        SettingsError: the URL or the key cannot be used.
    """

    def __init__(  # noqa: PLR0913 - where it is, who is told, and what may stand in for the network
        self,
        base_url: str | None,
        api_key: str,
        run: RunSettings,
        on_retry: OnRetry | None = None,
        before_send: Callable[[], None] | None = None,
        *,
        purse: Purse | None = None,
        transport: "httpx2.AsyncBaseTransport | None" = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        key = checked_key(api_key)
        self._host = checked_host(base_url)
        self._run = run
        self._on_retry = on_retry
        self._sleep = sleep
        self._redact = Redactor(key)
        self._policy = RetryPolicy(run.retry)
        self._slots = asyncio.Semaphore(run.concurrency)
        self._turns: dict[str, Turns] = {}
        self._before_send = before_send
        self._purse = purse
        self._stopped: StopRun | None = None
        self._at = base_url, key, run, transport
        self._client: RawClient | None = None

    def __repr__(self) -> str:
        return f"Endpoint({self._host or 'default'!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            await self._client.close()

    async def send(self, request: Request, price: Price | None = None, purse: Purse | None = None) -> Call:
        """Send a request until it is answered or there is no point in going on.

        A failed request is a call too: outcome FAILED, or FILTERED where the server would not take the prompt.

        Args:
            request: what to send.
            price: what the model costs, None where that is not known.
            purse: what pays for it; None: what pays for all others.

        Raises:
            StopRun: no other request of this run would succeed either; `.call` is what came of this one.
        """
        path = request.url.removeprefix("/v1")
        sending = Sending(request, path, _encoded(request), self.turns(request.model))
        journal: list[Attempt] = []
        tab = Tab(request, price, purse or self._purse)
        attempt = partial(self._attempt, tab, sending)
        try:
            answer, text = await self._policy.run(attempt, partial(self._before_sleep, request, journal), self._sleep)
        except AttemptFailed as end:
            return self._failed(sending, end, tuple(journal))
        except StopRun as stop:
            if stop.call is None and journal:  # between two tries, and the first may have been paid for
                stop.call = _broken_off(sending, stop, tuple(journal))
            raise
        return answer.as_call(
            request,
            text,
            cost=tab.cost(answer),
            seconds=sending.seconds,
            started=sending.started,
            failed_attempts=tuple(journal),
        )

    def turns(self, model: str, allowance: Allowance = UNBOUNDED) -> Turns:
        """Where requests to a model wait for their turn; `allowance` counts when the model is first named."""
        if model not in self._turns:
            self._turns[model] = Turns(self._run.concurrency, allowance)
        return self._turns[model]

    def hurry(self) -> None:
        """Whoever waits for a turn gets it: `before_send` says that the run is over."""
        for turns in self._turns.values():
            turns.open()

    def _open(self) -> "RawClient":
        """The client, opened for the first request: loading it takes half a second, and some runs send nothing."""
        if self._client is None:
            with for_good():
                from gen.model.client import RawClient  # noqa: PLC0415
            try:
                self._client = RawClient(*self._at)
            except Exception as error:  # a proxy or certificates of the environment that cannot be used
                said = self._redact.error(f"no connection can be opened: {error}")
                raise StopRun(said, hint="Look at HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE in the environment.") from error
        return self._client

    async def _attempt(self, tab: Tab, sending: Sending) -> tuple[Answer, str]:
        turns = sending.turns
        ticket = await turns.take(sending.request, again=sending.began)
        try:
            async with self._slots:
                self._check_on()
                answer, text = await tab.pay(partial(self._try, sending), self._before_send)
        except AttemptFailed as error:
            if error.failure.status == LIMITED and error.failure.retryable:
                turns.refused(ticket, sending.quotas, error.failure.retry_after)
            else:
                turns.failed(ticket, sending.quotas)
            raise
        except BaseException:
            turns.failed(ticket)
            raise
        turns.answered(ticket, sending.request, sending.quotas, (answer.prompt_tokens, answer.completion_tokens))
        return answer, text

    def _check_on(self) -> None:
        if self._stopped is not None:  # while this one waited for its turn
            raise StopRun(self._stopped.message, hint=self._stopped.hint)

    async def _try(self, sending: Sending) -> tuple[Answer, str]:
        client = self._open()
        sending.begin(self._run.retry.total_seconds)
        clock = time.monotonic()
        try:
            async with asyncio.timeout_at(sending.deadline):
                response = await client.post(sending.path, sending.content)
        except TimeoutError:
            failure = Failure("no answer within the total time", retryable=True, maybe_paid=True)
        except NoAnswerError as error:
            failure = error.failure
        else:
            sending.quotas = read_quotas(response.headers.multi_items())
            text = _text(response)
            if response.is_success:
                text = self._redact.text(text)
                answer = read_answer(text)
                if isinstance(answer, Answer):
                    return answer, text
                failure = answer
            else:
                failure = failure_of_response(response.status_code, response.headers, text)
        raise AttemptFailed(self._cleaned(failure), time.monotonic() - clock)

    def _cleaned(self, failure: Failure) -> Failure:
        return failure.cleaned(lambda text: storable(self._redact.error(text)))

    def _before_sleep(self, request: Request, journal: list[Attempt], state: RetryCallState) -> None:
        error = state.outcome and state.outcome.exception()
        if not isinstance(error, AttemptFailed):
            return
        attempt = error.record(waited=state.upcoming_sleep)
        journal.append(attempt)
        if self._on_retry is not None:
            self._on_retry(Retried(request.kind, state.attempt_number, state.upcoming_sleep, attempt))

    def _failed(self, sending: Sending, end: AttemptFailed, before: tuple[Attempt, ...]) -> Call:
        failure = end.failure
        attempts = (*before, end.record())
        call = Call(
            sending.request,
            failure.outcome,
            response=failure.body,
            cost=cost_of_failure(attempts),
            failed_attempts=attempts,
            seconds=sending.seconds,
            started=sending.started,
            error=self._policy.last_word(failure, len(before) + 1, sending.seconds),
        )
        if failure.stops:
            self._stopped = StopRun(call.error, call=call, hint=failure.hint)
            self.hurry()
            raise self._stopped from None
        return call


def _broken_off(sending: Sending, stop: StopRun, before: tuple[Attempt, ...]) -> Call:
    return Call(
        sending.request,
        Outcome.FAILED,
        cost=cost_of_failure(before),
        failed_attempts=before,
        seconds=sending.seconds,
        started=sending.started,
        error=stop.message,
    )


def _encoded(request: Request) -> bytes:
    # A lone surrogate becomes its own JSON escape: valid JSON, where raw it would be no UTF-8.
    return request.content.encode("utf-8", "backslashreplace")


def _text(response: "httpx2.Response") -> str:
    return response.content.decode("utf-8", "replace")
