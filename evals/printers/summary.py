"""A summary in Markdown, as the page of a CI job shows it: counts, the most frequent checks, the worst pages."""

from collections import Counter, defaultdict
from heapq import nsmallest
from typing import TextIO

from evals.catalogue import EVERY
from evals.finding import Severity
from evals.markdown import plain
from evals.report import PageReport, Totals

_CHECKS, _PAGES, _SUBJECTS = 25, 20, 100  # rows
_LONGEST = 300  # characters of a cell


class SummaryPrinter:
    """Prints to a stream; a few kilobytes whatever the number of pages (a job's summary takes one megabyte)."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._pages: Counter[str] = Counter()
        self._worst: list[tuple[float, str, str]] = []
        self._subjects: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])

    def page(self, report: PageReport) -> None:
        """Count a page."""
        self._pages.update({finding.check for finding in report.findings})
        if any(finding.severity is Severity.ERROR for finding in report.findings):
            worst = (report.score, report.path, report.question)
            self._worst = nsmallest(_PAGES, [*self._worst, worst])
        if report.score >= 0:
            held = self._subjects[report.subject]
            held[0] += 1
            held[1] += report.score

    def close(self, totals: Totals) -> None:
        """Print it."""
        write = self._stream.write
        write(f"## {'All pages pass' if totals.fine else 'Some pages need work'}\n\n{_plain(str(totals))}\n\n")
        if totals.checks:
            write("| check | severity | findings | pages | what it says |\n|---|---|---:|---:|---|\n")
            ordered = sorted(totals.checks.items(), key=lambda each: (-each[0][1], -each[1]))
            for (check, severity), count in ordered[:_CHECKS]:
                title = EVERY[check].title() if check in EVERY else ""
                write(f"| {check} | {severity} | {count:,} | {self._pages[check]:,} | {_plain(title)} |\n")
        if self._worst:
            write("\n| score | page | question |\n|---:|---|---|\n")
            for score, path, question in self._worst:
                shown = f"{score:.2f}" if score >= 0 else "–"
                write(f"| {shown} | {_plain(path)} | {_plain(question)} |\n")
        if len(self._subjects) > 1:
            write("\n| subject | pages | mean score |\n|---|---:|---:|\n")
            lowest = nsmallest(_SUBJECTS, self._subjects.items(), key=lambda each: each[1][1] / each[1][0])
            for subject, (pages, total) in lowest:
                write(f"| {_plain(subject)} | {pages:,.0f} | {total / pages:.2f} |\n")


def _plain(text: str) -> str:
    """As much of a text as a cell of the summary has room for, shown as it stands."""
    return plain(text[:_LONGEST])
