"""What was spent, by model, for people."""

from collections.abc import Callable, Iterator, Mapping

from gen.config import Price, Settings
from gen.ledger import Totals
from gen.model.cost import saving_of
from gen.prices import endpoint_url, known_price
from gen.progress import money

PriceOf = Callable[[str], Price | None]


def price_of(settings: Settings, environment: Mapping[str, str], base_url: str | None = None) -> PriceOf:
    """The price of a model by its name, as it is known now."""

    def one(model: str) -> Price | None:
        said = settings.model_settings(model)
        return known_price(model, said, endpoint_url(said, environment, base_url)).price

    return one


def spending_lines(spending: Mapping[str, Totals], price: PriceOf) -> Iterator[str]:
    """A line a model: calls, tokens, what the server's cache saved at today's price, money."""
    for model, totals in spending.items():
        cached = f" ({_cached(totals, price(model))})" if totals.cached_tokens else ""
        tokens = f"{totals.prompt_tokens:,} tokens in{cached}, {totals.completion_tokens:,} out"
        yield f"{model}: {totals.calls:,} calls, {tokens}, {spent(totals)}"


def spent(totals: Totals) -> str:
    """Dollars, with what is not known of them."""
    known = totals.calls - totals.unknown_cost
    said = money(totals.cost if known or not totals.calls else None)
    if known and totals.unknown_cost:
        said += f" and {totals.unknown_cost:,} calls of unknown cost"
    return f"{said} and perhaps {money(totals.risked)} for tries without an answer" if totals.risked else said


def _cached(totals: Totals, price: Price | None) -> str:
    part = totals.cached_tokens / totals.prompt_tokens if totals.prompt_tokens else 0.0
    saved = f", which saved {money(saving_of(totals.cached_tokens, price))}" if price is not None else ""
    return f"{part:.0%} cached{saved}"
