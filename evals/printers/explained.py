"""Findings, and below those of each page its score: what cost what, and what the page waves through."""

from dataclasses import asdict
from typing import TextIO

from evals.printers.json import JsonPrinter, line_of
from evals.printers.text import TextPrinter, printable
from evals.report import PageReport
from evals.score import Score, score_of


class ExplainedTextPrinter(TextPrinter):
    """Text, with a line for each page and one for each finding that it waves through."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._out = stream

    def page(self, report: PageReport) -> None:
        """Print the findings of a page, and what they cost."""
        super().page(report)
        path, score = printable(report.path), _score(report)
        lines = [f"{path}: score {score or 'none'}{', needs a person' if report.needs_person else ''}"]
        for each in report.suppressed:
            place = f":{each.finding.line}:{each.finding.column}" if each.finding.line else ""
            reason = printable(each.reason)
            lines.append(f"{path}{place}: ignored [{each.finding.check}] {printable(each.finding.message)}: {reason}")
        encoding = self._out.encoding or "utf-8"
        self._out.writelines(f"{line}\n".encode(encoding, "backslashreplace").decode(encoding) for line in lines)


class ExplainedJsonPrinter(JsonPrinter):
    """JSON, with a line for each page: `score`, `costs`, `needs_person` and `suppressed`."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._out = stream

    def page(self, report: PageReport) -> None:
        """Print the findings of a page, and what they cost."""
        super().page(report)
        score = _score(report)
        said = {
            "path": report.path,
            "score": report.score,
            "needs_person": report.needs_person,
            "costs": [asdict(cost) for cost in score.costs] if score else [],
            "suppressed": [{**each.finding.as_dict(), "reason": each.reason} for each in report.suppressed],
        }
        self._out.write(line_of(said))


def _score(report: PageReport) -> Score | None:
    """The score with its reasons, None where nothing was scored."""
    return None if report.score < 0 else score_of(report.findings)
