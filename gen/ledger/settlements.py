"""Settlements: what people said of single findings. A row is added for each; the newest one of a finding holds."""

from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import Connection, bindparam, insert, select

from gen.ledger.schema import settlements


class How(StrEnum):
    """How a finding was settled."""

    CONFIRM = "confirm"  # a person looked, and the page is right as it is
    DISMISS = "dismiss"  # the finding is wrong
    REOPEN = "reopen"  # taken back


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a person said of a finding.

    Attributes:
        draft_id, page_hash: the page that they read.
        finding: names the finding, whatever line it moves to; see `review.tasks`.
        check, severity: of the finding.
        how: what they said.
        who, role: the person.
        reason: why they dismiss it, a name from the fixed list; `""` otherwise.
        note: their own words.
        at: Unix time.
        id: the ledger gives it.
    """

    draft_id: int
    page_hash: str
    finding: str
    check: str
    severity: str
    how: How
    who: str
    at: float
    role: str = ""
    reason: str = ""
    note: str = ""
    id: int = 0


def add(connection: Connection, settlement: Settlement) -> Settlement:
    """Write one down."""
    values = {name: value for name, value in asdict(settlement).items() if name != "id"}
    row = connection.execute(insert(settlements).returning(settlements), values).one()
    return Settlement(**{**row._mapping, "how": How(row.how)})


_OF_DRAFT = select(settlements).where(settlements.c.draft_id == bindparam("draft")).order_by(settlements.c.id)


def of_draft(connection: Connection, draft_id: int) -> list[Settlement]:
    """All that was said of a draft's findings, oldest first."""
    rows = connection.execute(_OF_DRAFT, {"draft": draft_id})
    return [Settlement(**{**row._mapping, "how": How(row.how)}) for row in rows]


def standing(said: list[Settlement]) -> dict[str, Settlement]:
    """What holds of each finding that is settled, by the finding's name."""
    newest = {settlement.finding: settlement for settlement in said}
    return {name: settlement for name, settlement in newest.items() if settlement.how is not How.REOPEN}
