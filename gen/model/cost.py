"""What a call costs: afterwards from its usage, and beforehand at most."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from gen.call import Attempt, Request
from gen.config import Price, Rate

# What `service_tier` says of an answer that was dearer than the standard; OpenAI calls the same both names.
DEAR = frozenset({"priority", "fast"})


class Usage(Protocol):
    """What a server counted; None where it did not say. `gen.model.outcome.Answer` is one."""

    @property
    def prompt_tokens(self) -> int | None:
        """Of the prompt."""

    @property
    def completion_tokens(self) -> int | None:
        """Of the answer, with the reasoning before it."""

    @property
    def cached_tokens(self) -> int | None:
        """Of the prompt's: read from the server's cache."""

    @property
    def written_tokens(self) -> int | None:
        """Of the prompt's: put into the server's cache."""

    @property
    def tier(self) -> str:
        """`service_tier`, as the server names it."""


def cost_of(usage: Usage, price: Price | None, *, batch: bool = False) -> float | None:
    """US dollars; None where the price or the usage is not known."""
    prompt, completion = usage.prompt_tokens, usage.completion_tokens
    if price is None or prompt is None or completion is None:
        return None
    rate = price.batch or price if batch else _rate(price, usage.tier)
    if rate is None or _is_too_long(prompt, price):
        return None
    cached = min(usage.cached_tokens or 0, prompt)
    written = min(usage.written_tokens or 0, prompt - cached)
    fresh = (prompt - cached - written) * rate.input
    return (fresh + cached * _cached(rate) + written * _written(rate) + completion * rate.output) / 1e6


def cost_of_failure(attempts: Sequence[Attempt]) -> float | None:
    """US dollars of a call without an answer, beside `Call.risked`; None where that is not known of a try."""
    return None if any(each.maybe_paid and each.cost is None for each in attempts) else 0.0


def saving_of(cached_tokens: float, rate: Rate) -> float:
    """US dollars by which tokens from the server's cache were cheaper."""
    return cached_tokens * (rate.input - _cached(rate)) / 1e6


def worst_cost(request: Request, price: Price | None, *, batch: bool = False) -> float | None:
    """US dollars that one try at a request costs at most; None where that is not known.

    The prompt has no more tokens than the request's body has bytes: a token stands for one byte at least, and what the
    server puts around messages is shorter than the JSON around them. The answer has no more than its token limit.
    """
    limit = _token_limit(request.body)
    prompt = len(request.content.encode("utf-8", "backslashreplace"))
    if price is None or limit is None or _is_too_long(prompt, price):
        return None
    rate = price.batch or price if batch else _rate(price, str(request.body.get("service_tier", "")))
    if rate is None:
        return None
    if rate is price.flex:  # the server may answer at the standard rate all the same
        return max(_at_most(prompt, limit, rate), _at_most(prompt, limit, price))
    return _at_most(prompt, limit, rate)


def _at_most(prompt: int, completion: int, rate: Rate) -> float:
    return (prompt * max(rate.input, _cached(rate), _written(rate)) + completion * rate.output) / 1e6


def _rate(price: Price, tier: str) -> Rate | None:
    if tier in DEAR:
        return price.priority
    return price.flex or price if tier == "flex" else price


def _cached(rate: Rate) -> float:
    return rate.input if rate.cached_input is None else rate.cached_input


def _written(rate: Rate) -> float:
    return rate.input if rate.cache_write is None else rate.cache_write


def _is_too_long(prompt: int, price: Price) -> bool:
    return price.longest_prompt is not None and prompt > price.longest_prompt


def _token_limit(body: Mapping[str, object]) -> int | None:
    said = [body.get(name) for name in ("max_tokens", "max_completion_tokens")]
    known = [limit for limit in said if type(limit) is int]
    return max(known, default=None)
