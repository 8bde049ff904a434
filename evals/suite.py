"""The suite: the checks that the settings ask for, run over a page."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import islice
from typing import TypeVar

from pydantic import ValidationError

from evals.catalogue import CATALOGUE, TREE_CATALOGUE, find_check, offer
from evals.check import Check, Described, Hit, TreeCheck
from evals.finding import Finding, Severity
from evals.place import finding_of, shorten
from evals.reading import Reading
from evals.score import NOT_SCORED, Score, score_of
from gen.config import CheckSettings, SeoSettings, Settings
from gen.errors import SettingsError
from gen.page.page import Page
from gen.site.profile import SiteProfile

MOST_FINDINGS = 100  # of one check on one page
D = TypeVar("D", bound=Described)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a suite says of a page.

    Attributes:
        findings: worst first, then in the order of the page.
        score: 0 to 1; -1.0 where nothing was scored, or not all of it.
        needs_person: a check crashed, so that nobody knows what it would have said.
        breakdown: the score with what cost what.
    """

    findings: tuple[Finding, ...]
    score: float
    needs_person: bool
    breakdown: Score


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its options, and the severity that the settings give it."""

    check: Check
    severity: Severity


@dataclass(frozen=True, slots=True)
class TreeRule:
    """The same for a check of many pages."""

    check: TreeCheck
    severity: Severity


@dataclass(frozen=True)
class Suite:
    """Checks, ready to run.

    Attributes:
        rules, tree_rules: the checks that are on, in the catalogue's order.
        site, seo: what the pages have to fit.
    """

    rules: tuple[Rule, ...]
    tree_rules: tuple[TreeRule, ...] = ()
    site: SiteProfile = field(default_factory=SiteProfile)
    seo: SeoSettings = field(default_factory=SeoSettings)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Suite":
        """The checks as the settings want them.

        Raises:
            SettingsError: an unknown check, an unknown option or a value that an option does not take.
        """
        for name in settings.checks:
            find_check(name)
        rules = tuple(Rule(*rule) for rule in _wanted(CATALOGUE, settings))
        tree_rules = tuple(TreeRule(*rule) for rule in _wanted(TREE_CATALOGUE, settings))
        return cls(rules, tree_rules, settings.site, settings.seo)

    @cached_property
    def version(self) -> str:
        """A hash of all that decides what is said of a page: this room's code, the checks that are on, settings."""
        rules: list[Rule | TreeRule] = [*self.rules, *self.tree_rules]
        parts = [_source(files("evals"))]
        parts += [f"{rule.check.id} {rule.severity} {rule.check.model_dump_json()}".encode() for rule in rules]
        parts += [self.site.model_dump_json().encode(), self.seo.model_dump_json().encode()]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]

    def reading(self, page: Page, today: datetime.date | None = None) -> Reading:
        """A page as the checks read it; `today` is what that means for checks of dates, None for the clock's."""
        return Reading(page, self.site, self.seo, today or datetime.date.today())

    def inspect(self, page: Page | Reading, text: str = "") -> Inspection:
        """Run all checks over a page.

        Args:
            page: the page, or a reading of it.
            text: its file, for line and column of the findings; `""` leaves them 0.
        """
        reading = page if isinstance(page, Reading) else self.reading(page)
        findings: list[Finding] = []
        crashed = False
        for rule in self.rules:
            try:
                hits = _bounded(rule.check(reading))
            except Exception as error:  # a check must not take the run with it, whatever it trips over
                crashed = True
                findings.append(_crash(rule.check, error))
            else:
                findings += [finding_of(rule.check.id, rule.severity, hit, reading, text) for hit in hits]
        findings.sort(key=lambda finding: (-finding.severity, finding.line, finding.column))
        breakdown = score_of(findings)
        scored = bool(self.rules) and not crashed
        return Inspection(tuple(findings), breakdown.value if scored else NOT_SCORED, crashed, breakdown)


def _bounded(hits: Iterator[Hit]) -> list[Hit]:
    """At most as many hits as people and ledgers can use of one check; the last one says how many more there are."""
    shown = list(islice(hits, MOST_FINDINGS))
    more = sum(1 for _ in hits)
    if more:
        shown[-1] = replace(shown[-1], message=f"{shown[-1].message} (and {more:,} more like it)")
    return shown


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The severity of the worst finding, None where there is none."""
    return max((finding.severity for finding in findings), default=None)


def _wanted(catalogue: dict[str, type[D]], settings: Settings) -> Iterable[tuple[D, Severity]]:
    for name, check in catalogue.items():
        said = settings.checks.get(name, CheckSettings())
        if said.enabled:
            yield _configure(check, said), Severity[said.severity.upper()] if said.severity else check.severity


def _configure(check: type[D], said: CheckSettings) -> D:
    try:
        return check.model_validate(said.options)
    except ValidationError as error:
        detail = error.errors()[0]
        name = ".".join(str(step) for step in detail["loc"])
        if detail["type"] == "extra_forbidden":
            hint = offer(name, list(check.model_fields))
            raise SettingsError(f"the check `{check.id}` has no option `{name}`", hint=hint) from error
        raise SettingsError(f"option `{name}` of the check `{check.id}`: {detail['msg']}") from error


def _crash(check: Check, error: Exception) -> Finding:
    said = shorten(f"{type(error).__name__}: {error}")
    message = f"the check `{check.id}` crashed, so nobody knows what it would have said ({said})"
    return Finding("check-crashed", Severity.ERROR, message, evidence=check.id, suggestion="look at the page yourself")


def _source(folder: Traversable) -> bytes:
    """The bytes of all modules below a folder, in order."""
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return b"\0".join(
        _source(entry) if entry.is_dir() else entry.read_bytes()
        for entry in entries
        if entry.is_dir() or entry.name.endswith(".py")
    )
