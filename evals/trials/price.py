"""What it costs to record cassettes: as much as the last time, since cassettes hold what the server counted."""

from collections.abc import Sequence

from evals.trials.cassette import Cassette
from gen.config import Price
from gen.progress import money


def asked_again(price: Price | None, cassettes: Sequence[Cassette | None], samples: int) -> str:
    """The price of recording, for people.

    Args:
        price: of the model.
        cassettes: what is there of the cases to record; None where a case is new.
        samples: drafts a case.
    """
    if price is None:
        return "cost unknown: the settings give no price"
    known = [_each(cassette, price) for cassette in cassettes if cassette is not None]
    costs = [cost for cost in known if cost is not None]
    if price.input == price.output == 0:
        return money(0.0)
    if not costs:
        return "cost unknown: nothing was recorded of them before"
    a_draft = sum(costs) / len(costs)  # what is new is taken for a case like the others
    return f"about {money(a_draft * len(cassettes) * samples)}"


def _each(cassette: Cassette, price: Price) -> float | None:
    """US dollars a draft; None where the server did not count."""
    total = 0.0
    for call in cassette.calls:
        usage = call.response.get("usage") if isinstance(call.response, dict) else None
        if not isinstance(usage, dict):
            return None
        total += _number(usage, "prompt_tokens") * price.input + _number(usage, "completion_tokens") * price.output
    return total / 1e6 / max(cassette.samples, 1)


def _number(usage: dict[str, object], name: str) -> float:
    value = usage.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
