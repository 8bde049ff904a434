"""`answerdesk check`: run the checks over pages, drafts or a whole tree."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from evals.checking import check_files
from evals.files import page_files
from evals.finding import Severity
from evals.printers.explained import ExplainedJsonPrinter, ExplainedTextPrinter
from evals.printers.json import JsonPrinter
from evals.printers.printer import Printer
from evals.printers.text import TextPrinter
from evals.report import Totals
from evals.suite import Suite
from gen.config import Settings
from gen.settings_file import load_settings
from gen.workspace import find_settings

HELP = "Run the checks over pages, drafts or a whole tree."
PRINTERS: dict[str, type[JsonPrinter] | type[TextPrinter]] = {"text": TextPrinter, "json": JsonPrinter}

# The same with what cost what; the other formats say it themselves, or have no place for it.
EXPLAINED: dict[str, type[ExplainedJsonPrinter] | type[ExplainedTextPrinter]] = {
    "text": ExplainedTextPrinter,
    "json": ExplainedJsonPrinter,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a page file, or a folder of them")
    parser.add_argument("--format", choices=list(PRINTERS), default="text", help="how findings are printed (text)")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    explained = "text, JSON: each page's score too, what cost what, and what the page ignores with which reason"
    parser.add_argument("--explain", action="store_true", help=explained)
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
    printer: Printer = (PRINTERS | EXPLAINED if args.explain else PRINTERS)[args.format](sys.stdout)
    totals = Totals(version=suite.version)
    files = page_files(start / path for path in args.paths)
    for report in check_files(suite, _shown(files, start)):
        printer.page(report)
        sys.stdout.flush()
        totals.add(report, level)
    printer.close(totals)
    sys.stderr.write(f"{totals}\n")
    return 1 if totals.failed else 0


def _shown(files: Iterable[Path], start: Path) -> Iterator[tuple[Path, str]]:
    """Each file with its path as it is told: relative to `start` where it lies below."""
    for file in files:
        below = not (file.is_absolute() and not start.is_absolute()) and file.is_relative_to(start)
        yield file, str(file.relative_to(start) if below else file)
