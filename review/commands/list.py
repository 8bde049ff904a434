"""`answerdesk list`: the queue."""

import argparse
from collections.abc import Iterator
from itertools import islice

from gen.arguments import count
from gen.errors import UsageError
from gen.ledger import State
from gen.site.profile import SiteProfile
from gen.tables import console, findings_text, score_text, table
from review.desk import open_desk
from review.filters import Filter, Order
from review.output import talk, write_json
from review.queue import QueueLine, queue, size

HELP = "List drafts: those that wait for a verdict, worst score first, unless asked otherwise."
SHOWN = 20  # rows of a table; JSON has no such bound
_ALL = "all"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    states = [*map(str, State), _ALL]
    parser.add_argument("--state", choices=states, default=str(State.WAITING), help="how they stand (waiting)")
    parser.add_argument("--subject", metavar="S", default="", help="of this subject alone")
    parser.add_argument("--check", metavar="C", default="", help="with findings of this check")
    parser.add_argument("--severity", choices=["error", "warning", "note"], default="", help="with such findings")
    parser.add_argument("--below", metavar="X", default="", help="with a score below X")
    parser.add_argument("--run", metavar="N", default="", help="of this run")
    parser.add_argument("--reviewer", metavar="WHO", default="", help="on which this person gave a verdict")
    parser.add_argument("--text", metavar="WORDS", default="", help="with these words in question or reference")
    orders = {"score": Order.WORST, "id": Order.OLDEST, "best": Order.BEST, "newest": Order.NEWEST}
    parser.add_argument("--sort", choices=list(orders), default="score", help="worst score first (score), or by id …")
    parser.add_argument("--limit", type=count, metavar="N", help=f"at most N ({SHOWN}; with --json all)")
    parser.add_argument("--json", action="store_true", help="as JSON, one object a line and a draft")
    parser.set_defaults(orders=orders)


def run(args: argparse.Namespace) -> int:
    """List them."""
    with open_desk(args.start, args.load_suite) as desk:
        said = {name: getattr(args, name) for name in _FILTERS}
        said["subject"] = _subject(args.subject, desk.workspace.settings.site)
        wanted = Filter.read({**said, "order": args.orders[args.sort]})
        limit = args.limit if args.json else args.limit or SHOWN
        if args.json:
            for line in queue(desk.ledger, wanted, limit=limit):
                write_json(line.as_dict())
            return 0
        lines, total = list(queue(desk.ledger, wanted, limit=limit)), size(desk.ledger, wanted)
        for trouble in desk.owed:
            talk(f"answerdesk: {trouble}")
    _print(lines, total, args.state, wanted.subject)
    return 0


_FILTERS = ("state", "check", "severity", "below", "run", "reviewer", "text")


def _print(lines: list[QueueLine], total: int, state: str, subject: str) -> None:
    if not lines:
        of = f" of {subject}" if subject else ""
        talk(f"there is no draft{of}" if state == _ALL else f"no draft{of} is {state}", "Next:  answerdesk status")
        return
    columns = {"id": "right", "score": "right", "findings": "left", "subject": "left", "question": "rest"}
    if state == _ALL:
        columns = {"id": "right", "state": "left", **columns}
    console().print(table(columns, (_row(line, columns) for line in lines)))
    if total > len(lines):
        talk(f"… {len(lines)} of {total:,}; --limit N shows more")
    talk(f"Next:  answerdesk show {lines[0].id}")


def _row(line: QueueLine, columns: dict[str, str]) -> Iterator[str]:
    findings = line.error or line.outcome if line.state is State.FAILED else findings_text(line.findings)
    cells = {
        "id": str(line.id),
        "state": str(line.state),
        "score": score_text(line.score),
        "findings": findings[:40],
        "subject": line.subject,
        "question": line.question,
    }
    return (cells[name] for name in columns)


def _subject(said: str, site: SiteProfile) -> str:
    """The display name of a subject in any spelling."""
    name = site.subject_name(said) if said else ""
    if name is None:
        raise UsageError(f"the site has no subject {said!r}", hint=f"It has: {', '.join(islice(site.subjects, 60))}.")
    return name
