"""From a line that came back to a call."""

import json
from dataclasses import dataclass

from gen.batch.lines import Reply
from gen.call import Attempt, Call, Request
from gen.config import Price
from gen.ledger.batch_requests import Asked, Settled, Waiting
from gen.model.cost import cost_of
from gen.model.failure import Failure, failure_of_response
from gen.model.outcome import Answer, read_body, storable
from gen.model.redact import Redactor

# What a server says of requests that it did not come to.
NOT_REACHED = frozenset({"batch_expired", "batch_cancelled", "batch_canceled"})


@dataclass(frozen=True, slots=True)
class Terms:
    """What is the same for all answers of a batch.

    Attributes:
        price: of the model; None where it is not known.
        started, seconds: when the batch was sent (Unix time), and how long it took.
        redact: takes the key out of what servers say.
    """

    price: Price | None
    started: float
    seconds: float
    redact: Redactor


@dataclass(frozen=True, slots=True)
class Joined:
    """A request with what came of it; `stops` where no other request would fare better, with what to check."""

    settled: Settled
    stops: str = ""


def join(asked: Asked, reply: Reply, terms: Terms) -> Joined:
    """What a reply says of a request."""
    said = _said(reply)
    raw = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    text = terms.redact.text(raw)
    if reply.body is not None and (reply.status is None or 200 <= reply.status < 300):
        answer: Answer | Failure = read_body(reply.body if text == raw else json.loads(text), text)
    else:
        answer = _failure(reply, text)
    if isinstance(answer, Failure):
        return _failed(asked, answer, terms)
    cost = cost_of(answer, terms.price, batch=True)
    call = answer.as_call(asked.request, text, cost=cost, seconds=terms.seconds, started=terms.started)
    return Joined(Settled(asked, call, Waiting.ANSWERED))


def refused(asked: Asked, message: str, terms: Terms) -> Joined:
    """What it says of a request that the server would not take it into a batch."""
    return _failed(asked, Failure(message, 400, body=message), terms)


def unanswered(request: Request, message: str) -> Call:
    """The call of a request that no batch brought an answer to."""
    return Call(request, Failure(message).outcome, error=message)


def _said(reply: Reply) -> object:
    if reply.body is not None:
        return reply.body
    return reply.error if isinstance(reply.error, dict) else {"error": {"message": str(reply.error)}}


def _failure(reply: Reply, text: str) -> Failure:
    error = reply.error if isinstance(reply.error, dict) else {}
    if error.get("code") in NOT_REACHED:
        return Failure(str(error.get("message") or error["code"]), retryable=True, body=text)
    status = reply.status if reply.status is not None and reply.status >= 300 else None
    if status is None:  # vLLM wraps its own error, with the status as `code`
        inner = error.get("error")
        code = inner.get("code") if isinstance(inner, dict) else error.get("code")
        status = code if type(code) is int and 400 <= code <= 599 else 500
    return failure_of_response(status, {}, text)


def _failed(asked: Asked, failure: Failure, terms: Terms) -> Joined:
    failure = failure.cleaned(lambda text: storable(terms.redact.error(text)))
    call = Call(
        asked.request,
        failure.outcome,
        response=failure.body,
        failed_attempts=(Attempt(failure.status, failure.error, terms.seconds),),
        seconds=terms.seconds,
        started=terms.started,
        error=failure.error,
    )
    final = not failure.retryable and not failure.stops
    state = Waiting.ANSWERED if final else Waiting.FAILED
    return Joined(Settled(asked, call, state), f"{failure.error}\n{failure.hint}" if failure.stops else "")
