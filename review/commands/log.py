"""`answerdesk log`: the whole history of a draft, a page or a person."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gen.errors import UsageError
from gen.ledger import DraftQuery, Ledger
from gen.ledger.journal import Event, of_draft, of_person, people
from gen.mistakes import offer
from gen.progress import money
from gen.visible import one_line
from gen.workspace import Workspace

HELP = "Tell the whole history of a draft, of a page of the content tree, or of what a person said."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("draft", metavar="DRAFT", nargs="?", help="a draft's id, or its page's file")
    parser.add_argument("--who", metavar="NAME", help="what this person said of drafts and findings")
    parser.add_argument("--json", action="store_true", help="one JSON object an event")


def run(args: argparse.Namespace) -> int:
    """Tell it.

    Raises:
        UsageError: neither or both are named, or there is no such draft or person.
    """
    if (args.draft is None) == (args.who is None):
        raise UsageError("name a draft, or a person with --who", hint="answerdesk log 12, answerdesk log --who NAME")
    workspace = Workspace.find(args.start)
    with workspace.open_ledger() as ledger:
        events = _of_person(ledger, args.who) if args.draft is None else _of_draft(ledger, workspace, args)
        for event in events:
            sys.stdout.write((json.dumps(event.as_dict(), ensure_ascii=False) if args.json else _line(event)) + "\n")
    return 0


def _of_draft(ledger: Ledger, workspace: Workspace, args: argparse.Namespace) -> Iterable[Event]:
    if args.draft.isdecimal():
        row = ledger.draft(int(args.draft))
    else:
        path = (args.start / Path(args.draft)).resolve()
        below = path.relative_to(workspace.root).as_posix() if path.is_relative_to(workspace.root) else ""
        row = next(iter(ledger.drafts(DraftQuery(path=below))), None) if below else None
    if row is None:
        raise UsageError(f"there is no draft {one_line(args.draft)}", hint="`answerdesk list --state all` lists them.")
    with ledger.read() as connection:
        yield from of_draft(connection, row)


def _of_person(ledger: Ledger, who: str) -> Iterator[Event]:
    with ledger.read() as connection:
        known = people(connection)
        if who not in known:
            raise UsageError(f"nobody called {one_line(who)} has said anything{offer(who, known)}")
        yield from of_person(connection, who)


def _line(event: Event) -> str:
    at = datetime.fromtimestamp(event.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    who = f" by {event.who}" if event.who else ""
    return one_line(f"{at}  draft {event.draft_id}  {event.kind}{who}{_rest(event)}")


def _rest(event: Event) -> str:
    what = event.what
    if event.kind == "claimed":
        return f": {what['question']} ({what['where']})"
    if event.kind == "called":
        said = f": {what['of']} of {what['model_asked']}, {what['outcome']}, {money(what['cost'])}"
        return said + (f" ({what['error']})" if what["error"] else "")
    if event.kind == "checked":
        score = "not scored" if what["score"] < 0 else f"score {what['score']:.2f}"
        return f": {score}{', needs a person' if what['needs_person'] else ''}, page {what['page_hash'][:12]}"
    if event.kind == "assessed":
        return _assessed(what)
    told = [f"{what['how']} {what['check']}"] if event.kind == "settled" else []
    told += [f"as {what['role']}"] if what["role"] else []
    told += [what["reason"]] if what["reason"] else []
    told += [f'"{what["note"]}"'] if what["note"] else []
    told += [f'in spite of errors: "{what["override"]}"'] if what.get("override") else []
    told.append(f"page {what['page_hash'][:12]}")
    return f": {', '.join(told)}"


def _assessed(what: Mapping[str, Any]) -> str:
    """What a judge, or other samples, said of a sentence."""
    by = f"by the {what['layer']}" + (f" ({what['model']})" if what["model"] else "")
    found = f" ({what['found']})" if what["found"] else ""
    place = f', {what["place"]} says "{what["quote"]}"' if what["quote"] else ""
    reason = f": {what['reason']}" if what["reason"] else ""
    of = f'"{what["words"]}"' if what["words"] else "the answer"
    return f" {by}: {of} {what['state']}{found}{place}{reason}"
