"""Every check against pages that have what it looks for, and pages that nearly have it."""

import datetime

import pytest

from evals.catalogue import CATALOGUE
from evals.suite import Inspection, Suite
from gen.config import CheckSettings, Settings
from gen.page.reader import load_page
from tests.evals.cases import BASE, HERE, Case, load_case, names

SUITE = Suite.from_settings(Settings(checks={name: CheckSettings(enabled=True) for name in CATALOGUE}))
TODAY = datetime.date(2026, 6, 1)


def test_the_base_page_has_nothing() -> None:
    inspection = SUITE.inspect(BASE, (HERE / "base.md").read_text(encoding="utf-8"))
    assert inspection.findings == ()
    assert inspection.score == 1.0
    assert not inspection.needs_person


@pytest.mark.parametrize("kind", ["has", "near"])
def test_every_check_has_cases(kind: str) -> None:
    assert {name.partition("--")[0] for name in names(kind)} == set(CATALOGUE)


@pytest.mark.parametrize("name", names("has"))
def test_has(name: str) -> None:
    case = load_case("has", name)
    inspection = case.inspected(SUITE, TODAY)
    findings = [f for f in inspection.findings if f.check == case.check]
    assert findings
    for finding in findings:
        assert finding.severity == CATALOGUE[case.check].severity
        assert finding.message
        assert finding.line > 0 or not case.text
    if case.evidence:
        assert findings[0].evidence == case.evidence
    if case.text and load_page(case.text).answer == case.page.answer:
        each_points_at_its_words(case, inspection)


def each_points_at_its_words(case: Case, inspection: Inspection) -> None:
    """Where the evidence is one piece of the answer, the file has it at the place given."""
    lines = case.text.split("\n")
    for finding in inspection.findings:
        if finding.field == "answer" and "\n" not in finding.evidence and finding.evidence in case.page.answer.strip():
            line = lines[finding.line - 1]
            assert line[finding.column - 1 : finding.end_column - 1].strip() == finding.evidence.strip()


@pytest.mark.parametrize("name", names("near"))
def test_near(name: str) -> None:
    case = load_case("near", name)
    inspection = case.inspected(SUITE, TODAY)
    assert case.check not in {finding.check for finding in inspection.findings}
    assert not inspection.needs_person
