"""Draws: which runs draw on a rate limit now, so that each takes its part."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select

from gen.ledger.portable import clock
from gen.ledger.schema import draws

# Seconds that a row holds: three renewals, so that a late one changes nothing.
EXPIRY = 15.0


def renew(connection: Connection, scopes: Sequence[str], run_id: int) -> dict[str, int]:
    """Draw on these limits for `EXPIRY` seconds more; how many runs do so, by scope, this one among them.

    Args:
        connection: in a transaction.
        scopes: names of limits.
        run_id: the run.
    """
    connection.execute(delete(draws).where((draws.c.run_id == run_id) | (draws.c.until <= clock())))
    if not scopes:
        return {}
    added = insert(draws).values(until=clock() + EXPIRY)
    connection.execute(added, [{"scope": scope, "run_id": run_id} for scope in scopes])
    query = select(draws.c.scope, func.count()).where(draws.c.scope.in_(scopes)).group_by(draws.c.scope)
    return {scope: number for scope, number in connection.execute(query)}
