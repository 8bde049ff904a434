"""What happens while somebody looks: runs under way, as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from review.running import running
from review.web.house import house_of

EVERY = 1.0  # seconds
_SILENCE = 15  # turns without news after which a word keeps proxies from hanging up


async def stream(request: Request) -> StreamingResponse:
    """An event whenever a run under way stands otherwise than before, and once when the last one has ended."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_events(request), media_type="text/event-stream", headers=headers)


async def _events(request: Request) -> AsyncIterator[str]:
    ledger, last, silent = house_of(request).desk.ledger, "", 0
    while not await request.is_disconnected():
        said = json.dumps([each.as_dict() for each in await run_in_threadpool(running, ledger)])
        if said != last:
            last, silent = said, 0
            yield f"event: runs\ndata: {said}\n\n"
        else:
            silent += 1
            if silent % _SILENCE == 0:
                yield ": still here\n\n"
        await asyncio.sleep(EVERY)
