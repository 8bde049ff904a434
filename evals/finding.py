"""A finding: what a check says of a page."""

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any


class Severity(IntEnum):
    """How bad a finding is. Ordered: `max()` of a page's findings is its worst."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says of a page.

    Attributes:
        check: the check's id, `kebab-case`.
        severity: after the settings had their say.
        message: one sentence for an editor.
        field: the page's field, `""` for the page as a whole.
        line, column, end_line, end_column: 1-based place in the file, the end exclusive; 0 where there is none.
        evidence: the words it is about, as they stand.
        suggestion: what would mend it, `""` where that is not known.
        place: of a flag, where the passage of a reference stands that was looked at: `trial.md:12`; `""` for none.
        passage: what stands there.
    """

    check: str
    severity: Severity
    message: str
    field: str = ""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    evidence: str = ""
    suggestion: str = ""
    place: str = ""
    passage: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON takes it, severity by name."""
        return {name: getattr(self, name) for name in _NAMES} | {"severity": str(self.severity)}


_NAMES = tuple(field.name for field in fields(Finding))
