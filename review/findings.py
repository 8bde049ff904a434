"""Findings as the ledger keeps them: what stands against a page."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from gen.ledger import Inspected

SEVERITIES = ("error", "warning", "note")
_SHOWN = 5  # in a refusal; `show` has all of them


def tally(inspected: Inspected) -> dict[str, int]:
    """How many findings of each severity, worst first."""
    counts = Counter(str(finding["severity"]) for finding in inspected.findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def obstacles(inspected: Inspected) -> str:
    """Why a page is accepted with an override only, in words; `""` where it needs none."""
    errors = tally(inspected)["error"]
    found = [f"{errors} error{'s' if errors > 1 else ''}"] if errors else []
    if inspected.needs_person:
        found.append("not all checks could do their work")
    elif inspected.score < 0:
        found.append("it was not scored")
    return ", and ".join(found)


def error_lines(inspected: Inspected) -> list[str]:
    """The errors, one a line, the first few."""
    errors = [finding for finding in inspected.findings if finding["severity"] == "error"]
    lines = [f"{place(finding)}[{finding['check']}] {finding['message']}" for finding in errors[:_SHOWN]]
    return lines + ([f"… and {len(errors) - _SHOWN} more"] if len(errors) > _SHOWN else [])


def place(finding: Mapping[str, Any]) -> str:
    """`line:column ` of the page's file, `""` where a finding has none."""
    return f"{finding['line']}:{finding['column']} " if finding["line"] else ""
