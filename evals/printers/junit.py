"""JUnit XML: a test suite a subject, a test case a page. CI servers show it without being taught.

There is no standard but what its readers take: the schemas of Jenkins' xUnit plug-in and of Maven Surefire agree on the
attributes and on the order of a test case's parts that are kept to here.
"""

import re
import zlib
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from evals.finding import Finding
from evals.report import Gate, PageReport, Totals

# What XML 1.0 cannot say in any way (https://www.w3.org/TR/xml/#charsets).
_UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNREAD = "pages without a subject"
_HELD = 1 << 16  # characters of a suite that are not packed yet


@dataclass(slots=True)
class _Suite:
    """The test cases of a subject, packed: suites are counted before they are written."""

    tests: int = 0
    failures: int = 0
    errors: int = 0
    _packed: list[bytes] = field(default_factory=list)
    _held: list[str] = field(default_factory=list)
    _length: int = 0

    def add(self, case: str) -> None:
        self._held.append(case)
        self._length += len(case)
        if self._length > _HELD:
            self._packed.append(zlib.compress("".join(self._held).encode(), 1))
            self._held, self._length = [], 0

    def write(self, stream: TextIO) -> None:
        for each in self._packed:
            stream.write(zlib.decompress(each).decode())
        stream.writelines(self._held)


class JUnitPrinter:
    """Prints to a stream. What fails the run fails its test case, a page that needs a person is an error.

    The rest is a test case's output: findings under the level, and those that the page waves through with their reason.

    Args:
        stream: where to.
        gate: what a page must hold to pass.
    """

    def __init__(self, stream: TextIO, gate: Gate | None = None) -> None:
        self._stream = stream
        self._gate = gate or Gate()
        self._suites: dict[str, _Suite] = {}

    def page(self, report: PageReport) -> None:
        """Take a page."""
        suite = self._suites.setdefault(report.subject or _UNREAD, _Suite())
        suite.tests += 1
        suite.errors += report.needs_person
        suite.failures += not report.needs_person and not self._gate.passes(report)
        suite.add("".join(self._case(report)))

    def close(self, totals: Totals) -> None:
        """Print all of it."""
        write = self._stream.write
        suites = sorted(self._suites.items())
        counts = _counts(*(sum(getattr(suite, name) for _, suite in suites) for name in _COUNTED))
        write('<?xml version="1.0" encoding="UTF-8"?>\n')
        write(f'<testsuites name="answerdesk check" {counts} time="{totals.seconds:.3f}">\n')
        for name, suite in suites:
            counts = _counts(suite.tests, suite.failures, suite.errors)
            write(f'  <testsuite name={_attribute(name)} {counts} skipped="0" time="0">\n')
            suite.write(self._stream)
            write("  </testsuite>\n")
        write("</testsuites>\n")

    def _case(self, report: PageReport) -> list[str]:
        path = PurePath(report.path)
        # Servers take a dot for the end of a package's name.
        folder = "/".join(path.parent.parts).replace(".", "_").replace("/", ".").strip(".") or "pages"
        names = {"name": path.name or report.path, "classname": folder, "file": report.path}
        head = " ".join(f"{key}={_attribute(value)}" for key, value in names.items())
        failing = self._gate.failing(report)
        parts = [f'    <testcase {head} time="0">\n', *self._outcome(report, failing)]
        rest = [_line(each) for each in report.findings if each not in failing]
        rest += [f"{_line(each.finding)} (ignored by the page: {each.reason})" for each in report.suppressed]
        said = [f"question: {report.question}"] if report.question else []
        score = [f"score: {report.score:.3f}"] if report.score >= 0 else []
        parts.append(f"      <system-out>{_text(chr(10).join([*said, *score, *rest]))}</system-out>\n")
        return [*parts, "    </testcase>\n"]

    def _outcome(self, report: PageReport, failing: list[Finding]) -> list[str]:
        """One element: most servers show the first one alone."""
        if not report.needs_person and self._gate.passes(report):
            return []
        low = f"the score {report.score:.3f} is under {self._gate.least:g}" if self._gate.is_low(report) else ""
        kind, type_, message = "failure", "score", low
        if failing:
            more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
            type_, message = failing[0].check, f"{failing[0].message}{more}"
        if report.needs_person:
            kind, type_, message = "error", "needs-person", "a person has to look: the page could not be checked"
        said = [f"{report.path}{_line(each, ':')}" for each in failing] + ([low] if low else [])
        head = f"message={_attribute(message)} type={_attribute(type_)}"
        return [f"      <{kind} {head}>{_text(chr(10).join(said))}</{kind}>\n"]


_COUNTED = ("tests", "failures", "errors")


def _counts(*numbers: int) -> str:
    return " ".join(f'{name}="{number}"' for name, number in zip(_COUNTED, numbers, strict=True))


def _line(finding: Finding, before: str = "") -> str:
    place = f"{before}{finding.line}:{finding.column}: " if finding.line else f"{before} " if before else ""
    suggestion = f" → {finding.suggestion}" if finding.suggestion else ""
    return f"{place}{finding.severity} [{finding.check}] {finding.message}{suggestion}"


def _attribute(text: str) -> str:
    return quoteattr(_UNSAYABLE.sub("\ufffd", text), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def _text(text: str) -> str:
    return escape(_UNSAYABLE.sub("\ufffd", text), {"\r": "&#13;"})
