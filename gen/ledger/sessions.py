"""Sessions: browsers that have signed in. The ledger has the hash of a token, never the token."""

import hashlib
import time
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from gen.ledger.schema import sessions


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that has signed in.

    Attributes:
        token_hash: SHA-256 of the cookie's value.
        who: the person.
        csrf: what every change must bring along.
        created, seen, until: Unix times.
    """

    token_hash: str
    who: str
    csrf: str
    created: float
    seen: float
    until: float


def hash_token(token: str) -> str:
    """As the ledger keeps a token: random ones need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def start(connection: Connection, token: str, who: str, csrf: str, seconds: float) -> Session:
    """A new session; those that are over are swept on the way."""
    now = time.time()
    connection.execute(delete(sessions).where(sessions.c.until <= now))
    session = Session(hash_token(token), who, csrf, now, now, now + seconds)
    connection.execute(insert(sessions).values(asdict(session)))
    return session


_FIND = select(sessions).where(sessions.c.token_hash == bindparam("token"), sessions.c.until > bindparam("now"))


def find(connection: Connection, token: str) -> Session | None:
    """The session of a cookie, None where it is over or was never ours."""
    row = connection.execute(_FIND, {"token": hash_token(token), "now": time.time()}).one_or_none()
    return None if row is None else Session(**row._mapping)


def extend(connection: Connection, token_hash: str, seconds: float) -> None:
    """It was used: let it last from now."""
    now = time.time()
    same = sessions.c.token_hash == token_hash
    connection.execute(update(sessions).where(same).values(seen=now, until=now + seconds))


def end(connection: Connection, token_hash: str) -> None:
    """Sign out."""
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def end_all(connection: Connection, who: str) -> None:
    """Sign a person out everywhere."""
    connection.execute(delete(sessions).where(sessions.c.who == who))
