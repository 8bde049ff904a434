"""Findings counted by check, for the end of a run."""

from evals.report import Totals


def statistics(totals: Totals) -> str:
    """A table, the worst severity first and the most frequent check first; empty where nothing was found.

    One line a check and severity: how many findings, how severe, the check's id.
    """
    rows = sorted(totals.checks.items(), key=lambda row: (-row[0][1], -row[1], row[0][0]))
    wide = max((len(f"{count:,}") for _, count in rows), default=0)
    return "".join(f"{count:>{wide},}  {severity!s:<7}  {check}\n" for (check, severity), count in rows)
