"""Runs the checks over page files: each page by itself, then all of them together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from evals.card import Card
from evals.check import Hit
from evals.finding import Finding, Severity
from evals.place import finding_of
from evals.report import PageReport
from evals.rules import TreeRule
from evals.score import score_of
from evals.suite import MOST_FINDINGS, Suite, at_severity, worst_first
from evals.tree import Tree
from evals.waiver import Waiver
from evals.waivers import unused, waive
from gen.errors import PageError
from gen.page.reader import load_page, read_text


@dataclass(frozen=True, slots=True)
class Checked:
    """A page after its own checks.

    Attributes:
        report: what they say.
        card: what the checks of many pages need; None where the file cannot be read as a page.
        waivers: what the page waves through of those checks' findings.
    """

    report: PageReport
    card: Card | None = None
    waivers: tuple[Waiver, ...] = ()


def check_files(suite: Suite, files: Iterable[tuple[Path, str]]) -> Iterator[PageReport]:
    """What is said of each page file, by the checks of many pages too.

    Args:
        suite: the checks.
        files: paths, each with what to call it.
    """
    paths = list(files)
    checked = [check_file(suite, path, shown) for path, shown in paths]
    together = check_together(suite, [each.card for each in checked])
    for number, (path, _) in enumerate(paths):
        yield with_tree_hits(suite, checked[number], path, together.get(number, ()))


def check_file(suite: Suite, path: Path, shown: str) -> Checked:
    """A page file's own checks."""
    try:
        text = read_text(path)
        page = load_page(text, suite.site)
    except PageError as error:
        return Checked(PageReport(shown, (unreadable(error),), needs_person=True))
    said = suite.inspect(page, text)
    told = (said.findings, said.score, said.needs_person, page.subject, page.question, said.suppressed)
    report = PageReport(shown, *told)
    return Checked(report, Card.of(shown, page), said.waivers)


@dataclass(frozen=True, slots=True)
class TreeHit:
    """What a check of many pages hits on one of them."""

    rule: TreeRule
    hit: Hit


def check_together(suite: Suite, cards: Sequence[Card | None], *, whole: bool = False) -> dict[int, list[TreeHit]]:
    """What the checks of many pages say, by the page's number; pages without a card are left out.

    Args:
        suite: the checks.
        cards: of the pages, in the order of their paths.
        whole: see `Tree`.
    """
    numbers = [number for number, card in enumerate(cards) if card is not None]
    tree = Tree(tuple(card for card in cards if card is not None), suite.site, whole)
    found: dict[int, list[TreeHit]] = defaultdict(list)
    for check in suite.tree_checks:
        for place, hit in check(tree):
            rule = suite.ruling(tree.cards[place].subject).tree.get(check.id)
            if rule is not None:
                found[numbers[place]].append(TreeHit(rule, hit))
    return found


def with_tree_hits(
    suite: Suite, checked: Checked, path: Path, hits: Sequence[TreeHit], *, whole: bool = False
) -> PageReport:
    """The report of a page with what the checks of many pages say.

    Args:
        suite: the checks.
        checked: the page after its own.
        path: of its file: for the places of the findings it is read again.
        hits: on it.
        whole: see `Tree`. Among a few pages only, what a page waves through may simply not have been met.
    """
    report = checked.report
    if not hits and not checked.waivers:
        return report
    waived = waive(_findings(suite, path, hits), checked.waivers)
    stale = at_severity(map(unused, waived.unused if whole else ()), suite.ruling(report.subject))
    findings = sorted([*report.findings, *waived.kept, *stale], key=worst_first)
    score = score_of(findings).value if report.score >= 0 else report.score
    return replace(report, findings=tuple(findings), score=score, suppressed=(*report.suppressed, *waived.suppressed))


def _findings(suite: Suite, path: Path, hits: Sequence[TreeHit]) -> list[Finding]:
    if not hits:
        return []
    try:
        text = read_text(path)
        reading = suite.reading(load_page(text, suite.site))
    except (PageError, OSError):  # changed since it was checked
        return []
    bounded = islice(hits, MOST_FINDINGS)
    return [finding_of(each.rule.check.id, each.rule.severity, each.hit, reading, text) for each in bounded]


def unreadable(error: PageError) -> Finding:
    """The finding of a file that cannot be read as a page."""
    place = (error.line or 1, 1, error.line or 1, 1)
    return Finding("page-unreadable", Severity.ERROR, error.message, error.field, *place, suggestion=error.hint)
