"""Text, one line a finding: `path:line:column: severity [check] message`."""

import re
from typing import TextIO

from rich.console import Console
from rich.text import Text

from evals.finding import Finding, Severity
from evals.printers.excerpt import excerpt_of
from evals.report import PageReport, Totals

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


_MARGIN = 4  # digits of a line's number
# What a CI job's log obeys: `##[` anywhere in a line, `::` at its start (actions/runner, ActionCommand.cs).
_ORDER = re.compile(r"##\[|^\s*::")


class TextPrinter:
    """Prints to a stream; where that is a terminal in colour, and with the line of the file and a mark under the words.

    A finding whose place is unknown, or whose file has changed, is shown with its words alone.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._console = Console(file=stream, highlight=False, soft_wrap=True)
        self._first = True

    def page(self, report: PageReport) -> None:
        """Print the findings of a page."""
        path = report.path
        for number, finding in enumerate(report.findings):
            if self._console.is_terminal:
                self._show(path, finding, gap=number == 0 and not self._first)
            else:
                self._stream.write(
                    encodable(f"{_place(path, finding)}{_head(finding)} {printable(finding.message)}\n", self._stream)
                )
            self._first = False

    def close(self, totals: Totals) -> None:
        """Nothing: the counts go to standard error."""

    def _show(self, path: str, finding: Finding, *, gap: bool) -> None:
        style = _STYLES[finding.severity]
        line = Text.assemble(
            "\n" if gap else "",
            (_place(path, finding), "dim"),
            (_head(finding), style),
            f" {printable(finding.message)}",
        )
        margin = max(len(str(finding.line)), _MARGIN)
        excerpt = excerpt_of(path, finding, self._console.width - margin - 3)
        if excerpt is not None:
            line.append(f"\n{finding.line:>{margin}} │ ", "dim").append(excerpt.before)
            line.append(excerpt.words, "bold").append(excerpt.after)
            line.append(f"\n{'':>{margin}} │ ", "dim").append(f"{'':{excerpt.indent}}{'^' * excerpt.width}", style)
        elif finding.evidence.strip():
            line.append(f"\n{'':>{margin}} │ {printable(finding.evidence)}", "dim")
        if finding.suggestion.strip():
            line.append(f"\n{'':>{margin}} → ", "dim").append(printable(finding.suggestion))
        self._console.print(line)


def printable(text: str) -> str:
    """`text` on one line, without what a terminal or the log of a CI job would obey."""
    line = "".join(character if character.isprintable() else _escape(character) for character in text)
    return _ORDER.sub(lambda found: found[0][:-1] + _escape(found[0][-1]), line)


def _escape(character: str) -> str:
    return " ⏎ " if character == "\n" else f"\\x{ord(character):02x}"


def _place(path: str, finding: Finding) -> str:
    place = f":{finding.line}:{finding.column}" if finding.line else ""
    return f"{printable(path)}{place}: "


def _head(finding: Finding) -> str:
    return f"{finding.severity} [{finding.check}]"


def encodable(text: str, stream: TextIO) -> str:
    """`text` as the stream can say it: what its encoding lacks is written as an escape."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
