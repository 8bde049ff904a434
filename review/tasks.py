"""Tasks: findings that a person has to settle before a page is accepted.

A finding has a name that does not depend on its line, so that what was said of it holds while other words are edited.
It is gone from the tasks when it is gone from the page: mending is settling, too.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.facts.flags import FLAGS
from gen.config import ReviewSettings
from gen.errors import UsageError, VerdictError
from gen.ledger import DraftRow, Inspected, settlements
from gen.ledger.settlements import How, Settlement
from review.desk import Desk
from review.look import look
from review.reviewer import Reviewer

# Why a finding is dismissed: a fixed list, so that each check's precision can be counted.
DISMISSALS: Mapping[str, str] = {
    "wrong": "The finding is wrong: the page does not have what it says.",
    "meant": "The page has it, and is meant to.",
    "harmless": "The page has it, and no reader is worse off.",
    "other": "None of these; a note says what.",
}
_KEPT = ("who", "role", "at", "reason", "note")  # of a settlement, for JSON
# What the frame of the checks says where they could not do their work.
_NEEDS_PERSON = ("check-crashed", "page-unreadable")


@dataclass(frozen=True, slots=True)
class Task:
    """A finding, and what was said of it.

    Attributes:
        name: of the finding.
        finding: as the ledger keeps it.
        required: it has to be settled before the page is accepted.
        settled: what holds, None while nobody said anything.
    """

    name: str
    finding: Mapping[str, Any]
    required: bool
    settled: Settlement | None

    @property
    def open(self) -> bool:
        """It stands in the way of an accept."""
        return self.required and self.settled is None

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        said = self.settled
        kept = None if said is None else {name: getattr(said, name) for name in _KEPT} | {"how": str(said.how)}
        return {**self.finding, "name": self.name, "required": self.required, "settled": kept}


def tasks_of(
    findings: Sequence[Mapping[str, Any]], said: Iterable[Settlement], settings: ReviewSettings
) -> tuple[Task, ...]:
    """The findings of a page as tasks, in their order.

    Args:
        findings: of the page as it stands.
        said: all settlements of its draft, oldest first.
        settings: which findings have to be settled: errors and flags always, and those of `must_settle`.
    """
    holding = settlements.standing(list(said))
    return tuple(
        Task(name, finding, _is_required(finding, settings), holding.get(name))
        for name, finding in zip(_names(findings), findings, strict=True)
    )


def obstacles(tasks: Iterable[Task], inspected: Inspected) -> str:
    """Why a page is accepted with an override only, in words; `""` where it needs none."""
    tasks = tuple(tasks)
    found = _unsettled([task for task in tasks if task.open])
    looked_at = any(task.finding["check"] in _NEEDS_PERSON and task.settled for task in tasks)
    if inspected.needs_person and not looked_at:
        found.append("not all checks could do their work")
    elif inspected.score < 0 and not looked_at:
        found.append("it was not scored")
    return ", and ".join(found)


def _unsettled(tasks: Sequence[Task]) -> list[str]:
    errors = sum(task.finding["severity"] == "error" for task in tasks)
    counts = ((errors, "error"), (len(tasks) - errors, "finding"))
    return [f"{count} {noun}{'s' if count > 1 else ''} that nobody settled" for count, noun in counts if count]


def settle(
    desk: Desk, draft: DraftRow, name: str, how: How, by: Reviewer, *, reason: str = "", note: str = ""
) -> Settlement:
    """Say something of a finding.

    Args:
        desk: where it is.
        draft: one that waits.
        name: of the finding, on the page as it stands.
        how: what is said.
        by: who says so.
        reason: why it is dismissed: one of `DISMISSALS`.
        note: other words.

    Raises:
        UsageError: a dismissal without a reason, or with an unknown one.
        VerdictError: the page has no such finding.
        PageError: it cannot be read.
    """
    _check_reason(how, reason, note)
    seen = look(desk, draft)
    found = dict(zip(_names(seen.inspected.findings), seen.inspected.findings, strict=True)).get(name)
    if found is None:
        raise VerdictError(f"draft {draft.id} has no such finding any more", hint="Load the page again.")
    settlement = Settlement(
        *(draft.id, seen.file.hash, name, str(found["check"]), str(found["severity"]), how, by.name, time.time()),
        role=by.role,
        reason=reason if how is How.DISMISS else "",
        note=note,
    )
    with desk.ledger.transaction() as connection:
        return settlements.add(connection, settlement)


def _check_reason(how: How, reason: str, note: str) -> None:
    if how is not How.DISMISS:
        return
    if reason not in DISMISSALS:
        raise UsageError(f"{reason!r} is no reason to dismiss a finding", hint=f"There are: {', '.join(DISMISSALS)}.")
    if reason == "other" and not note.strip():
        raise UsageError("the reason `other` needs a note", hint="Say why the finding does not count.")


def tasks_on(desk: Desk, draft: DraftRow, inspected: Inspected) -> tuple[Task, ...]:
    """The tasks of a draft whose page was inspected so."""
    with desk.ledger.read() as connection:
        said = settlements.of_draft(connection, draft.id)
    return tasks_of(inspected.findings, said, desk.workspace.settings.review)


def _is_required(finding: Mapping[str, Any], settings: ReviewSettings) -> bool:
    if finding["check"] in FLAGS and finding["severity"] != "note":
        return True
    return finding["severity"] == "error" or finding["check"] in settings.must_settle


def _names(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Check, field and words; equal ones are told apart by their order."""
    met: Counter[str] = Counter()
    names = []
    for finding in findings:
        words = "\0".join(str(finding[part]) for part in ("check", "field", "evidence"))
        met[words] += 1
        names.append(hashlib.sha256(f"{words}\0{met[words]}".encode()).hexdigest()[:20])
    return names
