"""How often each kind of flag is right, as reviewers said, and what would follow from it. Nothing is applied."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from evals.facts.flags import FLAGS
from gen.ledger import State
from gen.ledger.schema import drafts, findings, inspections, settlements
from gen.ledger.settlements import How
from review.numbers import wilson

ENOUGH = 20  # judged flags; of fewer the interval is too wide to propose anything
GOOD, POOR = 0.8, 0.5  # published judges are right about three flags in four; less than every second wastes minutes


@dataclass(frozen=True, slots=True)
class Precision:
    """A kind of flag, as reviewers judged it.

    Attributes:
        check: the check that finds it.
        right, wrong: how many stood, and how many did not.
        low, high: where the true share of those that stand lies, 19 times of 20 (Wilson, 1927).
        severity: what its findings have now.
        proposal: what could be put into the settings, `""` for nothing; a person decides.
    """

    check: str
    right: int
    wrong: int
    low: float
    high: float
    severity: str
    proposal: str

    @property
    def share(self) -> float:
        """The share that stood."""
        return self.right / (self.right + self.wrong)

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self) | {"share": self.share}


def precisions(connection: Connection, severities: Mapping[str, str]) -> list[Precision]:
    """Every kind of flag that somebody judged, the least precise first.

    A flag stood where a person confirmed it, and where the words that it points at were changed before the page was
    accepted. It did not where it was dismissed, for whatever reason: a flag that is right and helps nobody costs the
    same minute.

    Args:
        connection: of the ledger.
        severities: what the findings of each check have now.
    """
    right, wrong = _settled(connection)
    right.update(_mended(connection))
    found = [_precision(check, right[check], wrong[check], severities.get(check, "")) for check in {*right, *wrong}]
    return sorted(found, key=lambda one: (one.share, one.check))


def _settled(connection: Connection) -> tuple[Counter[str], Counter[str]]:
    newest = select(func.max(settlements.c.id)).group_by(settlements.c.draft_id, settlements.c.finding)
    asked = select(settlements.c.check, settlements.c.how, func.count()).where(
        settlements.c.id.in_(newest), settlements.c.check.in_(FLAGS)
    )
    right, wrong = Counter[str](), Counter[str]()
    for check, how, count in connection.execute(asked.group_by(settlements.c.check, settlements.c.how)):
        if how == How.CONFIRM:
            right[check] += count
        elif how == How.DISMISS:
            wrong[check] += count
    return right, wrong


def _mended(connection: Connection) -> Iterator[str]:
    """The checks of flags that an accepted page had at its first inspection, and has not at its newest one."""
    asked = (
        select(inspections.c.draft_id, inspections.c.id, drafts.c.inspection_id, findings.c.check, findings.c.evidence)
        .join(drafts, drafts.c.id == inspections.c.draft_id)
        .join(findings, findings.c.inspection_id == inspections.c.id)
        .where(drafts.c.state == State.ACCEPTED, findings.c.check.in_(FLAGS))
    )
    before, now = defaultdict[int, set[tuple[str, str]]](set), defaultdict[int, set[tuple[str, str]]](set)
    for draft, inspection, newest, check, evidence in connection.execute(asked):
        (now if inspection == newest else before)[draft].add((check, evidence))
    for draft, flags in before.items():
        yield from (check for check, _ in flags - now[draft])


def _precision(check: str, right: int, wrong: int, severity: str) -> Precision:
    low, high = wilson(right, right + wrong)
    proposal = ""
    if right + wrong >= ENOUGH:
        if high < POOR:
            proposal = f"checks: {{{check}: {{enabled: false}}}}" if severity == "note" else _severity(check, "note")
        elif low > GOOD and severity == "note":
            proposal = _severity(check, "warning")
    return Precision(check, right, wrong, low, high, severity, proposal)


def _severity(check: str, severity: str) -> str:
    return f"checks: {{{check}: {{severity: {severity}}}}}"
