"""What a server says of its rate limits: `x-ratelimit-*`, as OpenAI, Azure, Groq and the gateways send them.

A limit or a rest of 0 or below means unknown: servers that do not count send -1 and 0.
"""

import math
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

PREFIX = "x-ratelimit-"

_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")
_UNITS = (86400.0, 3600.0, 60.0, 1.0, 0.001)  # seconds, of the groups above
_EPOCH = 1e9  # seconds: a larger number is no span but a moment
_MILLISECONDS = 1e11  # ... and a larger one counts milliseconds


@dataclass(frozen=True, slots=True)
class Quota:
    """Where one limit stands.

    Attributes:
        limit: the most that there can be; None: unknown.
        remaining: what is left of it; None: unknown.
        reset: seconds until all of it is there again; None: unknown.
    """

    limit: float | None = None
    remaining: float | None = None
    reset: float | None = None


@dataclass(frozen=True, slots=True)
class Quotas:
    """Where the limits of requests and of tokens stand."""

    requests: Quota = Quota()
    tokens: Quota = Quota()


UNKNOWN = Quotas()


def read_quotas(headers: Iterable[tuple[str, str]]) -> Quotas:
    """Read a response's headers, name and value; what makes no sense is unknown.

    A name without `-requests` or `-tokens` at its end speaks of requests.
    """
    said: dict[str, str] = {}
    for name, value in headers:
        lowered = name.lower()
        if lowered.startswith(PREFIX):
            said[lowered.removeprefix(PREFIX)] = value
    if not said:
        return UNKNOWN
    return Quotas(_quota(said, "-requests", ""), _quota(said, "-tokens"))


def _quota(said: Mapping[str, str], *endings: str) -> Quota:
    def value(name: str) -> str:
        return next((said[name + ending] for ending in endings if name + ending in said), "")

    return Quota(_positive(value("limit")), _positive(value("remaining")), _seconds(value("reset")))


def _positive(text: str) -> float | None:
    number = _number(text)
    return number if math.isfinite(number) and number > 0 else None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _seconds(text: str) -> float | None:
    """`6m0s`, `12ms`, `59.5`, a Unix time in seconds or milliseconds, or a date."""
    text = text.strip()[:100]
    number = _number(text)
    if math.isfinite(number):
        return _span(number)
    match = _DURATION.fullmatch(text)
    if text and match:
        return sum(float(part) * unit for part, unit in zip(match.groups(), _UNITS, strict=True) if part)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _left(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())


def _span(number: float) -> float | None:
    if number >= _MILLISECONDS:
        return _left(number / 1000)
    if number >= _EPOCH:
        return _left(number)
    return number if number > 0 else None


def _left(moment: float) -> float | None:
    seconds = moment - time.time()
    return seconds if 0 < seconds < _EPOCH else None
