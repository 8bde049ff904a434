"""The table of scores that a run ends with."""

import heapq
from collections import Counter
from collections.abc import Sequence

from rich.console import Console

from gen.ledger import DraftRow, Inspected, Ledger
from gen.tables import findings_text, score_text, table

# More rows than a screen has are no help; the worst are what a person looks at first.
SHOWN = 20


def print_scores(console: Console, ledger: Ledger, drafts: Sequence[int], scores: Sequence[float]) -> None:
    """Print drafts with their scores, worst first, at most `SHOWN` of them.

    Args:
        console: where to.
        ledger: where they are.
        drafts, scores: id and score of each.
    """
    worst = (ledger.draft(draft_id) for _, draft_id in heapq.nsmallest(SHOWN, zip(scores, drafts, strict=True)))
    rows = [_row(draft, ledger.inspection(draft.id, draft.page_hash)) for draft in worst if draft is not None]
    columns = {"id": "right", "score": "right", "findings": "left", "subject": "left", "question": "rest"}
    console.print(table(columns, rows))
    if len(drafts) > SHOWN:
        console.print(f"… the worst {SHOWN} of {len(drafts):,}", highlight=False)


def _row(draft: DraftRow, inspected: Inspected | None) -> tuple[str, ...]:
    found = Counter(str(finding["severity"]) for finding in inspected.findings) if inspected else {}
    counts = {name: found[name] for name in ("error", "warning", "note")} if inspected else {}
    return str(draft.id), score_text(draft.score), findings_text(counts), draft.subject, draft.question
