"""Findings as the ledger keeps them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from gen.ledger import Inspected

SEVERITIES = ("error", "warning", "note")
_SHOWN = 5  # in a refusal; `show` has all of them


def tally(inspected: Inspected) -> dict[str, int]:
    """How many findings of each severity, worst first."""
    counts = Counter(str(finding["severity"]) for finding in inspected.findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def lines_of(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Findings, one a line, the first few."""
    lines = [f"{place(finding)}[{finding['check']}] {finding['message']}" for finding in findings[:_SHOWN]]
    return lines + ([f"… and {len(findings) - _SHOWN} more"] if len(findings) > _SHOWN else [])


def place(finding: Mapping[str, Any]) -> str:
    """`line:column ` of the page's file, `""` where a finding has none."""
    return f"{finding['line']}:{finding['column']} " if finding["line"] else ""
