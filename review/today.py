"""What was done today, for the queue's progress bar."""

import datetime
from dataclasses import dataclass

from sqlalchemy import case, func, select

from gen.ledger import Ledger, VerdictKind
from gen.ledger.schema import verdicts


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


def today(ledger: Ledger, who: str, waiting: int) -> Today:
    """Count them, beside the number of drafts that wait; what was taken back counts as not done."""
    midnight = datetime.datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    one = case((verdicts.c.kind == VerdictKind.UNDO, -1), else_=1)
    mine = case((verdicts.c.who == who, one), else_=0)
    # Nothing is grouped: by name, SQLite walks over the names' index and reads the verdicts of all days.
    counted = select(func.sum(mine), func.sum(one)).where(verdicts.c.at >= midnight)
    with ledger.read() as connection:
        by_me, by_all = connection.execute(counted).one()
    return Today(max(by_me or 0, 0), max(by_all or 0, 0), waiting)
