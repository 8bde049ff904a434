"""What a run of the checks says: page by page, and in all."""

from collections import Counter
from dataclasses import dataclass, field

from evals.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that the page's own front matter waves through, and why it does."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class PageReport:
    """What is said of one page.

    Attributes:
        path: as a person would type it.
        findings: worst first, those of the tree checks among them.
        score: 0 to 1; -1.0 where nothing was scored.
        needs_person: a check crashed, or the page could not be read.
        subject, question: as the page has them; `""` where it could not be read.
        suppressed: findings that the page waves through; they cost nothing and are counted.
    """

    path: str
    findings: tuple[Finding, ...]
    score: float = -1.0
    needs_person: bool = False
    subject: str = ""
    question: str = ""
    suppressed: tuple[Suppressed, ...] = ()


@dataclass(slots=True)
class Totals:
    """What a run over pages has counted.

    Attributes:
        pages: pages read.
        failed: pages with a finding at or above the level that was asked for.
        crashed: pages that need a person.
        suppressed: findings that pages wave through.
        findings: by severity.
        version: of the suite.
        seconds: wall clock.
        cached: pages that were known from an earlier run.
    """

    pages: int = 0
    failed: int = 0
    crashed: int = 0
    suppressed: int = 0
    findings: Counter[Severity] = field(default_factory=Counter)
    version: str = ""
    seconds: float = 0.0
    cached: int = 0

    def add(self, report: PageReport, level: Severity) -> None:
        """Count a page and its findings; it failed where one is at `level` or above."""
        self.pages += 1
        self.failed += any(finding.severity >= level for finding in report.findings)
        self.crashed += report.needs_person
        self.suppressed += len(report.suppressed)
        self.findings.update(finding.severity for finding in report.findings)

    def __str__(self) -> str:
        counts = [_count(self.findings[severity], str(severity)) for severity in sorted(Severity, reverse=True)]
        ignored = f"; {_count(self.suppressed, 'finding')} ignored by their pages" if self.suppressed else ""
        return f"{_count(self.pages, 'page')}: {', '.join(counts)}{ignored}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
