"""`answerdesk check`: run the checks over pages, drafts or a whole tree."""

import argparse
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TextIO

from platformdirs import user_cache_path
from rich.console import Console

from evals.checking import ExamineAll, Run
from evals.finding import Severity
from evals.outputs import Outputs, Target, targets_of
from evals.printers.explained import ExplainedJsonPrinter, ExplainedTextPrinter
from evals.printers.github import GitHubPrinter
from evals.printers.html import HtmlPrinter
from evals.printers.json import JsonPrinter
from evals.printers.junit import JUnitPrinter
from evals.printers.printer import Printer
from evals.printers.sarif import SarifPrinter
from evals.printers.statistics import statistics
from evals.printers.summary import SummaryPrinter
from evals.printers.text import TextPrinter
from evals.report import Gate, Totals
from evals.running.cache import Cache
from evals.running.changed import changes_since
from evals.running.pool import examine_all
from evals.running.progress import Bar
from evals.running.scope import Scope, scope_of
from evals.selection import select
from evals.shelf import with_shelf
from evals.suite import Suite
from gen import cache_folder
from gen.config import Settings
from gen.errors import UsageError
from gen.mistakes import offer
from gen.processes import cores
from gen.settings_file import load_settings
from gen.visible import one_line
from gen.workspace import Workspace, find_settings

HELP = "Run the checks over pages, drafts or a whole tree."
PRINTERS: dict[str, Callable[[TextIO], Printer]] = {
    "text": TextPrinter,
    "json": JsonPrinter,
    "junit": JUnitPrinter,
    "sarif": SarifPrinter,
    "github": GitHubPrinter,
    "summary": SummaryPrinter,
    "html": HtmlPrinter,
}

# The same with what cost what; the other formats say it themselves, or have no place for it.
EXPLAINED: dict[str, Callable[[TextIO], Printer]] = {"text": ExplainedTextPrinter, "json": ExplainedJsonPrinter}

_FEW = 50  # pages: to check them takes no longer than to open the cache for them


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add = parser.add_argument
    add(
        *("paths",),
        nargs="*",
        metavar="PATH",
        help="a page file, a folder of them, or - for a list of these on standard input (tray and content tree)",
    )
    add("--files-from", metavar="FILE", help="the same list in a file, one path a line or one before each NUL")
    add("--against", action="append", default=[], metavar="PATH", help="pages to compare with, not reported themselves")
    add("--changed-since", metavar="REV", help="report what the branch has changed since it left REV, and made bad")
    add("--subject", default="", metavar="S", help="report pages of this subject only")
    add("--check", action="append", default=[], metavar="ID", help="run this check only; may be repeated")
    add("--skip", action="append", default=[], metavar="ID", help="do not run this check; may be repeated")
    formats = f"{', '.join(PRINTERS)}; with =FILE into a file; may be repeated (text)"
    add("--format", action="append", default=[], metavar="FORMAT[=FILE]", dest="formats", help=formats)
    add("--json", action="append_const", const="json", dest="formats", help="the same as --format json")
    add("--output", type=Path, metavar="FILE", help="the file of a format that names none")
    explained = "text, JSON: each page's score too, what cost what, and what the page ignores with which reason"
    add("--explain", action="store_true", help=explained)
    add("--statistics", action="store_true", help="count findings by check, at the end")
    levels = [str(severity) for severity in sorted(Severity, reverse=True)]
    add(
        "--fail-on",
        choices=[*levels, "never"],
        default="error",
        help="the least severity that makes the exit status 1 (error); pages that could not be checked always do",
    )
    add("--min-score", type=_score, default=0.0, metavar="X", help="a score under X makes the exit status 1, too")
    add("--jobs", type=_jobs, default=cores(), metavar="N", help="processes (as many as there are processors)")
    add(
        "--engine",
        choices=["local", "ray"],
        default="local",
        help="`ray`: on a cluster, --jobs workers (docs/scale.md)",
    )
    add("--no-cache", action="store_true", help="check every page anew, and keep nothing")


