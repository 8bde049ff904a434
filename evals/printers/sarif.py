"""SARIF 2.1.0 (OASIS), as code scanning services take it: fewer than 5,000 results, the worst ones."""

import hashlib
import heapq
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import PurePath
from typing import Any, TextIO
from urllib.parse import quote

from evals.finding import Finding, Severity
from evals.printers.sarif_rules import LEVELS, Rules
from evals.report import PageReport, Totals

# GitHub shows 5,000 results of a run, refuses 25,000 or 10 MB, and knows no more than the first 20 tags of a rule
# (docs.github.com, "SARIF results exceed one or more limits").
MOST = 4_999
CRASHES = 100  # notifications
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = (
    "answerdesk/v1"  # not GitHub's own primaryLocationLineHash: its upload computes that, and warns of others
)


@dataclass(order=True, frozen=True, slots=True)
class _Kept:
    """A result; the worst ones, and of these the first ones, are largest."""

    rank: tuple[bool, int, int]
    result: dict[str, Any] = field(compare=False)


class SarifPrinter:
    """Prints to a stream. Of many results the worst are kept, so that memory is bounded."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._rules = Rules()
        self._kept: list[_Kept] = []
        self._counts: Counter[Severity] = Counter()
        self._crashes: list[dict[str, Any]] = []

    def page(self, report: PageReport) -> None:
        """Take the findings of a page."""
        met: Counter[tuple[str, str, str]] = Counter()
        for finding, reason in _all(report):
            words = (finding.check, finding.field, finding.evidence)
            met[words] += 1
            self._counts[finding.severity] += 1
            rank = (reason is None, int(finding.severity), -self._counts.total())
            if len(self._kept) < MOST:
                heapq.heappush(self._kept, _Kept(rank, self._result(report.path, finding, met[words], reason)))
            elif rank > self._kept[0].rank:
                heapq.heapreplace(self._kept, _Kept(rank, self._result(report.path, finding, met[words], reason)))
        if report.needs_person and len(self._crashes) < CRASHES:
            self._crashes.append(_crash(report))

    def close(self, totals: Totals) -> None:
        """Print the log, the worst results first."""
        results = [kept.result for kept in sorted(self._kept, reverse=True)]
        notes = [*self._left_out(results), *self._crashes]
        invocation = {"executionSuccessful": totals.crashed == 0, "toolExecutionNotifications": notes}
        run = {
            "tool": {
                "driver": {
                    "name": "Answerdesk",
                    "semanticVersion": version("answerdesk"),
                    "rules": self._rules.as_list(),
                    "properties": {"suite": totals.version},
                }
            },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which the check was started."}}},
            "invocations": [invocation],
            "artifacts": _artifacts(results),
            "results": results,
            "properties": {"pages": totals.pages, "findings": {str(each): self._counts[each] for each in Severity}},
        }
        json.dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, self._stream, ensure_ascii=True, indent=1)
        self._stream.write("\n")

    def _result(self, path: str, finding: Finding, occurrence: int, reason: str | None) -> dict[str, Any]:
        location: dict[str, Any] = {"artifactLocation": _address(path)}
        if finding.line:
            location["region"] = _region(finding)
        said = f"{finding.message} → {finding.suggestion}" if finding.suggestion else finding.message
        result: dict[str, Any] = {
            "ruleId": finding.check,
            "ruleIndex": self._rules.number(finding.check),
            "level": LEVELS[finding.severity],
            "message": {"text": _plain(said) or finding.check},
            "locations": [{"physicalLocation": location}],
            "partialFingerprints": {_FINGERPRINT: _fingerprint(path, finding, occurrence)},
        }
        if reason is not None:
            result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": reason}]
        return result

    def _left_out(self, results: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """A word of what there was no room for."""
        left = self._counts.total() - len(results)
        if left:
            kept = Counter(result["level"] for result in results)
            missing = ((severity, self._counts[severity] - kept[LEVELS[severity]]) for severity in LEVELS)
            said = ", ".join(f"{number:,} of severity {severity}" for severity, number in missing if number)
            words = f"{left:,} of {self._counts.total():,} findings are left out, the least severe: {said}."
            yield {"level": "warning", "message": {"text": words}}


def _all(report: PageReport) -> Iterator[tuple[Finding, str | None]]:
    """Findings, and those that the page waves through with their reason."""
    for finding in report.findings:
        yield finding, None
    for each in report.suppressed:
        yield each.finding, each.reason


def _crash(report: PageReport) -> dict[str, Any]:
    said = next((each.message for each in report.findings if each.check == "check-crashed"), "it could not be checked")
    location = {"physicalLocation": {"artifactLocation": _address(report.path)}}
    return {
        "level": "error",
        "message": {"text": f"A person has to look at this page: {said}"},
        "locations": [location],
    }


def _fingerprint(path: str, finding: Finding, occurrence: int) -> str:
    """What makes it this finding wherever its line is: check, page, field, words, and which one of these."""
    words = "\0".join((finding.check, path, finding.field, finding.evidence, str(occurrence)))
    return hashlib.sha256(words.encode(errors="surrogatepass")).hexdigest()[:32]


def _region(finding: Finding) -> dict[str, int]:
    """1-based, the end exclusive, as findings have it."""
    start = (finding.line, max(finding.column, 1))
    region = {"startLine": start[0], "startColumn": start[1]}
    if (finding.end_line, finding.end_column) > start:
        region |= {"endLine": finding.end_line, "endColumn": max(finding.end_column, 1)}
    return region


def _address(path: str) -> dict[str, str]:
    """A relative URI (RFC 3986), or a whole one where the page is named by its whole path."""
    pure = PurePath(path)
    if pure.is_absolute():
        return {"uri": f"file://{'' if os.sep == '/' else '/'}{_quoted(pure.as_posix())}"}
    return {"uri": _quoted(pure.as_posix()), "uriBaseId": _ROOT}


def _quoted(path: str) -> str:
    """Of a name that is no text, its bytes; a lone surrogate that stands for no byte comes from no file system."""
    try:
        return quote(path.encode(errors="surrogateescape"))
    except UnicodeEncodeError:
        return quote(path.encode(errors="replace"))


def _artifacts(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pages that results are about; each result gets the number of its own."""
    numbers: dict[str, int] = {}
    artifacts = []
    for result in results:
        location = result["locations"][0]["physicalLocation"]["artifactLocation"]
        if location["uri"] not in numbers:
            numbers[location["uri"]] = len(numbers)
            artifacts.append({"location": dict(location), "mimeType": "text/markdown"})
        location["index"] = numbers[location["uri"]]
    return artifacts


def _plain(text: str) -> str:
    """Without embedded links (section 3.11.6): nothing that stands in a page becomes one."""
    return text.replace("](", "]\\(")
