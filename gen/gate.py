"""The gate: findings with which a draft is not good enough, and is asked for again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gen.config import Settings

Finding = Mapping[str, Any]  # as `evals.finding.Finding.as_dict` gives it

SEVERITIES = ("error", "warning", "note")
# A finding in these is mended by asking for them alone: the answer may be fine.
_SEO_FIELDS = frozenset({"description", "keywords"})


@dataclass(frozen=True, slots=True)
class Gate:
    """What a draft must not have.

    Attributes:
        names: checks by id, and severities; none: everything passes.
        tries: how often a draft that does not pass is asked for again.
        candidates: drafts of a question to begin with; the best of them is kept.
    """

    names: frozenset[str] = frozenset()
    tries: int = 0
    candidates: int = 1

    @classmethod
    def of(cls, settings: Settings) -> "Gate":
        """As the settings say; the sets that they name are resolved."""
        run = settings.run
        names = frozenset(name for said in run.gate for name in settings.gates.get(said, (said,)))
        return cls(names, run.gate_tries, run.candidates)

    def failing(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings for which a draft does not pass."""
        if not self.names:
            return ()
        return tuple(each for each in findings if each["check"] in self.names or each["severity"] in self.names)


def only_seo(findings: Sequence[Finding]) -> bool:
    """Whether all of these are about the SEO fields."""
    return all(finding["field"] in _SEO_FIELDS for finding in findings)


def as_sentences(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What a model can act on, a line each, and nothing twice."""
    return tuple(dict.fromkeys(map(_sentence, findings)))


def _sentence(finding: Finding) -> str:
    parts = [" ".join(str(finding["message"]).split())]
    if finding["evidence"]:
        parts.append(f"in: {' '.join(str(finding['evidence']).split())}")
    if finding["suggestion"]:
        parts.append(f"better: {' '.join(str(finding['suggestion']).split())}")
    return " -- ".join(parts)
