"""`answerdesk ledger`: the ledger as files, and back."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from gen.errors import UsageError
from gen.ledger import archive, transfer
from gen.ledger.schema import HEAD
from gen.workspace import Workspace

HELP = (
    "Write the ledger into an archive (`export`), or a new ledger from one (`import`): to keep it, to move it to "
    "another database, to count in it with other tools."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("action", metavar="ACTION", choices=("export", "import"), help="`export` or `import`")
    parser.add_argument("path", metavar="PATH", type=Path, help="a .jsonl file, or a folder of Parquet files")


def run(args: argparse.Namespace) -> int:
    """Export or import, and say how many rows of what.

    Raises:
        UsageError: the archive is none, or stands in the way.
        LedgerError: there is a ledger already where one is to be made.
    """
    workspace = Workspace.find(args.start)
    path = args.start / args.path
    counts = _export(workspace, path) if args.action == "export" else _import(workspace, path)
    sys.stdout.writelines(f"{number:>12,}  {name}\n" for name, number in counts.items())
    return 0


def _export(workspace: Workspace, path: Path) -> Counter[str]:
    write = archive.write_lines if path.suffix == ".jsonl" else archive.write_parquet
    with workspace.open_ledger() as ledger, ledger.read() as connection:
        return write(path, HEAD, transfer.rows(connection))


def _import(workspace: Workspace, path: Path) -> Counter[str]:
    if not path.exists():
        raise UsageError(f"there is no {path}")
    version, rows = archive.read_parquet(path) if path.is_dir() else archive.read_lines(path)
    return transfer.put(workspace.settings.ledger, workspace.root, version, rows)
