"""`answerdesk init`: a new workspace."""

import argparse
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from gen.errors import UsageError
from gen.files import write_atomic
from gen.shipped import shipped
from gen.workspace import SETTINGS_FILE

HELP = "Make a workspace: settings, templates and a sample list, ready for `answerdesk generate`."

# Files of `gen/ci/`, and where a repository has them.
_CI = {"answerdesk.yml": ".github/workflows/answerdesk.yml", "pre-commit.yaml": ".pre-commit-config.yaml"}
_IGNORED = """\
# Drafts, the ledger, what checks remember and passwords stay here; accepted pages in the content tree are not.
/drafts/*
/ledger.sqlite*
/.answerdesk_cache/
/passwords.yaml
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("directory", metavar="DIR", type=Path, help="the folder to make it in; may exist")
    parser.add_argument("--ci", action="store_true", help="add a workflow for GitHub Actions and pre-commit hooks, too")


def run(args: argparse.Namespace) -> int:
    """Copy what is shipped. Files that are there already are never touched."""
    target: Path = args.start / args.directory
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file", hint="Name a folder.")
    if (target / SETTINGS_FILE).exists() and args.ci:
        return _add_ci(target)
    if (target / SETTINGS_FILE).exists():
        raise UsageError(f"{target} is a workspace already", hint=f"Its settings are {target / SETTINGS_FILE}.")
    source = shipped()
    for path in _files(source):
        place = target / path.relative_to(source)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    for folder in ("drafts", "content"):
        (target / folder).mkdir(exist_ok=True)
    if not (target / ".gitignore").exists():
        write_atomic(target / ".gitignore", _IGNORED)
    if args.ci:
        _add_ci(target)
    sys.stderr.write(f"A workspace is ready in {target}. Next:\n")
    sys.stdout.write(f"answerdesk -C {args.directory} generate questions/sample.csv --limit 3\n")
    return 0


def _add_ci(target: Path) -> int:
    """The workflow and the hooks; files that are there already stay as they are."""
    for name, place in _CI.items():
        path = target / place
        if path.exists():
            sys.stderr.write(f"{path} is there already, and stays as it is\n")
        else:
            write_atomic(path, files("gen").joinpath("ci", name).read_text("utf-8"))
            sys.stderr.write(f"{path} is new\n")
    return 0


def _files(source: Path) -> list[Path]:
    folders = (source / "prompts", source / "questions")
    return [source / SETTINGS_FILE, *(p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file())]
