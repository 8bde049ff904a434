"""Annotations of a GitHub Actions run: workflow commands on standard output, ten of a kind, the worst first."""

import heapq
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TextIO

from evals.finding import Finding, Severity
from evals.report import PageReport, Totals

MOST = 10  # annotations of a kind that GitHub shows of a step
OF_A_PAGE = 2  # of a kind, so that one bad page does not take all the room
_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


@dataclass(order=True, frozen=True, slots=True)
class _Kept:
    """An annotation: those of the pages with the lowest score are the largest."""

    rank: tuple[float, int]
    line: str = field(compare=False)


class GitHubPrinter:
    """Prints to a stream. What stands in a page cannot give the runner a command: all that could is escaped."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._kept: dict[Severity, list[_Kept]] = {severity: [] for severity in Severity}
        self._count = 0

    def page(self, report: PageReport) -> None:
        """Take the findings of a page."""
        told: Counter[Severity] = Counter()
        for finding in report.findings:
            self._count += 1
            told[finding.severity] += 1
            if told[finding.severity] > OF_A_PAGE:
                continue
            kept = _Kept((-report.score, -self._count), _command(report.path, finding))
            held = self._kept[finding.severity]
            if len(held) < MOST:
                heapq.heappush(held, kept)
            else:
                heapq.heappushpop(held, kept)

    def close(self, totals: Totals) -> None:
        """Print them, and how many there are in all."""
        shown = 0
        for severity in sorted(Severity, reverse=True):
            for kept in sorted(self._kept[severity], reverse=True):
                self._stream.write(kept.line)
                shown += 1
        if self._count > shown:
            # No annotation: it would be the eleventh of its kind.
            self._stream.write(f"{self._count - shown:,} more findings are in the other formats of this check.\n")
        self._stream.write(f"{_data(str(totals))}\n")


def _command(path: str, finding: Finding) -> str:
    values = {"file": PurePath(path).as_posix()}
    if finding.line:
        values["line"] = str(finding.line)
        if finding.end_line > finding.line:  # columns are of one line
            values["endLine"] = str(finding.end_line)
        elif finding.column:
            values |= {"col": str(finding.column), "endColumn": str(max(finding.end_column, finding.column))}
    values["title"] = finding.check
    said = f"{finding.message}\n→ {finding.suggestion}" if finding.suggestion else finding.message
    properties = ",".join(f"{name}={_property(value)}" for name, value in values.items())
    return f"::{_KINDS[finding.severity]} {properties}::{_data(said)}\n"


def _data(text: str) -> str:
    """As the runner reads a message (actions/toolkit, command.ts)."""
    shown = "".join(each if each.isprintable() or each in "\r\n" else "\ufffd" for each in text)
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
