"""One HTML file with charts, pages that can be filtered, and what every check means; it asks nobody for anything."""

import json
from collections import Counter, defaultdict
from importlib.resources import files
from typing import Any, TextIO

from evals.catalogue import EVERY
from evals.finding import Severity
from evals.report import PageReport, Totals

_BINS = 20  # of the histogram of scores
_LONGEST = 300  # characters of a message


class HtmlPrinter:
    """Prints to a stream. The pages stand in it as data, one array each; a script shows the ones that are asked for."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._checks: dict[str, int] = {}
        self._subjects: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._bins = Counter[int]()
        head, self._tail = _part("report.html").split("$pages")
        stream.write(head.replace("$style", _part("report.css")))
        self._first = True

    def page(self, report: PageReport) -> None:
        """Write the data of a page."""
        findings = [
            [
                *(self._number(each.check), int(each.severity), each.line, each.column),
                *(each.message[:_LONGEST], each.evidence, each.suggestion),
            ]
            for each in report.findings
        ]
        score = None if report.score < 0 else round(report.score, 3)
        row = [report.path, report.question, report.subject, score, int(report.needs_person), len(report.suppressed)]
        self._stream.write(("" if self._first else ",\n") + _data([*row, findings]))
        self._first = False
        if score is not None:
            self._bins[min(int(score * _BINS), _BINS - 1)] += 1
            held = self._subjects[report.subject]
            held[0] += 1
            held[1] += score

    def close(self, totals: Totals) -> None:
        """Write what stands at the end."""
        checks = [_about(name) for name in self._checks]
        counts = [[name, int(severity), number] for (name, severity), number in totals.checks.most_common()]
        subjects = [[name, int(n), round(total / n, 4)] for name, (n, total) in sorted(self._subjects.items())]
        end = {
            "checks": checks,
            "counts": counts,
            "subjects": subjects,
            "bins": [self._bins[at] for at in range(_BINS)],
            "totals": {
                "pages": totals.pages,
                "crashed": totals.crashed,
                "suppressed": totals.suppressed,
                **{str(severity): totals.findings[severity] for severity in Severity},
            },
            "version": totals.version,
        }
        script, data = _part("report.js"), _data(end)
        self._stream.write(self._tail.replace("$script", script).replace("$end", data))

    def _number(self, check: str) -> int:
        return self._checks.setdefault(check, len(self._checks))


def _about(name: str) -> dict[str, str]:
    check = EVERY.get(name)
    if check is None:
        return {"id": name}
    said = {"title": check.title(), "why": check.rationale(), "bad": check.bad, "good": check.good}
    return {"id": name, **said, "source": check.source}


def _part(name: str) -> str:
    return files("evals.printers").joinpath("report", name).read_text("utf-8")


def _data(value: Any) -> str:
    """JSON that ends no script element: `<` is written as an escape, in ASCII."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
