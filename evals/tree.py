"""Checks over many pages, fed one by one: what must be unique is kept as its hash, so memory stays small."""

from dataclasses import dataclass, field

from evals.check import Hit
from evals.finding import Finding
from evals.place import finding_of
from evals.reading import Reading
from evals.suite import TreeRule


@dataclass(frozen=True, slots=True)
class Tree:
    """Pages seen so far.

    Attributes:
        rules: the tree checks that are on.
    """

    rules: tuple[TreeRule, ...]
    _seen: dict[tuple[str, int], str] = field(default_factory=dict)

    def add(self, path: str, reading: Reading, text: str) -> list[Finding]:
        """What a page shares with one seen before. The earlier page gets no finding: it was there first.

        Args:
            path: of the page, for messages.
            reading: of the page.
            text: its file, for line and column.
        """
        findings = []
        for rule in self.rules:
            key = rule.check.key(reading.page)
            first = self._seen.setdefault((rule.check.id, hash(key)), path) if key is not None else path
            if first != path:
                hit = Hit(f"{first} has the same {rule.check.field}", rule.check.field)
                findings.append(finding_of(rule.check.id, rule.severity, hit, reading, text))
        return findings
