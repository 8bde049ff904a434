"""Mends a page: fix by fix, each proven before it counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evals.finding import Severity
from evals.fixing.fix import Fix
from evals.reading import Reading
from evals.suite import Inspection, Suite
from gen.errors import PageError
from gen.page.page import Page
from gen.page.patch import patch_page
from gen.page.reader import load_page

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Version:
    """A page with its file, before or after a fix."""

    page: Page
    text: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A fix that was made: what it left of the page's findings of its check, and the page before and after."""

    fix: Fix
    left: int
    before: Version
    after: Version


@dataclass(frozen=True, slots=True)
class Refused:
    """A fix that would have changed the page and was not made, and why not."""

    check: str
    why: str


@dataclass(frozen=True, slots=True)
class Mending:
    """What came of a page.

    Attributes:
        before, after: the page's file; equal where there is nothing to write.
        mended: the fixes that were made, in order.
        refused: those that were not, for a reason that a person should know.
    """

    before: str
    after: str
    mended: tuple[Mended, ...] = ()
    refused: tuple[Refused, ...] = ()


def mend(suite: Suite, text: str, fixes: Sequence[Fix]) -> Mending:
    """The page as the fixes make it. Deterministic, and the same again for its own result.

    A fix is made where its check finds something, and counts where the page reads back as it was meant, nothing but the
    fix's own fields has changed, what they meant is still there, the check finds less than before, and no other check
    finds an error or a warning that was not there.

    Args:
        suite: the checks, as the settings want them.
        text: the page's file.
        fixes: in the order to be made in.

    Raises:
        PageError: the text is no page of the site.
    """
    first = Version(load_page(text, suite.site), text)
    desk = _Desk(suite, first)
    for _ in range(_ROUNDS):  # what one fix has mended may be what another one waited for
        if not desk.round(fixes):
            break
    return Mending(text, desk.scored(first).text, tuple(desk.mended), tuple(desk.refused))


class _Desk:
    """A page under work."""

    def __init__(self, suite: Suite, now: Version) -> None:
        self.suite, self.now, self.reading = suite, now, _reading(suite, now)
        self.said: Inspection | None = None
        self.mended: list[Mended] = []
        self.refused: list[Refused] = []

    def round(self, fixes: Sequence[Fix]) -> bool:
        """Make each fix once; gives whether one was made."""
        made = len(self.mended)
        self.refused.clear()
        for fix in fixes:
            changed = fix.change(self.reading)
            if changed != self.now.page:
                self.said = self.said or self.suite.inspect(self.reading, self.now.text)
                self._make(fix, changed, self.said)
        return len(self.mended) > made

    def _make(self, fix: Fix, changed: Page, said: Inspection) -> None:
        if not _count(said)[fix.check]:
            return  # the check is off, or an editor lets it stand
        outcome = _made(self.suite, fix, self.now, changed, said)
        if isinstance(outcome, Refused):
            self.refused.append(outcome)
        else:
            made, self.said, self.reading = outcome
            self.mended.append(made)
            self.now = made.after

    def scored(self, first: Version) -> Version:
        """The page with the score that it has now, where the score that it had was that of these checks."""
        score = first.page.score
        if not self.mended or not self.said or score is None or score < 0:
            return self.now
        if score != self.suite.inspect(first.page, first.text).score:
            return self.now
        page = replace(self.now.page, score=self.said.score)
        try:
            return Version(page, patch_page(self.now.text, self.now.page, page, self.suite.site))
        except PageError:
            return self.now


def _made(
    suite: Suite, fix: Fix, now: Version, changed: Page, said: Inspection
) -> tuple[Mended, Inspection, Reading] | Refused:
    """The fix made and proven, what the checks say then, and of what; or why it is not made."""
    if any(waved.finding.check == fix.check for waved in said.suppressed):
        return Refused(fix.check, "the page lets some of what the check finds stand")
    kept = {name: getattr(now.page, name) for name in fix.fields}
    if replace(changed, **kept) != now.page or not fix.keeps(now.page, changed):
        return Refused(fix.check, "more would change than what is to be mended")
    try:
        version = Version(changed, patch_page(now.text, now.page, changed, suite.site))
    except PageError as error:
        return Refused(fix.check, error.message)
    reading = _reading(suite, version)
    after = suite.inspect(reading, version.text)
    worse = _worse(fix, said, after)
    if worse:
        return Refused(fix.check, worse)
    return Mended(fix, _count(after)[fix.check], now, version), after, reading


def _reading(suite: Suite, version: Version) -> Reading:
    return replace(suite.reading(version.page), text=version.text)


def _worse(fix: Fix, before: Inspection, after: Inspection) -> str:
    """Why the page is not better than it was; `""` where it is."""
    if before.needs_person or after.needs_person:
        return "a check crashed on the page"
    if _count(after)[fix.check] >= _count(before)[fix.check]:
        return "the check would find as much as before"
    new = _count(after, Severity.WARNING) - _count(before, Severity.WARNING)
    return f"then there would be a finding of `{next(iter(new))}`" if new else ""


def _count(said: Inspection, level: Severity = Severity.NOTE) -> Counter[str]:
    return Counter(finding.check for finding in said.findings if finding.severity >= level)
