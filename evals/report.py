"""What a run of the checks says: page by page, and in all."""

from collections import Counter
from dataclasses import dataclass, field
from heapq import nsmallest

from evals.finding import Finding, Severity

_NAMED = 10  # pages with a low score


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


@dataclass(frozen=True, slots=True)
class Gate:
    """What a page must hold to pass.

    Attributes:
        level: no finding of this severity or above; None where none of them fails it.
        least: no score under this; a page that was not scored has no low score.
    """

    level: Severity | None = Severity.ERROR
    least: float = 0.0

    def failing(self, report: PageReport) -> list[Finding]:
        """The findings that fail a page, the worst first."""
        return [each for each in report.findings if self.level is not None and each.severity >= self.level]

    def is_low(self, report: PageReport) -> bool:
        """Whether its score is too low."""
        return 0 <= report.score < self.least

    def passes(self, report: PageReport) -> bool:
        """Whether it holds. A page that needs a person does neither pass nor fail: that is for the caller to ask."""
        return not self.is_low(report) and not self.failing(report)


@dataclass(slots=True)
class Totals:
    """What a run over pages has counted.

    Attributes:
        pages: pages read.
        failed: pages with a finding at or above the level that was asked for.
        low: pages with a score under the one that was asked for.
        lowest: the worst ten of them, each as score and path.
        crashed: pages that need a person.
        suppressed: findings that pages wave through.
        findings: by severity.
        checks: findings by check and severity.
        version: of the suite.
        seconds: wall clock.
        cached: pages that were known from an earlier run.
    """

    pages: int = 0
    failed: int = 0
    low: int = 0
    lowest: list[tuple[float, str]] = field(default_factory=list)
    crashed: int = 0
    suppressed: int = 0
    findings: Counter[Severity] = field(default_factory=Counter)
    checks: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    version: str = ""
    seconds: float = 0.0
    cached: int = 0

    def add(self, report: PageReport, gate: Gate) -> None:
        """Count a page and its findings; `gate` says what fails it."""
        self.pages += 1
        self.failed += bool(gate.failing(report))
        if gate.is_low(report):
            self.low += 1
            self.lowest = nsmallest(_NAMED, [*self.lowest, (report.score, report.path)])
        self.crashed += report.needs_person
        self.suppressed += len(report.suppressed)
        self.findings.update(finding.severity for finding in report.findings)
        self.checks.update((finding.check, finding.severity) for finding in report.findings)

    @property
    def fine(self) -> bool:
        """Whether no page failed, has a low score or needs a person."""
        return not (self.failed or self.low or self.crashed)

    def __str__(self) -> str:
        counts = [_count(self.findings[severity], str(severity)) for severity in sorted(Severity, reverse=True)]
        more = [
            f"{_count(self.suppressed, 'finding')} ignored by their pages" if self.suppressed else "",
            f"{_count(self.low, 'score')} too low" if self.low else "",
            f"{_count(self.crashed, 'page')} for a person to look at" if self.crashed else "",
        ]
        known = f", {self.cached:,} known from before" if self.cached else ""
        head = f"{_count(self.pages, 'page')}: {', '.join(counts)}"
        return f"{'; '.join([head, *filter(None, more)])} ({self.seconds:.1f} s{known})"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
