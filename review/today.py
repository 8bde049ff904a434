"""What was done today, for the queue's progress bar."""

import datetime
from dataclasses import dataclass

from sqlalchemy import func, select

from gen.ledger import Ledger, State, VerdictKind
from gen.ledger.schema import drafts, verdicts


@dataclass(frozen=True, slots=True)
class Today:
    """Verdicts since midnight, where the server stands.

    Attributes:
        mine: of this person.
        all: of everybody.
        waiting: how many drafts wait still.
    """

    mine: int
    all: int
    waiting: int

    @property
    def share(self) -> float:
        """0 to 1: how much of what waited this morning, or has come since, is done."""
        whole = self.all + self.waiting
        return self.all / whole if whole else 1.0


def today(ledger: Ledger, who: str) -> Today:
    """Count them; what was taken back counts as not done."""
    midnight = datetime.datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    undo = verdicts.c.kind == VerdictKind.UNDO
    counted = select(verdicts.c.who == who, undo, func.count()).group_by(verdicts.c.who, undo)
    with ledger.read() as connection:
        rows = [tuple(row) for row in connection.execute(counted.where(verdicts.c.at >= midnight))]
        waiting = connection.scalar(select(func.count()).where(drafts.c.state == State.WAITING)) or 0
    mine = sum(-count if undone else count for is_mine, undone, count in rows if is_mine)
    everybodys = sum(-count if undone else count for _, undone, count in rows)
    return Today(max(mine, 0), max(everybodys, 0), waiting)
