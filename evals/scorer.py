"""Scores a page as it is made: what the checks say, and the page's file with its score in it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evals.suite import Suite
from gen.assessment import Assessment
from gen.page.page import Page
from gen.page.writer import dump_page
from gen.sources.references import References


@dataclass(frozen=True, slots=True)
class Scored:
    """A page with its score in it.

    Attributes:
        text: the page's file.
        score: 0 to 1; -1.0 where nothing was scored.
        needs_person: a check crashed.
        findings: as `evals.finding.Finding.as_dict` gives them.
        facts: as `evals.facts.against.Held.as_dict` gives them.
    """

    text: str
    score: float
    needs_person: bool
    findings: tuple[Mapping[str, Any], ...]
    facts: tuple[Mapping[str, str], ...] = ()


def score_page(
    suite: Suite,
    page: Page,
    references: References | None = None,
    assessed: Sequence[Assessment] = (),
    *,
    today: datetime.date | None = None,
) -> Scored:
    """Run the checks over a page, and write it with its score.

    Args:
        suite: the checks.
        page: the page.
        references: what it is held against, None for none.
        assessed: what models said of its sentences.
        today: what that means for checks of dates, None for the clock's.

    Raises:
        PageError: the page cannot be written.
    """
    said = suite.inspect(suite.reading(page, today, references), dump_page(page, suite.site), assessed=assessed)
    text = dump_page(replace(page, score=said.score), suite.site)
    return Scored(
        text, said.score, said.needs_person, tuple(finding.as_dict() for finding in said.findings), said.facts
    )