def run(args: argparse.Namespace) -> int:
    """Check the pages, and print what is found.

    Returns:
        0, or 1 where there are findings at or above the level asked for, or a page was not checked.

    Raises:
        UsageError: paths, formats, checks or a revision that are not there.
    """
    began = time.monotonic()
    start: Path = args.start
    settings_file = find_settings(start)
    settings = load_settings(settings_file) if settings_file else Settings()
    suite = Suite.from_settings(select(settings, args.check, args.skip))
    if settings_file:
        suite = with_shelf(suite, Workspace(settings_file.parent, settings))
    targets = _targets(args)
    root = settings_file.parent if settings_file else None
    scope = _scope(args, suite, settings, root)
    gate = Gate(None if args.fail_on == "never" else Severity[args.fail_on.upper()], args.min_score)
    totals = Totals(version=suite.version)
    with ExitStack() as stack:
        outputs = stack.enter_context(Outputs(targets, _printers(gate, explain=args.explain)))
        cache = None
        if not args.no_cache and len(scope.files) >= _FEW:
            cache = stack.enter_context(Cache(_cache_folder(root), suite.version, _say))
        bar = stack.enter_context(Bar(len(scope.files), Console(stderr=True)))
        work = Run(suite, scope, cache, _engine(args), bar.tell)
        for report in work.reports():
            bar.stop()  # what is printed now is not to mix with it
            outputs.page(report)
            totals.add(report, gate)
        totals.cached, totals.seconds = work.cached, time.monotonic() - began
        outputs.close(totals)
    for score, path in totals.lowest:
        _say(f"{path} has the score {score:.3f}")
    sys.stderr.write(f"{statistics(totals) if args.statistics else ''}{totals}\n")
    return 0 if totals.fine else 1


def _engine(args: argparse.Namespace) -> ExamineAll:
    if args.engine == "local":
        return partial(examine_all, jobs=args.jobs)
    try:
        from evals.running.fleet import examine_on_ray  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "ray":
            raise
        hint = "pip install 'answerdesk[ray]'; one machine needs none of it."
        raise UsageError("--engine ray needs the package ray", hint=hint) from None
    return partial(examine_on_ray, workers=args.jobs, address=os.environ.get("RAY_ADDRESS"))


def _targets(args: argparse.Namespace) -> list[Target]:
    """What goes where. On GitHub Actions, annotations come with a summary on the job's page."""
    targets = targets_of(args.formats, args.output, PRINTERS, args.start)
    formats = {target.format for target in targets}
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and "github" in formats and "summary" not in formats:
        targets.append(Target("summary", Path(summary), append=True))
    return targets


def _printers(gate: Gate, *, explain: bool) -> dict[str, Callable[[TextIO], Printer]]:
    printers = PRINTERS | EXPLAINED if explain else PRINTERS
    return printers | {"junit": partial(JUnitPrinter, gate=gate)}


def _scope(args: argparse.Namespace, suite: Suite, settings: Settings, root: Path | None) -> Scope:
    start: Path = args.start
    content = root / settings.paths.content if root else None
    paths = _paths(args)
    if not paths and not args.files_from and args.paths != ["-"]:
        paths = _defaults(start, root, settings)
    changes = None
    if args.changed_since is not None:
        changes = changes_since(args.changed_since, [path if path.is_dir() else path.parent for path in paths])
    against = [start / path for path in args.against]
    subject = _subject(args.subject, suite)
    return scope_of(paths, start, against=against, changes=changes, subject=subject, site_root=content, workspace=root)


def _paths(args: argparse.Namespace) -> list[Path]:
    """The paths of the command line, and those of its lists."""
    named: list[str] = []
    for path in args.paths:
        named += _listed(sys.stdin.buffer.read()) if path == "-" else [path]
    if args.files_from is not None:
        try:
            content = (args.start / args.files_from).read_bytes()
        except OSError as error:
            raise UsageError(f"the list {args.files_from} cannot be read: {error.strerror}") from None
        named += _listed(content)
    return [args.start / path for path in named]


def _listed(content: bytes) -> list[str]:
    parts = content.split(b"\0") if b"\0" in content else content.splitlines()
    return [os.fsdecode(part) for part in parts if part]


def _defaults(start: Path, root: Path | None, settings: Settings) -> list[Path]:
    if root is None:
        hint = "Name page files, or folders that hold them; in a workspace it is the tray and the content tree."
        raise UsageError("there is nothing to check", hint=hint)
    folders = [root / settings.paths.drafts, root / settings.paths.content]
    return [start / os.path.relpath(folder, start) for folder in folders if folder.is_dir()]


def _subject(name: str, suite: Suite) -> str:
    """The slug of a subject, named by any spelling that the site knows, or by the slug itself."""
    site = suite.site
    if name in {"", *map(site.slug, site.subjects)}:
        return name
    if site.subjects_closed and site.subject_name(name) is None:
        raise UsageError(f"the site has no subject `{name}`{offer(name, list(site.subjects))}")
    return suite.subject_slug(name)


def _cache_folder(root: Path | None) -> Path:
    """In a workspace, beside the ledger; other folders are somebody else's, so there it is the user's own."""
    return root / cache_folder.NAME if root else user_cache_path("answerdesk", appauthor=False)


def _say(words: str) -> None:
    sys.stderr.write(f"answerdesk: {one_line(words)}\n")


def _score(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("a score is between 0 and 1")
    return value


def _jobs(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least one process")
    return value
