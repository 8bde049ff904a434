"""Leases: who has a draft open. They keep two people from reading the same page, and bind nobody for long."""

import time
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from gen.ledger.schema import leases


@dataclass(frozen=True, slots=True)
class Lease:
    """A draft in somebody's hands.

    Attributes:
        draft_id: the draft.
        who: the person.
        token: of the tab, so that two tabs of one person are told apart.
        since, until: Unix times.
    """

    draft_id: int
    who: str
    token: str
    since: float
    until: float


def take(connection: Connection, draft_id: int, who: str, token: str, seconds: float) -> Lease:
    """Take a lease, renew one's own, or find out who has it: the lease that holds now is given back.

    Args:
        connection: in a transaction.
        draft_id: the draft.
        who, token: the person and their tab. A person's own lease of another tab is taken over.
        seconds: how long it holds unless renewed.
    """
    now = time.time()
    held = find(connection, draft_id)
    if held is not None and held.who != who:
        return held
    lease = Lease(draft_id, who, token, held.since if held else now, now + seconds)
    connection.execute(delete(leases).where(leases.c.draft_id == draft_id))
    connection.execute(insert(leases).values(asdict(lease)))
    return lease


def release(connection: Connection, draft_id: int, token: str) -> None:
    """Give a lease back. One that a newer tab has taken over is left."""
    connection.execute(delete(leases).where(leases.c.draft_id == draft_id, leases.c.token == token))


def renew(connection: Connection, draft_id: int, token: str, seconds: float) -> bool:
    """Hold a lease for longer; False where it is gone."""
    mine = (leases.c.draft_id == draft_id, leases.c.token == token, leases.c.until > time.time())
    changed = connection.execute(update(leases).where(*mine).values(until=time.time() + seconds))
    return changed.rowcount == 1


_OF_DRAFT = select(leases).where(leases.c.draft_id == bindparam("draft"))
_HELD = select(leases).where(leases.c.until > bindparam("now"))


def find(connection: Connection, draft_id: int) -> Lease | None:
    """The lease that holds on a draft, None where nobody has it."""
    row = connection.execute(_OF_DRAFT, {"draft": draft_id}).one_or_none()
    return Lease(**row._mapping) if row is not None and row.until > time.time() else None


def held(connection: Connection) -> dict[int, Lease]:
    """All leases that hold, by draft."""
    rows = connection.execute(_HELD, {"now": time.time()})
    return {row.draft_id: Lease(**row._mapping) for row in rows}
