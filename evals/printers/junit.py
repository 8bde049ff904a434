"""JUnit XML: a test suite a subject, a test case a page. CI servers show it without being taught."""

import re
from collections import defaultdict
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from evals.finding import Finding, Severity
from evals.report import PageReport, Totals

# What XML 1.0 cannot say in any way.
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNREAD = "pages that could not be read"


class JUnitPrinter:
    """Prints to a stream. Errors fail a test case, a page that needs a person is an error, the rest is its output."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._suites: dict[str, list[str]] = defaultdict(list)
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def page(self, report: PageReport) -> None:
        """Keep the test case of a page: suites are counted before they are printed."""
        suite = report.subject or _UNREAD
        failures = [finding for finding in report.findings if finding.severity is Severity.ERROR]
        failed, crashed = bool(failures) and not report.needs_person, report.needs_person
        self._counts[suite][0] += failed
        self._counts[suite][1] += crashed
        self._suites[suite].append("".join(_case(report, failures)))

    def close(self, totals: Totals) -> None:
        """Print all of it."""
        write = self._stream.write
        failed, crashed = (sum(counts[at] for counts in self._counts.values()) for at in (0, 1))
        head = f'tests="{totals.pages}" failures="{failed}" errors="{crashed}" time="{totals.seconds:.3f}"'
        write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="answerdesk check" {head}>\n')
        for suite, cases in sorted(self._suites.items()):
            failed, crashed = self._counts[suite]
            counts = f'tests="{len(cases)}" failures="{failed}" errors="{crashed}" skipped="0" time="0"'
            write(f"  <testsuite name={_attribute(suite)} {counts}>\n{''.join(cases)}  </testsuite>\n")
        write("</testsuites>\n")


def _case(report: PageReport, failures: list[Finding]) -> list[str]:
    name = report.question or report.path
    head = f"name={_attribute(name)} classname={_attribute(report.path)} file={_attribute(report.path)}"
    parts = [f'    <testcase {head} time="0">\n']
    if failures or report.needs_person:
        kind = "error" if report.needs_person else "failure"
        first = failures[0] if failures else None
        message = first.message if first else "a check could not do its work on this page"
        said = "\n".join(_line(report.path, each) for each in failures)
        type_ = first.check if first else "check-crashed"
        parts.append(f"      <{kind} message={_attribute(message)} type={_attribute(type_)}>{_text(said)}</{kind}>\n")
    rest = [_line(report.path, each) for each in report.findings if each.severity is not Severity.ERROR]
    rest += [f"ignored: {_line(report.path, each.finding)} ({each.reason})" for each in report.suppressed]
    if rest:
        parts.append(f"      <system-out>{_text(chr(10).join(rest))}</system-out>\n")
    return [*parts, "    </testcase>\n"]


def _line(path: str, finding: Finding) -> str:
    place = f":{finding.line}:{finding.column}" if finding.line else ""
    return f"{path}{place}: {finding.severity} [{finding.check}] {finding.message}"


def _attribute(text: str) -> str:
    return quoteattr(_UNSAYABLE.sub("\ufffd", text), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def _text(text: str) -> str:
    return escape(_UNSAYABLE.sub("\ufffd", text), {"\r": "&#13;"})
