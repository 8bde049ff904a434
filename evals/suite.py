"""The suite: the checks that the settings ask for, run over a page."""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice

from evals.catalogue import ALL
from evals.check import Described, Hit, TreeCheck
from evals.facts.assessed import hits_of
from evals.finding import Finding, Severity
from evals.place import finding_of, shorten
from evals.reading import Reading
from evals.report import Suppressed
from evals.rules import Rule, Ruling, TreeRule, rulings
from evals.score import NOT_SCORED, Score, score_of
from evals.version import code_version
from evals.waiver import KEY, Waiver
from evals.waivers import Waivers, read_waivers
from gen.assessment import Assessment
from gen.config import SeoSettings, Settings
from gen.page.page import Page
from gen.site.profile import SiteProfile
from gen.sources.references import References, Shelf

MOST_FINDINGS = 100  # of one check on one page


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a suite says of a page.

    Attributes:
        findings: worst first, then in the order of the page.
        score: 0 to 1; -1.0 where nothing was scored, or not all of it.
        needs_person: a check crashed, so that nobody knows what it would have said.
        breakdown: the score with what cost what.
        suppressed: what the page's front matter waves through; it costs nothing.
        waivers: those for checks of many pages, which have not been run yet.
        facts: what the references have of each sentence, as `evals.facts.against.Held.as_dict` gives it.
    """

    findings: tuple[Finding, ...]
    score: float
    needs_person: bool
    breakdown: Score
    suppressed: tuple[Suppressed, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    facts: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Suite:
    """Checks, ready to run.

    Attributes:
        rules, tree_rules: the checks that are on for all pages, in the catalogue's order.
        site, seo: what the pages have to fit.
        subjects: what is asked instead of pages of some subjects, by the subject's slug.
        frame: severities of what the frame reports on pages of the other subjects.
        shelf: the references that pages are held against where nobody says others, None for none.
    """

    rules: tuple[Rule, ...]
    tree_rules: tuple[TreeRule, ...] = ()
    site: SiteProfile = field(default_factory=SiteProfile)
    seo: SeoSettings = field(default_factory=SeoSettings)
    subjects: Mapping[str, Ruling] = field(default_factory=dict)
    frame: Mapping[str, Severity] = field(default_factory=lambda: Ruling().frame)
    shelf: Shelf | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> "Suite":
        """The checks as the settings want them.

        Raises:
            SettingsError: an unknown check, an unknown option or a value that an option does not take.
        """
        general, subjects = rulings(settings)
        trees = tuple(general.tree.values())
        return cls(general.rules, trees, settings.site, settings.seo, subjects, general.frame)

    @cached_property
    def tree_checks(self) -> tuple[TreeCheck, ...]:
        """The checks of many pages that are on for at least one subject. `ruling` says for whom, and how severe."""
        found = {
            name: rule.check
            for ruling in (self._general, *self.subjects.values())
            for name, rule in ruling.tree.items()
        }
        order = {name: number for number, name in enumerate(ALL)}
        return tuple(found[name] for name in sorted(found, key=lambda name: order.get(name, len(order))))

    def ruling(self, subject: str) -> Ruling:
        """What is asked of pages of a subject, in any spelling that the site knows."""
        return self.subjects.get(self.subject_slug(subject), self._general) if self.subjects else self._general

    def subject_slug(self, subject: str) -> str:
        """The slug of a subject, in any spelling that the site knows."""
        return self.site.slug(self.site.subject_name(subject) or subject)

    @cached_property
    def _general(self) -> Ruling:
        return Ruling(self.rules, {rule.check.id: rule for rule in self.tree_rules}, self.frame)

    @cached_property
    def version(self) -> str:
        """A hash of all that decides what is said of a page: code, the checks that are on, settings."""
        subjects = sorted(self.subjects.items())
        parts = [_said(self._general), *(f"{slug}\n{_said(ruling)}" for slug, ruling in subjects)]
        if self.shelf is not None:
            parts += [
                self.shelf.sources.digest,
                *(f"{page} {' '.join(names)}" for page, names in self.shelf.named.items()),
            ]
        parts += [code_version(), self.site.model_dump_json(), self.seo.model_dump_json()]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    def reading(self, page: Page, today: datetime.date | None = None, references: References | None = None) -> Reading:
        """A page as the checks read it.

        Args:
            page: the page.
            today: what that means for checks of dates, None for the clock's.
            references: what it is held against, None for those of the shelf.
        """
        if references is None and self.shelf is not None:
            references = self.shelf.of(page.id)
        return Reading(page, self.site, self.seo, today or datetime.date.today(), references=references)

    def inspect(
        self,
        page: Page | Reading,
        text: str = "",
        references: References | None = None,
        assessed: Sequence[Assessment] = (),
    ) -> Inspection:
        """Run all checks over a page.

        Args:
            page: the page, or a reading of it.
            text: its file, for line and column of the findings; `""` leaves them 0.
            references: what it is held against, None for those of the shelf.
            assessed: what models said of its draft's sentences.
        """
        reading = page if isinstance(page, Reading) else self.reading(page, references=references)
        reading = reading if reading.text or not text else replace(reading, text=text)
        ruling = self.ruling(reading.page.subject)
        known = KEY in reading.page.other
        waivers = read_waivers(reading.page, text, ALL, ruling.forbidden) if known else Waivers()
        findings, suppressed, crashed = _run(ruling, reading, text, waivers)
        done = {rule.check.id for rule in ruling.rules} - crashed if known else set[str]()
        findings += at_severity([*waivers.complaints, *waivers.unused(done)], ruling)
        findings += _flags(assessed, reading, text, ruling) if assessed else ()
        findings.sort(key=worst_first)
        breakdown = score_of(findings)
        score = breakdown.value if ruling.rules and not crashed else NOT_SCORED
        left = tuple(waiver for waiver in waivers.of if waiver.check in ruling.tree)
        # As far as a check has asked for it: where the settings turn these off, nothing is looked up.
        facts = tuple(held.as_dict() for held in vars(reading).get("held", ()))
        return Inspection(tuple(findings), score, bool(crashed), breakdown, tuple(suppressed), left, facts)


def _run(
    ruling: Ruling, reading: Reading, text: str, waivers: Waivers
) -> tuple[list[Finding], list[Suppressed], set[str]]:
    """What the checks say, what the page waves through of it, and which of them broke down."""
    findings, suppressed, crashed = list[Finding](), list[Suppressed](), set[str]()
    for rule in ruling.rules:
        try:
            hits = rule.check(reading)
            first = next(hits, None)
            if first is not None:  # a page passes a hundred checks and fails two
                stand, waved = _findings(rule, chain((first,), hits), reading, text, waivers)
                findings += stand
                suppressed += waved
        except Exception as error:  # a check must not take the run with it, whatever it trips over
            findings.append(crash_of(rule.check, error))
            crashed.add(rule.check.id)
    return findings, suppressed, crashed


def _findings(
    rule: Rule, every: Iterator[Hit], reading: Reading, text: str, waivers: Waivers
) -> tuple[list[Finding], list[Suppressed]]:
    """What a check says of a page: what stands, and what the page waves through."""
    hits, waved = waivers.part(rule.check.id, every, reading.page)

    def found(hit: Hit) -> Finding:
        return finding_of(rule.check.id, rule.severity, hit, reading, text)

    stand = [found(hit) for hit in bounded(hits)]
    return stand, [Suppressed(found(hit), reason) for hit, reason in waved[:MOST_FINDINGS]]


def _flags(assessed: Sequence[Assessment], reading: Reading, text: str, ruling: Ruling) -> list[Finding]:
    """What models said of the page's sentences, where the settings let it."""
    by_check: dict[str, list[Hit]] = defaultdict(list)
    for check, hit in hits_of(reading.page.answer, assessed):
        by_check[check].append(hit)
    return [
        finding_of(check, ruling.frame[check], hit, reading, text)
        for check, hits in by_check.items()
        if check in ruling.frame
        for hit in bounded(iter(hits))
    ]


