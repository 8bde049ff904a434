"""Runs that are under way, as they stand this moment."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from gen.ledger import Ledger, RunState, State
from gen.ledger.schema import drafts, runs
from review.status import run_state


@dataclass(frozen=True, slots=True)
class Running:
    """A run under way.

    Attributes:
        id: the ledger's.
        list: its question list.
        started: Unix time.
        drafted, failed, in_hand: drafts that it has made, failed to make, and is making.
        calls: answers it has had.
        cost: US dollars of the calls whose cost is known.
    """

    id: int
    list: str
    started: float
    drafted: int
    failed: int
    in_hand: int
    calls: int
    cost: float

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)


def running(ledger: Ledger) -> list[Running]:
    """The runs whose process lives, oldest first. They need not say anything themselves: their drafts do."""
    with ledger.read() as connection:
        ids = list(connection.scalars(select(runs.c.id).where(runs.c.ended.is_(None)).order_by(runs.c.id)))
    return [found for number in ids if (found := _running(ledger, number)) is not None]


def _running(ledger: Ledger, number: int) -> Running | None:
    run = ledger.run(number)
    if run is None or run_state(run) != RunState.RUNNING:
        return None
    query = select(drafts.c.state, func.count()).where(drafts.c.run_id == number).group_by(drafts.c.state)
    with ledger.read() as connection:
        counts = {State(state): int(count) for state, count in connection.execute(query)}
    totals = ledger.totals(number)
    failed, in_hand = counts.get(State.FAILED, 0), counts.get(State.CLAIMED, 0)
    made = sum(counts.values()) - failed - in_hand
    return Running(number, run.start.list, run.started, made, failed, in_hand, totals.calls, totals.cost or 0.0)
