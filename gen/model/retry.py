"""When to ask again: tenacity, bounded in attempts and in total time, and nothing else in the house retries."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_base, wait_random_exponential

from gen.call import Attempt
from gen.config import RetrySettings
from gen.model.failure import Failure

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]
BeforeSleep = Callable[[RetryCallState], None]


@dataclass(frozen=True, slots=True)
class Retried:
    """A try that failed and is followed by another.

    Attributes:
        request_kind: the request's kind, see `gen.call.Request`.
        attempt: which try it was, from 1.
        wait: seconds until the next one.
        attempt_record: what came of it.
    """

    request_kind: str
    attempt: int
    wait: float
    attempt_record: Attempt


OnRetry = Callable[[Retried], None]


class AttemptFailed(Exception):
    """One try failed; carries the failure, how long it took, seconds, and what it may have cost, US dollars."""

    def __init__(self, failure: Failure, seconds: float) -> None:
        super().__init__(failure.error)
        self.failure = failure
        self.seconds = seconds
        self.cost: float | None = None

    def record(self, waited: float = 0.0) -> Attempt:
        """The try as the call keeps it; `waited` are the seconds slept after it."""
        failure = self.failure
        return Attempt(failure.status, failure.error, self.seconds, waited, failure.maybe_paid, self.cost)


class RetryPolicy:
    """The settings as tenacity wants them.

    Waits are what the server asks for, else exponential with full jitter up to `longest_wait`. A wait that would end
    after `total_seconds` is not begun.
    """

    def __init__(self, settings: RetrySettings) -> None:
        self.settings = settings
        self._again = retry_if_exception(_is_retryable)
        self._stop = stop_after_attempt(settings.attempts)
        self._wait = _Wait(settings)

    def last_word(self, failure: Failure, tries: int, seconds: float) -> str:
        """A failure's error, and why there was no further try, `seconds` after the first began."""
        if not failure.retryable:
            return failure.error
        left = self.settings.total_seconds - seconds
        if tries < self.settings.attempts and failure.retry_after is not None and failure.retry_after >= left:
            return (
                f"{failure.error}; the server asks to wait {failure.retry_after:g} s, and {max(left, 0):.0f} s are left"
            )
        return f"{failure.error} (given up after {tries} {'try' if tries == 1 else 'tries'})"

    async def run(self, attempt: Callable[[], Awaitable[T]], before_sleep: BeforeSleep, sleep: Sleep) -> T:
        """What `attempt` gives, after as many tries as the settings allow.

        Raises:
            AttemptFailed: the last try's.
        """
        try:
            # Nine of ten requests need no second try, and tenacity costs a fifth of what the request does.
            return await attempt()
        except AttemptFailed as error:
            if not error.failure.retryable:
                raise
            first: AttemptFailed | None = error
            left = self.settings.total_seconds - error.seconds

        async def replayed() -> T:
            nonlocal first
            if first is None:
                return await attempt()
            error, first = first, None
            raise error

        retrying = AsyncRetrying(
            sleep=sleep,
            stop=self._stop | stop_before_delay(left),
            wait=self._wait,
            retry=self._again,
            before_sleep=before_sleep,
            reraise=True,
        )
        answer: T = await retrying(replayed)
        return answer


class _Wait(wait_base):
    def __init__(self, settings: RetrySettings) -> None:
        self._first = settings.first_wait
        self._backoff = wait_random_exponential(multiplier=settings.first_wait, max=settings.longest_wait)

    def __call__(self, retry_state: RetryCallState) -> float:
        error = retry_state.outcome and retry_state.outcome.exception()
        asked = error.failure.retry_after if isinstance(error, AttemptFailed) else None
        if asked is None:
            return self._backoff(retry_state)
        # All callers were given the same time: a little jitter keeps them from coming back as one.
        return asked + random.uniform(0, self._first)  # noqa: S311, no secret hangs on it


def _is_retryable(error: BaseException) -> bool:
    return isinstance(error, AttemptFailed) and error.failure.retryable
