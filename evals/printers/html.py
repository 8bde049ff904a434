"""One HTML file with charts, pages that can be filtered, and what every check means; it asks nobody for anything.

What stands in a page cannot become markup or code: the pages are packed data (base64), the rest is JSON without `<`,
the scripts make text of it, and a Content Security Policy lets only those scripts and that style run, by their hashes.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import TextIO

from evals.catalogue import EVERY
from evals.finding import Finding, Severity
from evals.printers.figures import Figures
from evals.printers.packed import PackedText
from evals.report import PageReport, Totals
from evals.score import score_of

_SCRIPTS = ("dom.js", "charts.js", "pages.js", "report.js")
_PAGES = "$pages"  # up to here the file is written at once


def _now() -> datetime:
    return datetime.now(UTC)


class HtmlPrinter:
    """Prints to a stream, page by page; the charts' numbers come last.

    Args:
        stream: where to.
        clock: says when the report was made.
    """

    def __init__(self, stream: TextIO, clock: Callable[[], datetime] = _now) -> None:
        self._stream = stream
        self._clock = clock
        self._figures = Figures()
        self._checks: dict[str, int] = {}
        self._subjects: dict[str, int] = {}
        self._between = "["
        head, _, self._tail = _part("report.html").partition(_PAGES)
        style = _part("report.css")
        stream.write(Template(head).substitute(policy=_policy(_script(), style), style=style))
        self._packed = PackedText(stream)

    def page(self, report: PageReport) -> None:
        """Write the data of a page."""
        self._figures.add(report)
        scored = report.score >= 0
        row = [
            *(report.path, report.question, self._subjects.setdefault(report.subject, len(self._subjects))),
            *(round(report.score, 3) if scored else None, int(report.needs_person)),
            str(score_of(report.findings)) if scored and report.findings else "",
            [self._finding(each) for each in report.findings],
            [[*self._finding(each.finding), each.reason] for each in report.suppressed],
        ]
        self._packed.write(self._between + json.dumps(row, separators=(",", ":")))
        self._between = ",\n"

    def _finding(self, said: Finding) -> list[int | str]:
        check = self._checks.setdefault(said.check, len(self._checks))
        place = (said.field, said.line, said.column)
        return [check, int(said.severity), *place, said.message, said.evidence, said.suggestion]

    def close(self, totals: Totals) -> None:
        """Write the numbers, and end the file."""
        self._packed.write("[]" if self._between == "[" else "]")
        self._packed.close()
        figures = {
            **self._figures.as_dict(),
            "checks": [_about(name) for name in self._checks],
            "totals": {
                "pages": totals.pages,
                "suppressed": totals.suppressed,
                **{str(severity): totals.findings[severity] for severity in Severity},
            },
            "version": totals.version,
            "made": f"{self._clock():%Y-%m-%d, %H:%M} UTC",
        }
        data = json.dumps(figures, separators=(",", ":")).replace("<", "\\u003c")
        self._stream.write(Template(self._tail).substitute(plain=_plain(totals), figures=data, script=_script()))


def _about(name: str) -> dict[str, str]:
    """What the catalogue says of a check."""
    check = EVERY.get(name)
    if check is None:
        return {"id": name}
    said = {"title": check.title(), "why": check.rationale(), "bad": check.bad, "good": check.good}
    return {"id": name, **said, "source": check.source}


def _plain(totals: Totals) -> str:
    """What is shown where no script runs: the counts."""
    rows = sorted(totals.checks.items(), key=lambda item: (-item[0][1], -item[1], item[0][0]))
    cells = "".join(f"<tr><td>{escape(name)}<td>{severity}<td>{count:,}" for (name, severity), count in rows)
    table = f"<table><tr><th>check<th>severity<th>findings{cells}</table>"
    return f"<p>{escape(str(totals))}. The pages are shown by a script, which does not run here.</p>{table}"


def _policy(script: str, style: str) -> str:
    """A Content Security Policy (W3C, level 3) that knows one script and one style, and no address at all."""
    run, look = (f"'sha256-{b64encode(sha256(each.encode()).digest()).decode()}'" for each in (script, style))
    return f"default-src 'none'; script-src {run}; style-src {look}; base-uri 'none'; form-action 'none'"


@cache
def _script() -> str:
    """All scripts as one, in a scope of its own."""
    return '"use strict";\n{\n' + "\n".join(_part(name) for name in _SCRIPTS) + "}\n"


@cache
def _part(name: str) -> str:
    return files("evals.printers").joinpath("report", name).read_text("utf-8")
