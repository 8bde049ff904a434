"""What is asked for: the draft of an address, and what scripts say: JSON, worked on in a thread."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gen.ledger import DraftRow
from review.web.house import house_of


def draft_of(request: Request) -> DraftRow:
    """The draft that an address names.

    Raises:
        HTTPException: there is none.
    """
    number = request.path_params["draft_id"]
    draft = house_of(request).desk.ledger.draft(number)
    if draft is None:
        raise HTTPException(404, f"There is no draft {number}.")
    return draft


async def asked(request: Request, answer: Callable[[Request, Mapping[str, Any]], Response]) -> Response:
    """Read the request's object and answer it.

    Raises:
        HTTPException: it is no JSON object, or says a value of a kind that makes no sense.
    """
    try:
        said = await request.json()
    except (ValueError, RecursionError):
        raise HTTPException(400, "That is no JSON.") from None
    if not isinstance(said, dict):
        raise HTTPException(400, "A request is an object.")
    try:
        return await run_in_threadpool(answer, request, said)
    except (TypeError, ValueError, OverflowError) as error:
        raise HTTPException(400, f"A value makes no sense: {error}") from None
