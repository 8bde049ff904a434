"""The suite: the checks that the settings ask for, run over a page."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from gen.spans import locate
from pydantic import ValidationError

from evals.catalogue import CATALOGUE, find_check, offer
from evals.check import Check, Hit
from evals.finding import Finding, Severity
from evals.reading import Reading
from evals.score import NOT_SCORED, Score, score_of
from gen.config import CheckSettings, SeoSettings, Settings
from gen.errors import PageError, SettingsError
from gen.page import Page
from gen.profile import SiteProfile

LONGEST_EVIDENCE = 120


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a suite says of a page.

    Attributes:
        findings: worst first, then in the order of the page.
        score: 0 to 1; -1.0 where nothing was scored, or not all of it.
        needs_person: a check crashed, so that nobody knows what it would have said.
        costs: the score with its reasons.
    """

    findings: tuple[Finding, ...]
    score: float
    needs_person: bool
    costs: Score


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its options, and the severity that the settings give it."""

    check: Check
    severity: Severity


@dataclass(frozen=True)
class Suite:
    """Checks, ready to run.

    Attributes:
        rules: the checks that are on, in the catalogue's order.
        site, seo: what the pages have to fit.
    """

    rules: tuple[Rule, ...]
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
        rules = []
        for name, check in CATALOGUE.items():
            said = settings.checks.get(name, CheckSettings())
            if said.enabled:
                severity = Severity[said.severity.upper()] if said.severity else check.severity
                rules.append(Rule(_configure(check, said), severity))
        return cls(tuple(rules), settings.site, settings.seo)

    @cached_property
    def version(self) -> str:
        """A hash of all that decides what is said of a page: this room's code, the checks that are on, settings."""
        parts = [_source(files("evals"))]
        parts += [f"{rule.check.id} {rule.severity} {rule.check.model_dump_json()}".encode() for rule in self.rules]
        parts += [self.site.model_dump_json().encode(), self.seo.model_dump_json().encode()]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]

    def inspect(self, page: Page, text: str = "", *, today: datetime.date | None = None) -> Inspection:
        """Run all checks over a page.

        Args:
            page: the page.
            text: its file, for line and column of the findings; `""` leaves them 0.
            today: what "today" is for checks of dates.
        """
        reading = Reading(page, self.site, self.seo, today or datetime.date.today())
        findings: list[Finding] = []
        crashed = False
        for rule in self.rules:
            try:
                hits = list(rule.check(reading))
            except Exception as error:  # a check must not take the run with it, whatever it trips over
                crashed = True
                findings.append(_crash(rule.check, error))
                continue
            findings += [self._finding(rule, hit, reading, text) for hit in hits]
        findings.sort(key=lambda finding: (-finding.severity, finding.line, finding.column))
        costs = score_of(findings)
        scored = bool(self.rules) and not crashed
        return Inspection(tuple(findings), costs.value if scored else NOT_SCORED, crashed, costs)

    def _finding(self, rule: Rule, hit: Hit, reading: Reading, text: str) -> Finding:
        value = _value(reading.page, hit.field)
        end = min(hit.end or len(value), len(value))
        start = min(hit.start, end)
        evidence = hit.evidence or value[start:end]
        place = _place(text, reading, hit.field, start, end)
        return Finding(
            rule.check.id, rule.severity, hit.message, hit.field, *place, _shorten(evidence), _shorten(hit.suggestion)
        )


def worst(findings: Iterable[Finding]) -> Severity | None:
    """The severity of the worst finding, None where there is none."""
    return max((finding.severity for finding in findings), default=None)


def _configure(check: type[Check], said: CheckSettings) -> Check:
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
    said = f"{type(error).__name__}: {error}"
    message = f"the check `{check.id}` crashed, so nobody knows what it would have said ({_shorten(said)})"
    return Finding("check-crashed", Severity.ERROR, message, evidence=check.id, suggestion="look at the page yourself")


def _value(page: Page, name: str) -> str:
    value = getattr(page, name, "") if name else ""
    return value if isinstance(value, str) else ""


def _place(text: str, reading: Reading, name: str, start: int, end: int) -> tuple[int, int, int, int]:
    if not text:
        return 0, 0, 0, 0
    try:
        return locate(text, reading.page, name, start, end, reading.site)
    except PageError:
        return 0, 0, 0, 0


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_EVIDENCE else f"{text[: LONGEST_EVIDENCE - 1]}…"


def _source(folder: Traversable) -> bytes:
    """The bytes of all modules below a folder, in order."""
    entries: Sequence[Traversable] = sorted(folder.iterdir(), key=lambda entry: entry.name)
    parts = [
        _source(entry) if entry.is_dir() else entry.read_bytes()
        for entry in entries
        if entry.is_dir() or entry.name.endswith(".py")
    ]
    return b"\0".join(parts)
