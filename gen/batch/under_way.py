"""What batches of other runs may still cost: it is beside any limit of the run that comes to them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from gen.batch.account import batch_price
from gen.call import Request
from gen.config import Settings
from gen.ledger import Ledger, batch_requests, batches
from gen.ledger.batches import Batch
from gen.model.cost import worst_cost
from gen.progress import money


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Requests in batches of other runs that have no answer yet.

    Attributes:
        batches, requests: how many.
        worst: US dollars that they cost at most, as far as that is known.
        unknown: the requests of which it is not.
    """

    batches: int = 0
    requests: int = 0
    worst: float = 0.0
    unknown: int = 0

    def as_dict(self) -> dict[str, object]:
        """As JSON takes it; an unknown cost is null."""
        return {
            "batches": self.batches,
            "requests": self.requests,
            "cost_at_most": None if self.unknown else self.worst,
        }

    def __str__(self) -> str:
        batches_ = "1 batch" if self.batches == 1 else f"{self.batches:,} batches"
        requests = "1 request" if self.requests == 1 else f"{self.requests:,} requests"
        if self.unknown == self.requests:
            cost = "nobody knows at what cost"
        else:
            cost = f"at most {money(self.worst)}"
            cost += f", and {self.unknown:,} of unknown cost" if self.unknown else ""
        return f"under way from other runs: {requests} in {batches_}, {cost}; a limit of this run does not count them"


def under_way(ledger: Ledger, settings: Settings, run_id: int = 0) -> UnderWay:
    """What is under way in batches of other runs.

    Args:
        ledger: where it is kept.
        settings: the workspace's: prices.
        run_id: the run that asks, 0 where there is none.
    """
    with ledger.transaction() as connection:
        found = batches.of_others(connection, run_id)
    number, requests, worst, unknown = 0, 0, 0.0, 0
    for batch in found:
        price = batch_price(settings, batch)
        costs = [worst_cost(request, price, batch=True) for request in open_requests(ledger, batch)]
        known = [cost for cost in costs if cost is not None]
        number += bool(costs)
        requests += len(costs)
        worst += sum(known)
        unknown += len(costs) - len(known)
    return UnderWay(number, requests, worst, unknown)


def open_requests(ledger: Ledger, batch: Batch) -> Iterator[Request]:
    """The requests of a batch that wait for an answer, by their bodies alone."""
    with ledger.read() as connection:
        for _, body in batch_requests.lines(connection, batch.id):
            yield Request(json.loads(body))
