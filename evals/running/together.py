"""The checks of many pages: run over all of them, and what they say added to what is known of each page."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from evals.card import Card
from evals.check import Hit, TreeCheck
from evals.finding import Finding
from evals.place import NOWHERE, evidence_of, placed
from evals.report import PageReport
from evals.rules import Ruling
from evals.running.record import Record, place_key
from evals.running.spool import TreeHit
from evals.score import NOT_SCORED, score_of
from evals.suite import Suite, at_severity, bounded, crash_of, worst_first
from evals.tree import Tree
from evals.waivers import unused, waive

Named = tuple[str, Hit]  # a check's id, and what it hits


@dataclass(slots=True)
class Together:
    """The checks of many pages over one tree.

    Attributes:
        checks: the checks.
        tree: the pages.
        crashes: a finding for each check that crashed, by its id, once they were run.
    """

    checks: Sequence[TreeCheck]
    tree: Tree
    crashes: dict[str, Finding] = field(default_factory=dict)

    def hits(self) -> Iterator[TreeHit]:
        """What they hit, by the page's place in the tree."""
        for check in self.checks:
            try:
                for number, hit in check(self.tree):
                    evidence_of(hit, self.tree.cards[number])  # it is about something that the page has
                    yield number, check.id, hit
            except Exception as error:  # a check must not take the run with it, whatever it trips over
                self.crashes[check.id] = crash_of(check, error)

    @property
    def conclusive(self) -> Collection[str]:
        """The checks that would have found what there is to find: not so in a part of a tree."""
        return {check.id for check in self.checks if check.id not in self.crashes} if self.tree.whole else ()


def report_of(
    suite: Suite, path: str, record: Record, card: Card | None, hits: Sequence[Named], conclusive: Collection[str]
) -> PageReport:
    """What is said of a page in all.

    Args:
        suite: the checks.
        path: of the page, as a person would type it.
        record: of its own checks.
        card: of the page, if it could be read.
        hits: of the checks of many pages, in the order of the checks.
        conclusive: the ids of those whose silence says something, too.
    """
    ruling = suite.ruling(record.subject)
    waived = waive([] if card is None else _found(ruling, record, card, hits), record.waivers)
    stale = [unused(waiver) for waiver in waived.unused if waiver.check in conclusive]
    findings = sorted([*record.findings, *waived.kept, *at_severity(stale, ruling)], key=worst_first)
    score = NOT_SCORED if record.score == NOT_SCORED else score_of(findings).value
    told = (score, record.needs_person, record.subject, record.question)
    return PageReport(path, tuple(findings), *told, (*record.suppressed, *waived.suppressed))


def _found(ruling: Ruling, record: Record, card: Card, hits: Sequence[Named]) -> Iterator[Finding]:
    for check, mine in groupby(hits, key=itemgetter(0)):
        rule = ruling.tree.get(check)
        if rule is not None:
            for hit in bounded(hit for _, hit in mine):
                place = record.places.get(place_key(hit.field, hit.article, hit.part), NOWHERE)
                yield placed(check, rule.severity, hit, card, place)
