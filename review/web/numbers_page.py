"""The review in numbers."""

from starlette.requests import Request
from starlette.responses import Response

from review.numbers import DAYS, numbers
from review.web.house import house_of, page


def show(request: Request) -> Response:
    """Throughput, accept rates, reasons, time, agreement, precision of checks, calibration."""
    found = numbers(house_of(request).desk.ledger)
    most = max((sum(day.counts.values()) for day in found.days), default=0)
    return page(request, "numbers.html.j2", {"numbers": found, "most": max(most, 1), "period": DAYS})
