"""`answerdesk check`: run the checks over pages, drafts or a whole tree."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from evals.files import page_files
from evals.finding import Finding, Severity
from evals.printers.json import JsonPrinter
from evals.printers.printer import Printer
from evals.printers.text import TextPrinter
from evals.report import PageReport, Totals
from evals.suite import Suite
from evals.tree import Tree
from gen.config import Settings
from gen.errors import PageError
from gen.page.reader import load_page, read_text
from gen.settings_file import load_settings
from gen.workspace import find_settings

HELP = "Run the checks over pages, drafts or a whole tree."
PRINTERS: dict[str, type[JsonPrinter] | type[TextPrinter]] = {"text": TextPrinter, "json": JsonPrinter}


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
    totals = Totals(version=suite.version)
    for report in check_files(suite, start, args.paths):
        printer.page(report)
        sys.stdout.flush()
        totals.add(report, level)
    printer.close(totals)
    sys.stderr.write(f"{totals}\n")
    return 1 if totals.failed else 0


def check_files(suite: Suite, start: Path, paths: list[Path]) -> Iterator[PageReport]:
    """What is said of each page file, by the tree checks too.

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
        yield _check(suite, tree, file, str(shown))


def _check(suite: Suite, tree: Tree, file: Path, shown: str) -> PageReport:
    try:
        text = read_text(file)
        page = load_page(text, suite.site)
    except PageError as error:
        return PageReport(shown, (_unreadable(error),), needs_person=True)
    reading = suite.reading(page)
    said = suite.inspect(reading, text)
    findings = (*said.findings, *tree.add(shown, reading, text))
    return PageReport(shown, findings, said.score, said.needs_person, page.subject, page.question)


def _unreadable(error: PageError) -> Finding:
    place = (error.line or 1, 1, error.line or 1, 1)
    return Finding("page-unreadable", Severity.ERROR, error.message, error.field, *place, suggestion=error.hint)


def _relative(file: Path, start: Path) -> Path:
    return file.relative_to(start) if file.is_relative_to(start) else file
