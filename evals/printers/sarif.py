"""SARIF 2.1.0 (OASIS), as code scanning services take it: at most 5,000 results, the worst ones."""

import hashlib
import heapq
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, TextIO
from urllib.parse import quote

from evals.catalogue import EVERY
from evals.check import Described
from evals.finding import Finding, Severity
from evals.report import PageReport, Totals

MOST = 5_000  # results that GitHub's code scanning shows of a run
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_ROOT = "PAGES"
_ALONE = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # no file system gave it


@dataclass(order=True, frozen=True, slots=True)
class _Kept:
    """A result, the worst ones and of these the first ones largest."""

    severity: int
    before: int
    result: dict[str, Any] = field(compare=False)


class SarifPrinter:
    """Prints to a stream. Of many results the worst are kept, so that memory is bounded."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._kept: list[_Kept] = []
        self._count = 0
        self._crashes: list[dict[str, Any]] = []

    def page(self, report: PageReport) -> None:
        """Take the findings of a page."""
        met: Counter[tuple[str, str, str]] = Counter()
        for finding, reason in [
            *((finding, None) for finding in report.findings),
            *((each.finding, each.reason) for each in report.suppressed),
        ]:
            words = (finding.check, finding.field, finding.evidence)
            met[words] += 1
            if finding.check == "check-crashed":
                self._crashes.append({"level": "error", "message": {"text": f"{report.path}: {finding.message}"}})
            self._keep(finding, _result(report.path, finding, met[words], reason))

    def _keep(self, finding: Finding, result: dict[str, Any]) -> None:
        self._count += 1
        kept = _Kept(int(finding.severity), -self._count, result)
        if len(self._kept) < MOST:
            heapq.heappush(self._kept, kept)
        else:
            heapq.heappushpop(self._kept, kept)

    def close(self, totals: Totals) -> None:
        """Print the log."""
        kept = sorted(self._kept, key=lambda each: -each.before)
        invocation: dict[str, Any] = {"executionSuccessful": totals.crashed == 0}
        notes = self._crashes[:100]
        if self._count > MOST:
            said = f"{self._count - MOST:,} of {self._count:,} findings, the least severe, are left out"
            notes = [{"level": "warning", "message": {"text": said}}, *notes]
        if notes:
            invocation["toolExecutionNotifications"] = notes
        run = {
            "tool": {"driver": _driver({each.result["ruleId"] for each in kept})},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {_ROOT: {"description": {"text": "the folder that the check was started in"}}},
            "invocations": [invocation],
            "results": [each.result for each in kept],
        }
        json.dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, self._stream, ensure_ascii=True, indent=1)
        self._stream.write("\n")


def _driver(used: set[str]) -> dict[str, Any]:
    rules = [_rule(EVERY[name]) for name in EVERY if name in used]
    return {"name": "Answerdesk", "semanticVersion": version("answerdesk"), "rules": rules}


def _rule(check: type[Described]) -> dict[str, Any]:
    text = f"{check.rationale()}\n\nBad: {check.bad}\nGood: {check.good}\nSource: {check.source}"
    return {
        "id": check.id,
        "shortDescription": {"text": check.title()},
        "fullDescription": {"text": check.rationale() or check.title()},
        "help": {"text": text, "markdown": text.replace("\n", "\n\n")},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
    }


def _result(path: str, finding: Finding, occurrence: int, reason: str | None) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(path), "uriBaseId": _ROOT}}
    if finding.line:
        location["region"] = _region(finding)
    words = "\0".join((finding.check, path, finding.field, finding.evidence, str(occurrence)))
    said = f"{finding.message} ({finding.suggestion})" if finding.suggestion else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "level": _LEVELS[finding.severity],
        "message": {"text": said},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"answerdesk/v1": hashlib.sha256(words.encode(errors="surrogatepass")).hexdigest()[:32]},
    }
    if reason is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": reason}]
    return result


def _region(finding: Finding) -> dict[str, int]:
    region = {"startLine": finding.line, "startColumn": max(finding.column, 1)}
    if (finding.end_line, finding.end_column) > (finding.line, finding.column):
        region |= {"endLine": finding.end_line, "endColumn": max(finding.end_column, 1)}
    return region


def _uri(path: str) -> str:
    said = _ALONE.sub("\ufffd", path.replace("\\", "/"))
    return quote(said.encode(errors="surrogateescape"))
