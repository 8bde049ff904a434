"""The table of scores that a run ends with."""

import heapq
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gen.ledger import DraftRow, Inspected, Ledger

# More rows than a screen has are no help; the worst are what a person looks at first.
SHOWN = 20


def print_scores(console: Console, ledger: Ledger, drafts: Sequence[tuple[float, int]]) -> None:
    """Print drafts with their scores, worst first, at most `SHOWN` of them.

    Args:
        console: where to.
        ledger: where they are.
        drafts: score and id of each.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in (("id", "right"), ("score", "right"), ("findings", "left"), ("subject", "left")):
        table.add_column(name, justify="right" if justify == "right" else "left", no_wrap=True)
    table.add_column("question", overflow="ellipsis", no_wrap=True)
    for _, draft_id in heapq.nsmallest(SHOWN, drafts):
        draft = ledger.draft(draft_id)
        if draft is None:
            continue
        # Text, not str: a question is data, and rich would read its brackets as markup.
        table.add_row(*map(Text, _row(draft, ledger.inspection(draft.id, draft.page_hash))))
    console.print(table)
    if len(drafts) > SHOWN:
        console.print(f"… the worst {SHOWN} of {len(drafts):,}", highlight=False)


def _row(draft: DraftRow, inspected: Inspected | None) -> tuple[str, ...]:
    score = "–" if draft.score is None or draft.score < 0 else f"{draft.score:.2f}"
    return str(draft.id), score, findings_line(inspected), draft.subject, draft.question


def findings_line(inspected: Inspected | None) -> str:
    """Findings counted by severity: `2 errors, 1 warning`."""
    if inspected is None:
        return "not checked"
    counts = Counter(str(finding["severity"]) for finding in inspected.findings)
    parts = [f"{n} {name}{'s' if n > 1 else ''}" for name in ("error", "warning", "note") if (n := counts[name])]
    return ", ".join(parts) or "none"
