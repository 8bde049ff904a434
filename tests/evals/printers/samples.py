"""What the tests of all printers print: any reports at all, and some of which each value is known."""

import io
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from evals.commands.check import PRINTERS
from evals.finding import Finding, Severity
from evals.report import Gate, PageReport, Suppressed, Totals

HOSTILE = (
    "</script><script>alert(1)</script><!--]]>&\x00\x1b[31m\n::error::x\r\n%0A##[add-mask]x\ud800\u2028|`*[a](http://b)"
)
ANY = st.text(st.characters(), max_size=30) | st.just(HOSTILE)
FINDINGS = st.builds(
    Finding,
    check=st.sampled_from(["refusal", "katex-error", "id-twice", "page-unreadable", "check-crashed", "not-ours"]),
    severity=st.sampled_from(Severity),
    message=ANY,
    field=st.sampled_from(["answer", ""]),
    line=st.integers(0, 30),
    column=st.integers(0, 30),
    end_line=st.integers(0, 30),
    end_column=st.integers(0, 30),
    evidence=ANY,
    suggestion=ANY,
)
# A report of anything is tens of kilobytes: on a busy machine one of them takes as long as it takes.
UNHURRIED = settings(deadline=None, max_examples=50)
REPORTS = st.lists(
    st.builds(
        PageReport,
        path=ANY.filter(bool),
        findings=st.lists(FINDINGS, max_size=4).map(tuple),
        score=st.sampled_from([-1.0, 0.0, 0.5, 1.0]),
        needs_person=st.booleans(),
        subject=ANY,
        question=ANY,
        suppressed=st.lists(st.builds(Suppressed, finding=FINDINGS, reason=ANY), max_size=2).map(tuple),
    ),
    max_size=4,
)


def printed(name: str, reports: list[PageReport], **options: Any) -> str:
    """What the printer of a format writes of some reports."""
    stream, totals = io.StringIO(), Totals(version="v1", seconds=1.5)
    printer = PRINTERS[name](stream, **options)
    for report in reports:
        printer.page(report)
        totals.add(report, Gate())
    printer.close(totals)
    return stream.getvalue()


def finding(check: str = "refusal", severity: Severity = Severity.ERROR, **said: Any) -> Finding:
    """A finding on line 3, columns 5 to 8."""
    values = {"field": "answer", "line": 3, "column": 5, "end_line": 3, "end_column": 9, "evidence": "no", **said}
    return Finding(check, severity, **{"message": "it says no", **values})


def page(*findings: Finding, **said: Any) -> PageReport:
    """The report of a page on biology."""
    values = {"path": "biology/a b.md", "score": 0.5, "subject": "Biology", "question": "Why?", **said}
    return PageReport(findings=findings, **values)