def worst_first(finding: Finding) -> tuple[int, int, int]:
    """To sort findings by: worst first, then in the order of the page."""
    return -finding.severity, finding.line, finding.column


def at_severity(complaints: Iterable[Finding], ruling: Ruling) -> list[Finding]:
    """What the frame has to say, where the settings let it, as severe as they want it."""
    return [replace(each, severity=ruling.frame[each.check]) for each in complaints if each.check in ruling.frame]


def _said(ruling: Ruling) -> str:
    """All that a ruling says, as text."""
    lines = [f"{rule.check.id} {rule.severity} {rule.waivable} {rule.check.model_dump_json()}" for rule in ruling.all]
    return "\n".join([*lines, *(f"{name} {severity}" for name, severity in ruling.frame.items())])


def bounded(hits: Iterator[Hit]) -> list[Hit]:
    """At most as many hits as people and ledgers can use of one check; the last one says how many more there are."""
    shown = list(islice(hits, MOST_FINDINGS))
    more = sum(1 for _ in hits)
    if more:
        shown[-1] = replace(shown[-1], message=f"{shown[-1].message} (and {more:,} more like it)")
    return shown


def crash_of(check: Described, error: Exception) -> Finding:
    """The finding that a check crashed."""
    said = shorten(f"{type(error).__name__}: {error}")
    message = f"the check `{check.id}` crashed, so nobody knows what it would have said ({said})"
    return Finding("check-crashed", Severity.ERROR, message, evidence=check.id, suggestion="look at the page yourself")
