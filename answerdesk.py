"""The front door: one command line. Its subcommands live in the rooms and are loaded when they are called."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from gen.errors import AnswerdeskError, UsageError
from gen.loading import for_good
from gen.visible import visible

# Name, module, and the line that `answerdesk --help` shows. Importing nothing here keeps that under 0.2 s.
COMMANDS = {
    "init": ("gen.commands.init", "make a workspace: settings, templates, a sample list"),
    "plan": ("gen.commands.plan", "say what a run over a question list would do, and cost; calls no model"),
    "generate": ("gen.commands.generate", "write drafts for a question list"),
    "batch": ("gen.commands.batch", "list batches of requests, collect what is over, or cancel some"),
    "export-batch": (
        "gen.commands.export_batch",
        "write what a question list would ask into a file, to be run by hand",
    ),
    "import-batch": ("gen.commands.import_batch", "read the answers that came of such a file"),
    "prompt": ("gen.commands.prompt", "show what the model would be asked for a question"),
    "sources": ("gen.commands.sources", "read the references, list them, and look for passages in them"),
    "check": ("evals.commands.check", "run the checks on pages, drafts or a whole tree"),
    "checks": ("evals.commands.checks", "list the checks, or show all that is said of one"),
    "golden": ("evals.commands.golden", "the golden set: list it, or make a case of a draft"),
    "record": ("evals.commands.record", "ask the model the golden set's questions, and keep what it says"),
    "replay": ("evals.commands.replay", "make the golden set's drafts of what was recorded, offline"),
    "compare": ("evals.commands.compare", "what a change of prompts, model or settings does to drafts; a gate for CI"),
    "fix": ("evals.commands.fix", "mend what is safe to mend in pages; shows it first"),
    "judge": ("review.commands.judge", "have a model hold drafts against the sources, sentence by sentence"),
    "review": ("review.commands.review", "open the review page in a browser"),
    "status": ("review.commands.status", "count drafts by state, and say what to do next"),
    "list": ("review.commands.list", "list drafts"),
    "show": ("review.commands.show", "show a draft: its page, findings, receipt and history"),
    "accept": ("review.commands.accept", "accept drafts: their pages move to the content tree"),
    "reject": ("review.commands.reject", "reject drafts, with a reason"),
    "revise": ("review.commands.revise", "send drafts back to the model, with your words"),
    "settle": ("review.commands.settle", "list a draft's findings, and settle those that a person looked at"),
    "undo": ("review.commands.undo", "take the last verdict on a draft back"),
    "log": ("review.commands.log", "the whole history of a draft, a page or a person"),
    "calibrate": ("review.commands.calibrate", "how often each kind of flag was right, as reviewers judged"),
    "verify": ("review.commands.verify", "say which accepted pages do not stand any more"),
    "password": ("review.commands.password", "set somebody's password for the review page, or take it away"),
    "ledger": ("gen.commands.ledger", "write the ledger into an archive, or a new ledger from one"),
    "gather": ("gen.commands.gather", "write the drafts that other machines have made into this tray"),
    "doctor": ("review.commands.doctor", "try everything that a run and a reviewer need, and say what to do"),
    "serve": ("gen.commands.serve", "serve the embedded model to other programs on this machine"),
}

EXIT_FINE, EXIT_FINDINGS, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 fine; 1 findings at or above the level asked for, or rows that failed; 2 usage or settings; 130 interrupted.
    """
    try:
        status = _dispatch(sys.argv[1:] if argv is None else list(argv))
        sys.stdout.flush()
    except AnswerdeskError as error:
        print(f"answerdesk: {visible(str(error))}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_FINDINGS
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; Python would complain once more while closing the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FINE
    except KeyboardInterrupt:
        print("answerdesk: interrupted", file=sys.stderr)  # noqa: T201
        return EXIT_INTERRUPTED
    return status


def _dispatch(argv: list[str]) -> int:
    parser = _front_parser()
    front = parser.parse_args(argv)
    if front.command is None:
        parser.print_help()
        return EXIT_USAGE
    module = _load(COMMANDS[front.command][0])
    args = command_parser(front.command, module).parse_args(front.arguments)
    args.start = Path(front.directory)
    args.load_suite = load_suite
    args.load_scorer = load_scorer
    args.load_assessor = load_assessor
    args.check_names = check_names
    return int(module.run(args))


def _load(name: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    with for_good():
        return importlib.import_module(name)


def _front_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="answerdesk",
        description="Make answer pages with a language model, and take responsibility for every one of them.",
        epilog="\n".join(["commands:", *(f"  {name:<12} {line}" for name, (_, line) in COMMANDS.items())])
        + "\n\n`answerdesk COMMAND --help` says more of one.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="answerdesk [-C DIR] COMMAND …",
    )
    parser.add_argument("-C", dest="directory", metavar="DIR", default=".", help="work as if started in DIR")
    parser.add_argument("--version", action="version", version=f"answerdesk {version('answerdesk')}")
    parser.add_argument("command", metavar="COMMAND", nargs="?", choices=[*COMMANDS], help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def command_parser(name: str, module: ModuleType) -> argparse.ArgumentParser:
    """The argument parser of one command, from its module."""
    parser = argparse.ArgumentParser(prog=f"answerdesk {name}", description=module.HELP)
    module.add_arguments(parser)
    return parser


def load_suite(settings: object) -> object:
    """The eval suite for these settings. `gen` is handed this: it may not import `evals` itself."""
    return _load("evals.suite").Suite.from_settings(settings)


def load_scorer(settings: object) -> Callable[[object], object]:
    """Scores pages as they are made, by the eval suite for these settings; see `evals.scorer.score_page`."""
    return partial(_load("evals.scorer").score_page, load_suite(settings))


def load_assessor(*given: object) -> object:
    """Has models look at what answers claim, as the settings want it; see `evals.facts.assessor.Assessor`."""
    return _load("evals.facts.assessor").Assessor.of_generate(*given)


def check_names() -> Sequence[str]:
    """The ids of the checks of single pages."""
    return list(_load("evals.catalogue").CATALOGUE)


if __name__ == "__main__":
    sys.exit(main())
