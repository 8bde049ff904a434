"""Why one try at a request brought no answer, and what follows from it: again, give up, or stop the run."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from gen.call import Outcome
from gen.model.error_body import ErrorBody, read_error_body
from gen.model.retry_after import retry_after

NEVER_AGAIN = frozenset({400, 401, 402, 403, 404, 405, 413, 422})  # the same request fails the same way
AGAIN = frozenset({408, 409, 425, 429})
GATEWAY_GAVE_UP = frozenset({504, 524})  # RFC 9110, Cloudflare: the server behind may go on, and charge
NO_QUOTA = frozenset(
    {
        "insufficient_quota",
        "billing_hard_limit_reached",
        "billing_not_active",
        "account_deactivated",
        "access_terminated",
    }
)
# Azure's content filter, OpenAI's prompt check, the older name of both, OpenRouter's moderation.
FILTERED = frozenset({"content_filter", "content_policy_violation", "invalid_prompt", "moderation_blocked"})
KEPT = 16_384  # characters of an error's body that are kept

_HINTS = {
    401: "Check the key: the variable that `api_key_env` names, OPENAI_API_KEY by default.",
    402: "Check the account's balance and billing.",
    403: "Check that the key may use this model, and that the service is open to your region.",
    404: "Check the model's name and `base_url` (it usually ends in /v1).",
    405: "Check `base_url`: what is there does not take chat completions (it usually ends in /v1).",
}
_NO_MODEL = re.compile(r"\bmodel\b.{0,80}\b(does not exist|not exist|not found)|invalid model id", re.IGNORECASE)
_BAD_KEY = re.compile(r"api key (not valid|invalid|expired)|invalid api key", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Failure:
    """One try that brought no answer.

    Attributes:
        error: what went wrong, one line.
        status: HTTP status, None where there was no response.
        retryable: another try may bring it.
        stops: no other request of this run can do better.
        hint: what to check, where that is known.
        outcome: FAILED, or FILTERED where the server would not take this prompt.
        retry_after: seconds that the server asks to wait.
        maybe_paid: the server may have answered and charged.
        body: the response's text, cut to `KEPT` characters.
    """

    error: str
    status: int | None = None
    retryable: bool = False
    stops: bool = False
    hint: str = ""
    outcome: Outcome = Outcome.FAILED
    retry_after: float | None = None
    maybe_paid: bool = False
    body: str = ""

    def cleaned(self, clean: Callable[[str], str]) -> "Failure":
        """The same with every text that came from outside put through `clean`."""
        return replace(self, error=clean(self.error), hint=clean(self.hint), body=clean(self.body))


class NoAnswerError(Exception):
    """No response came; `failure` is what follows from that."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error)
        self.failure = failure


def failure_of_response(status: int, headers: Mapping[str, str], text: str) -> Failure:
    """What an HTTP response other than 2xx means. Classes: decision 3 of the design."""
    said = read_error_body(text)
    error = f"HTTP {status}: {said.message or 'no reason given'}"
    kept = text[:KEPT]
    if _is_filtered(status, said):
        return Failure(error, status, outcome=Outcome.FILTERED, body=kept)
    hint = _stop_hint(status, headers, said)
    if hint:
        return Failure(error, status, stops=True, hint=hint, body=kept)
    return Failure(
        error,
        status,
        retryable=_is_retryable(status, headers.get("x-should-retry", "")),
        retry_after=retry_after(headers),
        maybe_paid=status in GATEWAY_GAVE_UP,
        body=kept,
    )


def _is_filtered(status: int, said: ErrorBody) -> bool:
    return status in {400, 403} and (said.code in FILTERED or said.type in FILTERED or said.moderated)


def _stop_hint(status: int, headers: Mapping[str, str], said: ErrorBody) -> str:
    if status < 400:
        target = headers.get("location", "elsewhere")[:200]
        return f"The endpoint redirects to {target}: put the final address into `base_url`."
    if status == 429:
        return _HINTS[402] if NO_QUOTA & {said.code, said.type} else ""
    if status == 400 and (said.code == "model_not_found" or _NO_MODEL.search(said.message)):
        return _HINTS[404]
    if status == 400 and _BAD_KEY.search(said.message):
        return _HINTS[401]
    return _HINTS.get(status, "")


def _is_retryable(status: int, should_retry: str) -> bool:
    if status in NEVER_AGAIN or should_retry == "false":
        return False
    return should_retry == "true" or status in AGAIN or status >= 500
