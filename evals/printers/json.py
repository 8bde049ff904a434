"""JSON, one object a line and a finding."""

import json
from typing import Any, TextIO

from evals.report import PageReport, Totals

_KEYS = (
    *("check", "severity", "field", "line", "column", "end_line", "end_column"),
    *("message", "evidence", "suggestion", "place", "passage"),
)


class JsonPrinter:
    """Prints to a stream, in ASCII: every reader takes that, whatever stands in a page."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def page(self, report: PageReport) -> None:
        """Print the findings of a page."""
        for finding in report.findings:
            values = finding.as_dict()
            self._stream.write(line_of({"path": report.path, **{key: values[key] for key in _KEYS}}))

    def close(self, totals: Totals) -> None:
        """Nothing: the lines are all there is."""


def line_of(values: dict[str, Any]) -> str:
    """An object as a line; `##[`, which the log of a CI job obeys wherever it stands, is spelled otherwise."""
    return json.dumps(values).replace("##[", "##\\u005b") + "\n"
