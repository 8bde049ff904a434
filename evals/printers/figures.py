"""What the charts of a report show: counted page by page, so that nothing has to be kept for it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from evals.finding import Severity
from evals.report import PageReport

BINS = 20  # of a histogram of scores: steps of 0.05


@dataclass(slots=True)
class Scores:
    """The scores of some pages: how many, their sum, and their histogram."""

    pages: int = 0
    total: float = 0.0
    bins: list[int] = field(default_factory=lambda: [0] * BINS)

    def add(self, score: float) -> None:
        """Count a score; 1 is in the last step."""
        self.pages += 1
        self.total += score
        self.bins[min(int(score * BINS + 1e-9), BINS - 1)] += 1

    @property
    def mean(self) -> float:
        """Of all scores; 0 where there are none."""
        return self.total / self.pages if self.pages else 0.0

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {"pages": self.pages, "mean": round(self.mean, 4), "bins": self.bins}


@dataclass(slots=True)
class Figures:
    """Counts over all pages.

    Attributes:
        scores: of all pages that were scored.
        subjects: the same by subject, in the order they came in; pages without a score have a subject, too.
        worst: pages by the severity of their worst finding, `clean` without any, `person` where one has to look.
        checks: findings by check and severity.
        pages: pages with such a finding.
    """

    scores: Scores = field(default_factory=Scores)
    subjects: dict[str, Scores] = field(default_factory=dict)
    worst: Counter[str] = field(default_factory=Counter)
    checks: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    pages: Counter[tuple[str, Severity]] = field(default_factory=Counter)

    def add(self, report: PageReport) -> None:
        """Count a page."""
        subject = self.subjects.setdefault(report.subject, Scores())
        if report.score >= 0:
            subject.add(report.score)
            self.scores.add(report.score)
        kinds = Counter((finding.check, finding.severity) for finding in report.findings)
        self.checks.update(kinds)
        self.pages.update(kinds.keys())
        worst = max((severity for _, severity in kinds), default=None)
        self.worst["person" if report.needs_person else "clean" if worst is None else str(worst)] += 1

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it, the most frequent check first."""
        counts = sorted(self.checks.items(), key=lambda item: (-item[1], -item[0][1], item[0][0]))
        return {
            "bins": self.scores.bins,
            "mean": round(self.scores.mean, 4),
            "worst": dict(self.worst),
            "subjects": [{"name": name, **scores.as_dict()} for name, scores in self.subjects.items()],
            "counts": [
                {"check": check, "severity": int(severity), "findings": count, "pages": self.pages[check, severity]}
                for (check, severity), count in counts
            ],
        }
