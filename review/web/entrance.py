"""Where people sign in: by a link that was printed when the server started, or by name and password."""

import math
import secrets
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

from gen.config import ReviewSettings
from gen.errors import VerdictError
from review.passwords import Passwords
from review.reviewer import Reviewer, reviewer, role_of
from review.web.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way in.

    Attributes:
        settings: what people are here.
        passwords: a team's; None: one person comes by the link.
        owner: who comes by the link.
        token: of the link; good as long as the server runs.
        throttle: slows guessing down.
    """

    settings: ReviewSettings
    passwords: Passwords | None = None
    owner: Reviewer | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    throttle: Throttle = field(default_factory=Throttle)

    @property
    def realm(self) -> str:
        """Goes into what the ledger keeps of a session, so that one of another way in is none here."""
        return "link:" if self.passwords is None else "team:"

    def by_link(self, token: str) -> Reviewer | None:
        """Who comes by a link with that token."""
        fits = secrets.compare_digest(token.encode("utf-8", "replace"), self.token.encode())
        return self.owner if fits and self.passwords is None else None

    def by_password(self, name: str, password: str, address: str) -> Reviewer | None:
        """Who signs in so; None where name or password is wrong.

        Raises:
            VerdictError: too many attempts have failed.
        """
        if self.passwords is None:
            return None
        by_name, by_address = f"name {name.strip().casefold()[:200]}", f"address {_block(address)}"
        wait = self.throttle.attempt(by_name, by_address)
        if wait > 0:
            raise VerdictError("Too many attempts have failed.", hint=f"Try again in {math.ceil(wait)} s.")
        whole = self.passwords.person(name, password)
        if whole is None:
            return None
        self.throttle.succeeded(by_name, by_address)
        return reviewer(whole, self.settings)

    def person(self, who: str) -> Reviewer | None:
        """The person of a session; None where they may not come in any more."""
        if self.passwords is None:
            return self.owner if self.owner is not None and who == self.owner.name else None
        return Reviewer(who, role_of(who, self.settings.roles)) if who in self.passwords.names() else None


def _block(address: str) -> str:
    """Who has one IPv6 address has 2**64 of them."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else address
