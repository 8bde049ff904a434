"""A call: one request to a model and what came of it, kept as it came."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How a call ended. Only `OK` makes a draft, and only `OK` is ever served from the ledger."""

    OK = "ok"
    EMPTY = "empty"  # null or blank content
    CUT = "cut"  # finish_reason "length"
    REFUSED = "refused"  # the API's refusal field
    FILTERED = "filtered"  # finish_reason "content_filter"
    FAILED = "failed"  # no answer after all attempts


@dataclass(frozen=True, slots=True)
class Request:
    """What decides an answer: the body that goes over the wire, and which sample of it this is.

    Attributes:
        body: the request's, in the order in which it was built: a schema's properties are answered in theirs.
        sample: which sample of the answer, from 0.
        kind: what it is for: `answer`, `seo`, `sample`, `judge`, `refute`. For people and statistics, not part of the
            key.
        content: the body as JSON text, as it goes over the wire and into the ledger.
        key: SHA-256 of sample number and content: same key, same answer from the ledger.
    """

    body: Mapping[str, Any]
    sample: int = 0
    kind: str = "answer"
    url: str = "/v1/chat/completions"
    content: str = field(init=False, compare=False, repr=False)
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        # Once: a body of thousands of characters is hashed, sent and written down.
        content = json.dumps(self.body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        key = hashlib.sha256(f"{self.sample} {content}".encode("utf-8", "surrogatepass")).hexdigest()
        object.__setattr__(self, "content", content)
        object.__setattr__(self, "key", key)

    @property
    def model(self) -> str:
        """The model asked for."""
        return str(self.body["model"])

    def batch_line(self, custom_id: str) -> dict[str, Any]:
        """The line that OpenAI's Batch API, `vllm run-batch` and Ray take."""
        return {"custom_id": custom_id, "method": "POST", "url": self.url, "body": dict(self.body)}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a request that did not bring the answer."""

    status: int | None  # HTTP status, None where there was no response
    error: str  # one line, without the key
    seconds: float
    waited: float = 0.0  # seconds slept before the next try
    maybe_paid: bool = False  # a read timeout: the server may have answered and charged
    cost: float | None = None  # US dollars that it may have cost at most; None where that is not known


@dataclass(frozen=True, slots=True)
class Call:
    """A request, and what came of it.

    Attributes:
        request: what was sent.
        outcome: how it ended.
        text: the answer's text as it came, also of cut and refused answers; `""` where there is none.
        response: the raw response body as text, `""` where there was none.
        finish_reason: the server's word for it.
        model: the model that answered.
        prompt_tokens, completion_tokens, cached_tokens: from `usage`, None where the server did not say.
        cost: US dollars of the answer; None where the price or the usage is not known.
        failed_attempts: the tries before this end, in order.
        seconds: from first try to end, waiting included.
        started: Unix time of the first try.
        error: why there is no answer, one line.
    """

    request: Request
    outcome: Outcome
    text: str = ""
    response: str = ""
    finish_reason: str = ""
    model: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_tokens: int | None = None
    cost: float | None = None
    failed_attempts: tuple[Attempt, ...] = field(default=())
    seconds: float = 0.0
    started: float = 0.0
    error: str = ""

    @property
    def risked(self) -> float:
        """US dollars that tries without an answer may have cost at most, as far as that is known."""
        return sum(attempt.cost or 0.0 for attempt in self.failed_attempts if attempt.maybe_paid)
