"""How long a server asks to wait: `retry-after-ms`, and `Retry-After` in seconds or as a date (RFC 9110, 10.2.3)."""

import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, or None where the server does not say, or says nothing that makes sense (0, past, NaN)."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        seconds = _positive(_number(headers.get(name, "")) * unit)
        if seconds is not None:
            return seconds
    return _positive(_date(headers.get("retry-after", "")) - _now(headers))


def _now(headers: Mapping[str, str]) -> float:
    # The server's own clock, since the date it gives is by it.
    by_server = _date(headers.get("date", ""))
    return time.time() if math.isnan(by_server) else by_server


def _positive(seconds: float) -> float | None:
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _date(text: str) -> float:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return math.nan
