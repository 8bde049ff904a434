"""All that there is to know of a draft: page, findings, receipt, history."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from evals.finding import Finding, Severity
from evals.score import Score, score_of
from gen.errors import PageError
from gen.ledger import DraftRow, Inspected, Run, State, Verdict
from gen.page.page import Page
from review.desk import Desk
from review.findings import SEVERITIES
from review.look import EDITED, REFERENCES, look
from review.status import run_as_dict

_WITHOUT_PAGE = (State.CLAIMED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A draft, and all that is known of it.

    Attributes:
        draft: as the ledger has it.
        page: what its file says now, None where there is none that can be read.
        text: the file, `""` where it cannot be read.
        trouble: why there is no page, None where there is one.
        inspected: what the checks say of the file as it is now; None where there is none.
        edited, outdated: the file, or the references, are not as they were when it was checked last: `inspected` is of
            now, and not in the ledger.
        run: that had it last.
        history: all verdicts, oldest first.
        description: as searchers see it, with the site's prefix; `""` without a page.
    """

    draft: DraftRow
    page: Page | None
    text: str
    trouble: PageError | None
    inspected: Inspected | None
    edited: bool
    outdated: bool
    run: Run | None
    history: tuple[Verdict, ...]
    description: str

    @property
    def breakdown(self) -> Score | None:
        """The score with what cost what; None where the page was not scored."""
        if self.inspected is None or self.inspected.score < 0:
            return None
        return score_of(as_finding(finding) for finding in self.inspected.findings)

    @property
    def findings(self) -> list[Mapping[str, Any]]:
        """The findings, worst first, then in the order of the page."""
        found = self.inspected.findings if self.inspected else ()
        return sorted(found, key=lambda each: (SEVERITIES.index(each["severity"]), each["line"], each["column"]))

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it, but for dates."""
        draft, breakdown = self.draft, self.breakdown
        return {
            **{name: getattr(draft, name) for name in _OF_DRAFT},
            "state": str(draft.state),
            "score": self.inspected.score if self.inspected else draft.score,
            "needs_person": self.inspected.needs_person if self.inspected else draft.needs_person,
            "edited": self.edited,
            "references_changed": self.outdated,
            "costs": [asdict(cost) for cost in breakdown.costs] if breakdown else [],
            "page": None if self.page is None else asdict(self.page),
            "trouble": None if self.trouble is None else str(self.trouble),
            "description_shown": self.description,
            "findings": [dict(finding) for finding in self.findings],
            "receipt": None if draft.receipt is None else dict(draft.receipt),
            "run": None if self.run is None else run_as_dict(self.run),
            "history": [verdict_as_dict(verdict) for verdict in self.history],
        }


_OF_DRAFT = ("id", "key", "ref", "question", "subject", "where", "path", "page_hash", "outcome", "error", "created")


def dossier(desk: Desk, draft: DraftRow) -> Dossier:
    """Gather it. Nothing is written down."""
    run, history = desk.ledger.run(draft.run_id), tuple(desk.ledger.history(draft.id))
    if not draft.path or draft.state in _WITHOUT_PAGE:
        return Dossier(draft, None, "", None, None, False, False, run, history, "")
    try:
        seen = look(desk, draft)
    except PageError as error:
        known = desk.ledger.inspection(draft.id, draft.page_hash)
        return Dossier(draft, None, "", error, known, False, False, run, history, "")
    page = seen.page
    description = "" if page is None else desk.workspace.settings.site.description_prefix + page.description
    edited, outdated = seen.why == EDITED, seen.why == REFERENCES
    text = seen.file.text
    return Dossier(draft, page, text, seen.error, seen.inspected, edited, outdated, run, history, description)


def as_finding(finding: Mapping[str, Any]) -> Finding:
    """A finding as the ledger keeps it, as the checks gave it."""
    return Finding(**{**finding, "severity": Severity[finding["severity"].upper()]})


def verdict_as_dict(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON takes it."""
    return {**asdict(verdict), "kind": str(verdict.kind), "state_before": str(verdict.state_before)}
