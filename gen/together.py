"""Many awaitables at once, none of them given up: what is in flight is paid for."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

from gen.errors import StopRun

T = TypeVar("T")


async def together(works: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Their results, in their order, when all of them have ended; the worst of their exceptions where some have any."""
    ended = await asyncio.gather(*works, return_exceptions=True)
    errors = [each for each in ended if isinstance(each, BaseException)]
    if errors:
        raise next((error for error in errors if isinstance(error, StopRun)), errors[0])
    return [each for each in ended if not isinstance(each, BaseException)]
