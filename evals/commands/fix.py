"""`answerdesk fix`: mend what is safe to mend in pages, after it was shown."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from evals.files import PageFile, page_files
from evals.fixing.catalogue import FIXES, chosen
from evals.fixing.fix import Fix
from evals.fixing.mending import mend
from evals.fixing.printers import FixPrinter, JsonPrinter, PatchPrinter, TextPrinter
from evals.fixing.tally import Tally
from evals.fixing.writing import Asker, read_file, replace_file
from evals.suite import Suite
from gen.config import Settings
from gen.errors import PageError, UsageError
from gen.settings_file import load_settings
from gen.visible import visible
from gen.workspace import find_settings

HELP = (
    "Mend what is safe to mend in pages: formulas, money, characters, keywords, chatter. Shows what would change; "
    "writes with --write alone. What a fix is, and what it never does: docs/fix.md."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="a page file, or a folder of them")
    parser.add_argument(
        "--check", action="append", default=[], metavar="ID", help="mend only what this check finds; may be repeated"
    )
    parser.add_argument("--list", action="store_true", help="list what can be mended, and stop")
    parser.add_argument(
        "--write", action="store_true", help="write the pages; on a terminal, each is asked about after it is shown"
    )
    parser.add_argument("--yes", action="store_true", help="with --write: do not ask")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--patch", action="store_true", help="show a patch for `git apply`")
    shown.add_argument("--json", action="store_true", help="show one JSON object a page")


def run(args: argparse.Namespace) -> int:
    """Show what can be mended, page by page, and write what is to be written.

    Returns:
        0 where nothing is left to mend, 1 where something is, or a page could not be read or written.

    Raises:
        UsageError: no path, one that does not exist, or a check without a fix.
    """
    if args.list:
        wide = max(len(fix.check) for fix in FIXES)
        sys.stdout.writelines(f"{fix.check:<{wide}}  {_named(fix)}{fix.what}\n" for fix in FIXES)
        return 0
    if not args.paths:
        raise UsageError("no page is named", hint="Name page files, or folders that hold them.")
    if args.yes and not args.write:
        raise UsageError("--yes goes with --write")
    fixes, start = chosen(args.check), args.start
    found = find_settings(start)
    settings = load_settings(found) if found else Settings()
    content = found.parent / settings.paths.content if found else None
    run = _Run(Suite.from_settings(settings), fixes, content, args)
    for file in page_files((start / path for path in args.paths), start):
        run.page(file)
    sys.stderr.write(f"{run.tally}\n")
    return 1 if run.tally.left or run.tally.failed else 0


class _Run:
    """Page after page: mended, shown, written."""

    def __init__(self, suite: Suite, fixes: tuple[Fix, ...], content: Path | None, args: argparse.Namespace) -> None:
        self.tally = Tally()
        self._suite, self._fixes, self._content = suite, fixes, content
        self._printer = _printer(args, suite)
        self._may_write = _permission(args)

    def page(self, file: PageFile) -> None:
        """Mend a page; what is wrong with its file is told, and counted."""
        try:
            self._mend(file)
        except PageError as error:
            self.tally.failed += 1
            where = f"{file.shown}:{error.line}" if error.line else file.shown
            sys.stderr.write(f"{visible(str(PageError(error.message, where=where, hint=error.hint)))}\n")

    def _mend(self, file: PageFile) -> None:
        if file.problem:
            raise PageError(file.problem)
        text = read_file(file.path)
        mending = mend(self._suite, text, self._fixes)
        self.tally.add(mending)
        if mending.mended or mending.refused:
            self._printer.page(file.shown, mending)
            sys.stdout.flush()
        if mending.after != text and self._may_write(file.shown):
            path = Path(file.path)
            replace_file(path, text, mending.after)
            self.tally.written += 1
            self.tally.published += self._content is not None and path.resolve().is_relative_to(self._content.resolve())


def _printer(args: argparse.Namespace, suite: Suite) -> FixPrinter:
    if args.patch:
        return PatchPrinter(sys.stdout.buffer)
    return JsonPrinter(sys.stdout, suite.site) if args.json else TextPrinter(sys.stdout, suite.site)


def _permission(args: argparse.Namespace) -> Callable[[str], bool]:
    """Whether a page may be written, by how it is called."""
    if args.write and not args.yes and sys.stdin.isatty() and sys.stdout.isatty():
        return Asker(input, sys.stdout)
    return lambda _: bool(args.write)


def _named(fix: Fix) -> str:
    return "(only by --check) " if fix.by_name else ""
