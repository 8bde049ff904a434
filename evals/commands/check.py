"""`answerdesk check`: run the checks over pages, drafts or a whole tree."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from evals.files import page_files
from evals.finding import Finding, Severity
from evals.printers.json import JsonPrinter
from evals.printers.printer import Printer
from evals.printers.text import TextPrinter
from evals.suite import Suite, worst
from evals.tree import Tree
from gen.config import Settings
from gen.errors import PageError
from gen.page.reader import load_page, read_text
from gen.settings_file import load_settings
from gen.workspace import find_settings

HELP = "Run the checks over pages, drafts or a whole tree."
PRINTERS: dict[str, type[JsonPrinter] | type[TextPrinter]] = {"text": TextPrinter, "json": JsonPrinter}


@dataclass(slots=True)
class Tally:
    """What a run over pages has counted."""

    pages: int = 0
    failed: int = 0
    findings: Counter[Severity] = field(default_factory=Counter)

    def add(self, findings: list[Finding], level: Severity) -> None:
        """Count a page and its findings; it failed where one is at `level` or above."""
        self.pages += 1
        self.failed += (worst(findings) or 0) >= level
        self.findings.update(finding.severity for finding in findings)

    def __str__(self) -> str:
        counts = [_count(self.findings[severity], str(severity)) for severity in sorted(Severity, reverse=True)]
        return f"{_count(self.pages, 'page')}: {', '.join(counts)}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a page file, or a folder of them")
    parser.add_argument("--format", choices=list(PRINTERS), default="text", help="how findings are printed (text)")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    parser.add_argument(
        "--fail-on",
        choices=[str(severity) for severity in sorted(Severity, reverse=True)],
        default="error",
        help="the least severity that makes the exit status 1 (error)",
    )


def run(args: argparse.Namespace) -> int:
    """Check the pages and print what is found as it comes.

    Returns:
        0, or 1 where there are findings at or above the level asked for.
    """
    start: Path = args.start
    settings_file = find_settings(start)
    suite = Suite.from_settings(load_settings(settings_file) if settings_file else Settings())
    level = Severity[args.fail_on.upper()]
    printer: Printer = PRINTERS[args.format](sys.stdout)
    tally = Tally()
    for path, findings in check_files(suite, start, args.paths):
        printer.page(str(path), findings)
        sys.stdout.flush()
        tally.add(findings, level)
    sys.stderr.write(f"{tally}\n")
    return 1 if tally.failed else 0


def check_files(suite: Suite, start: Path, paths: list[Path]) -> Iterator[tuple[Path, list[Finding]]]:
    """Each page file with its findings, those of the tree checks too.

    Args:
        suite: the checks.
        start: the folder that relative paths are relative to. The paths that come back are relative to it, too.
        paths: files and folders.

    Raises:
        UsageError: a path does not exist.
    """
    tree = Tree(suite.tree_rules)
    for file in page_files(start / path for path in paths):
        shown = file if file.is_absolute() and not start.is_absolute() else _relative(file, start)
        yield shown, _check(suite, tree, file, str(shown))


def _check(suite: Suite, tree: Tree, file: Path, shown: str) -> list[Finding]:
    try:
        text = read_text(file)
        page = load_page(text, suite.site)
    except PageError as error:
        return [_unreadable(error.message, line=error.line or 1, field=error.field, suggestion=error.hint)]
    reading = suite.reading(page)
    return [*suite.inspect(reading, text).findings, *tree.add(shown, reading, text)]


def _unreadable(message: str, *, line: int, field: str = "", suggestion: str = "") -> Finding:
    place = (line, 1, line, 1)
    return Finding("page-unreadable", Severity.ERROR, message, field, *place, suggestion=suggestion)


def _relative(file: Path, start: Path) -> Path:
    return file.relative_to(start) if file.is_relative_to(start) else file
