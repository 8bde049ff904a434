"""JUnit XML, read by another program, and by what the schemas of Jenkins and Surefire ask for."""

from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml

from evals.finding import Severity
from evals.printers import junit
from evals.report import Gate, PageReport, Suppressed
from tests.evals.printers.samples import HOSTILE, REPORTS, UNHURRIED, finding, page, printed

GATES = st.builds(Gate, st.none() | st.sampled_from(Severity), st.sampled_from([0.0, 0.6]))
# The order of a test case's parts, and what must be said of it: jenkins-junit.xsd, surefire-test-report-3.0.xsd.
ORDER = ["skipped", "error", "failure", "system-out", "system-err"]


def read(reports: list[PageReport], gate: Gate | None = None) -> str:
    return printed("junit", reports, gate=gate)


@UNHURRIED
@given(REPORTS, GATES)
def test_a_consumer_counts_what_was_counted(reports: list[PageReport], gate: Gate) -> None:
    suites = JUnitXml.fromstring(read(reports, gate).encode())
    failed = [each for each in reports if not each.needs_person and not gate.passes(each)]
    expected = (len(reports), len(failed), sum(each.needs_person for each in reports))
    assert (suites.tests, suites.failures, suites.errors) == expected
    outcomes = Counter(type(result) for suite in suites for case in suite for result in case.result)
    assert (outcomes[Failure], outcomes[Error]) == expected[1:]
    for suite in suites:
        cases = list(suite)
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (
            len(cases),
            sum(isinstance(result, Failure) for case in cases for result in case.result),
            sum(isinstance(result, Error) for case in cases for result in case.result),
            0,
        )


@UNHURRIED
@given(REPORTS)
def test_it_is_what_schemas_ask_for(reports: list[PageReport]) -> None:
    root = ET.fromstring(read(reports).encode())
    for suite in root:
        assert set(suite.keys()) == {"name", "tests", "failures", "errors", "skipped", "time"}
        for case in suite:
            assert set(case.keys()) == {"name", "classname", "file", "time"}
            assert case.get("name")
            assert case.get("classname")
            parts = [ORDER.index(part.tag) for part in case]
            assert parts == sorted(set(parts))


def test_a_test_case_says_what_fails_a_page_and_puts_the_rest_beside_it() -> None:
    waved = (Suppressed(finding("url"), "moved last year"),)
    said = page(finding(suggestion="say yes"), finding("money-bare", Severity.NOTE), suppressed=waved)
    (case,) = ET.fromstring(read([said])).iter("testcase")
    assert case.attrib == {"name": "a b.md", "classname": "biology", "file": "biology/a b.md", "time": "0"}
    (failure,) = case.iter("failure")
    assert failure.attrib == {"message": "it says no", "type": "refusal"}
    assert failure.text == "biology/a b.md:3:5: error [refusal] it says no → say yes"
    assert case.findtext("system-out") == (
        "question: Why?\nscore: 0.500\n3:5: note [money-bare] it says no\n"
        "3:5: error [url] it says no (ignored by the page: moved last year)"
    )


@pytest.mark.parametrize(
    ("gate", "type_", "message"),
    [
        (Gate(Severity.WARNING), "loop", "it says no (and 1 more)"),
        (Gate(None, 0.6), "score", "the score 0.500 is under 0.6"),
        (Gate(None), None, None),
    ],
)
def test_what_fails_the_run_fails_a_test_case(gate: Gate, type_: str | None, message: str | None) -> None:
    said = page(finding("loop"), finding("author", Severity.WARNING))
    failure = ET.fromstring(read([said], gate)).find(".//failure")
    assert (
        (type_, message) == (None, None) if failure is None else failure.attrib == {"type": type_, "message": message}
    )


def test_a_page_that_needs_a_person_is_an_error() -> None:
    root = ET.fromstring(read([page(finding("check-crashed"), needs_person=True, score=-1.0)]))
    assert root.find(".//error") is not None
    assert root.find(".//failure") is None


def test_what_xml_cannot_say_is_replaced() -> None:
    said = read([page(finding(message=HOSTILE), path=HOSTILE, subject=HOSTILE)])
    message = ET.fromstring(said).find(".//failure").get("message")  # type: ignore[union-attr]
    expected = HOSTILE.replace("\x00", "\ufffd").replace("\x1b", "\ufffd").replace("\ud800", "\ufffd")
    assert message == expected


def test_many_pages_are_packed_while_they_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    reports = [page(finding(), path=f"{at}.md", subject=f"S{at % 3}") for at in range(40)]
    plain = read(reports)
    monkeypatch.setattr(junit, "_HELD", 500)
    assert read(reports) == plain


def test_folders_are_packages() -> None:
    paths = ["../a.b/c.md", "/x/y.md", "c.md"]
    cases = ET.fromstring(read([page(path=path) for path in paths])).iter("testcase")
    assert [case.get("classname") for case in cases] == ["__.a_b", "x", "pages"]
