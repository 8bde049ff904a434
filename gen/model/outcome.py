"""From a response's text to how the call ended. Whatever a server sends ends as a named outcome or a failure."""

import json
from dataclasses import dataclass

from gen.call import Attempt, Call, Outcome, Request
from gen.model.failure import KEPT, Failure, failure_of_response

LARGEST = 32_000_000  # characters of a response: thirty times the longest answer anybody could publish
LARGEST_COUNT = 2**53  # a token count beyond it is nonsense, and no database column takes it

# finish_reason: OpenAI's, and what others say for the same.
_WHOLE = frozenset({"", "stop", "eos", "eos_token", "end_turn", "stop_sequence"})
_CUT = frozenset({"length", "max_tokens", "model_length", "max_output_tokens"})
_FILTERED = frozenset({"content_filter", "safety", "recitation", "sensitive", "prohibited_content", "blocklist"})
_BROKEN = frozenset({"error", "abort"})  # OpenRouter, vLLM: the server stopped half way

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a response says: fields of `gen.call.Call`, and what its cost hangs on besides."""

    outcome: Outcome
    text: str = ""
    finish_reason: str = ""
    model: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    written_tokens: int | None = None
    tier: str = ""
    error: str = ""

    def as_call(
        self,
        request: Request,
        response: str,
        *,
        cost: float | None,
        seconds: float,
        started: float,
        failed_attempts: tuple[Attempt, ...] = (),
    ) -> Call:
        """The call that it is the end of; the other fields as a call's."""
        return Call(
            request,
            self.outcome,
            text=self.text,
            response=response,
            finish_reason=self.finish_reason,
            model=self.model,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            cached_tokens=self.cached_tokens,
            cost=cost,
            failed_attempts=failed_attempts,
            seconds=seconds,
            started=started,
            error=self.error,
        )


def read_answer(text: str) -> Answer | Failure:
    """Read the body of a 2xx response.

    Returns an answer with its outcome, or a failure where this is no chat completion (all of them worth another try,
    except a body beyond `LARGEST`, and errors that a gateway wraps into a 200).
    """
    if len(text) > LARGEST:
        return Failure(f"the response has {len(text)} characters: no answer is that long", 200, body=text[:KEPT])
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return _broken("the response is not whole JSON", text)
    if not isinstance(body, dict):
        return _broken("the response is not a JSON object", text)
    return read_body(body, text)


def read_body(body: Json, text: str) -> Answer | Failure:
    """Read a response that is parsed already, see `read_answer`.

    Args:
        body: the response.
        text: the same as text.
    """
    choice = _first_choice(body)
    if choice is None:
        return _without_choice(body, text)
    message = choice.get("message")
    if not isinstance(message, dict):
        return _broken("the response's choice has no message", text)
    return _answer(body, choice, message, text)


def _first_choice(body: Json) -> Json | None:
    choices = body.get("choices")
    if not isinstance(choices, list):
        return None
    usable = [choice for choice in choices if isinstance(choice, dict)]
    return next((choice for choice in usable if choice.get("index") == 0), usable[0] if usable else None)


def _without_choice(body: Json, text: str) -> Failure:
    error = body.get("error")
    if not error:
        return _broken("the response has no choices", text)
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 400 <= code <= 599 else 502
    return failure_of_response(status, {}, text)


def _broken(error: str, text: str) -> Failure:
    return Failure(error, 200, retryable=True, maybe_paid=True, body=text[:KEPT])


def _answer(body: Json, choice: Json, message: Json, text: str) -> Answer | Failure:
    content = _content(message.get("content"))
    if content is None:
        return _broken("the message's content is not a text", text)
    said, refused = content
    refusal = _string(message.get("refusal")) or refused
    reason = _string(choice.get("finish_reason"))
    if reason.lower() in _BROKEN:
        return _broken(f"the server stopped half way: finish_reason {reason!r}", text)
    outcome, error = _outcome(reason, said, refusal)
    usage = _dict(body.get("usage"))
    return Answer(
        outcome,
        text=storable(said or refusal),
        finish_reason=storable(reason)[:100],
        model=storable(_string(body.get("model")))[:200],
        prompt_tokens=_count(usage.get("prompt_tokens")),
        completion_tokens=_count(usage.get("completion_tokens")),
        cached_tokens=_cached(usage),
        written_tokens=_count(_dict(usage.get("prompt_tokens_details")).get("cache_write_tokens")),
        tier=storable(_string(body.get("service_tier")))[:100],
        error=storable(error),
    )


def _outcome(reason: str, said: str, refusal: str) -> tuple[Outcome, str]:
    word = reason.lower()
    if word.split(":")[0] in _FILTERED:
        return Outcome.FILTERED, "the server's content filter stopped the answer"
    if refusal.strip():
        return Outcome.REFUSED, "the model refused: " + " ".join(refusal.split())[:300]
    if word in _CUT:
        return Outcome.CUT, "cut at the token limit" + ("" if said.strip() else ", before the first word")
    if not said.strip():
        return Outcome.EMPTY, "the answer is empty"
    if word not in _WHOLE:
        return Outcome.CUT, f"nobody knows whether it is whole: finish_reason {reason[:100]!r}"
    return Outcome.OK, ""


def _content(content: object) -> tuple[str, str] | None:
    """Text and refusal of a message's content: null, a string, or a list of parts; None for anything else."""
    if content is None:
        return "", ""
    if isinstance(content, str):
        return content, ""
    if not isinstance(content, list):
        return None
    parts = [part for part in content if isinstance(part, dict)]
    said = [_string(part.get("text")) for part in parts if part.get("type") in {"text", "output_text"}]
    return "".join(said), "".join(_string(part.get("refusal")) for part in parts)


def _cached(usage: Json) -> int | None:
    cached = _count(_dict(usage.get("prompt_tokens_details")).get("cached_tokens"))
    return _count(usage.get("prompt_cache_hit_tokens")) if cached is None else cached  # DeepSeek's name for it


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < LARGEST_COUNT else None


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def storable(text: str) -> str:
    """`text` with lone surrogates and NUL as U+FFFD: no UTF-8 file takes the one, no PostgreSQL the other."""
    text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
