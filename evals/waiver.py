"""A page's word that a finding of it has been looked at and may stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from gen.page.page import Page
from gen.page.spans import Place

KEY = "answerdesk"  # of the front matter


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding, or all findings of a check, that a page waves through.

    Attributes:
        check: the check's id.
        reason: why, never empty.
        words: only findings with these words in their evidence; `""` means all of them. White space counts as one
            space, and the sign at the end of evidence that was shortened does not count.
        place: line, column, end line and end column of the entry, 0 where the file is not known.
    """

    check: str
    reason: str
    words: str = ""
    place: Place = (0, 0, 0, 0)

    def covers(self, check: str, evidence: str) -> bool:
        """Whether it is about this finding."""
        return check == self.check and _flat(self.words.rstrip("…")) in _flat(evidence)


def claimed(page: Page) -> Iterator[Waiver]:
    """What a page says it waves through, valid or not: for people to read. `evals.waivers` says what of it counts."""
    said = page.other.get(KEY)
    entries = said.get("ignore") if isinstance(said, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            check, reason, words = (str(entry.get(name, "")) for name in ("check", "reason", "words"))
            yield Waiver(check, reason, words)


def _flat(text: str) -> str:
    return " ".join(text.split())
