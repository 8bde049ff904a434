"""What a run of fixes has counted."""

from collections import Counter
from dataclasses import dataclass, field

from evals.fixing.mending import Mending

_VERDICTS = "verdicts on them are about what they were before"


@dataclass(slots=True)
class Tally:
    """Pages and fixes.

    Attributes:
        pages: read.
        fixable: pages that something can be mended on.
        written: pages that were.
        published: of these, pages of the content tree.
        failed: pages that could not be read, or not written.
        fixes: pages by the check whose findings were mended.
        refused: pages by the check whose findings were left, though something could have been changed.
    """

    pages: int = 0
    fixable: int = 0
    written: int = 0
    published: int = 0
    failed: int = 0
    fixes: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, mending: Mending) -> None:
        """Count a page."""
        self.pages += 1
        self.fixable += mending.before != mending.after
        self.fixes.update({mended.fix.check for mended in mending.mended})
        self.refused.update(refused.check for refused in mending.refused)

    @property
    def left(self) -> int:
        """Pages that something can be mended on, and that stand as they were."""
        return self.fixable - self.written

    def __str__(self) -> str:
        lines = [f"{_pages(self.pages)}, {_pages(self.fixable)} to mend, {self.written:,} written"]
        if self.failed:
            lines[0] += f", {self.failed:,} failed"
        lines += [f"  {check}: {_pages(count)}" for check, count in self.fixes.most_common()]
        lines += [f"  {check}: not mended on {_pages(count)}" for check, count in self.refused.most_common()]
        if self.published:
            lines.append(f"{_pages(self.published)} of the content tree: {_VERDICTS}")
        return "\n".join(lines)


def _pages(count: int) -> str:
    return f"{count:,} page{'' if count == 1 else 's'}"
