"""`answerdesk password`: who may sign in on the review page."""

import argparse
import getpass
import sys

from gen.errors import UsageError
from gen.ledger import sessions
from gen.workspace import Workspace
from review.passwords import Passwords
from review.reviewer import reviewer

HELP = "Set somebody's password for the review page, or take it away. It signs them out everywhere."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("name", metavar="NAME", help='as it is kept with verdicts: "Jane Doe <jane@example.org>"')
    parser.add_argument("--remove", action="store_true", help="take it away: they cannot sign in any more")


def run(args: argparse.Namespace) -> int:
    """Write the file."""
    workspace = Workspace.find(args.start)
    settings = workspace.settings.review
    passwords = Passwords(workspace.root / settings.passwords)
    person = reviewer(args.name, settings)
    if args.remove:
        passwords.remove(person.name)
    else:
        passwords.set(person.name, _asked())
    with workspace.open_ledger() as ledger, ledger.transaction() as connection:
        sessions.end_all(connection, person.name)
    role = f" ({person.role})" if person.role else ""
    sys.stderr.write(f"{person.name}{role} {'cannot sign in any more' if args.remove else 'has a new password'}.\n")
    return 0


def _asked() -> str:
    """Twice at a terminal, since nobody sees what is typed; else one line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    try:
        first, second = getpass.getpass("Password: "), getpass.getpass("Again: ")
    except EOFError:
        raise UsageError("no password was typed") from None
    if first != second:
        raise UsageError("these are two different passwords")
    return first
