"""Gives a verdict on several drafts, one after another, and reports on each."""

import argparse
import json
import re
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TextIO

from gen.errors import AnswerdeskError, UsageError
from gen.tables import findings_text
from gen.visible import one_line
from review.changes import changes, in_lines, written
from review.desk import Desk, open_desk
from review.find import find_draft
from review.findings import tally
from review.judging import Circumstances, Given, PageChanged
from review.look import look
from review.output import talk, write_json
from review.reviewer import Reviewer, who

Give = Callable[[Desk, int, Reviewer, Circumstances], Given]


def add_arguments(parser: argparse.ArgumentParser, *, at_least_one: bool = True) -> None:
    """ID…, --note, --read, --as and --json."""
    parser.add_argument(
        "ids",
        nargs="+" if at_least_one else "*",
        metavar="ID",
        help="a draft's id, its page's path, its key or its row's reference; `-` reads them from standard input, "
        "one a line, as `list --json` writes them or bare",
    )
    parser.add_argument("--note", default="", metavar="WORDS", help="words to keep with the verdict")
    read = "what `show` says of the page that you read; another page is refused, and what changed is shown"
    parser.add_argument("--read", metavar="HASH", type=_hash, help=read)
    parser.add_argument("--as", dest="reviewer", metavar="NAME", help="who you are (settings: review; else git's user)")
    parser.add_argument("--json", action="store_true", help="report as JSON, one object a line and a draft")


def give_all(args: argparse.Namespace, give: Give, *, with_catalog: bool = False) -> int:
    """Give a verdict on every draft that is named. What cannot be given does not stop the others.

    Args:
        args: of the command.
        give: gives it on one.
        with_catalog: look over the content tree first.

    Returns:
        0, or 1 where one could not be given.
    """
    if args.read and (len(args.ids) > 1 or args.ids == ["-"]):
        raise UsageError("--read is of one page", hint="Name one draft with it.")
    failed = 0
    with open_desk(args.start, args.load_suite) as desk:
        by = who(desk.workspace.root, desk.workspace.settings.review, args.reviewer)
        if with_catalog:
            desk.catalog.sync()
        for trouble in desk.owed:
            talk(f"answerdesk: {trouble}")
        under = Circumstances(args.read or "", batch=secrets.token_hex(8))
        seen: set[int] = set()
        for said in named(args.ids, sys.stdin):
            failed += not _give_one(args, desk, said, lambda number: give(desk, number, by, under), seen)
            sys.stdout.flush()
    if len(seen) > 1 and not args.json:
        talk(f"`answerdesk undo --batch {under.batch}` takes these back at once.")
    return 1 if failed else 0


def named(ids: Iterable[str], stdin: TextIO) -> Iterator[str]:
    """The drafts that a command line names; `-` stands for the lines of `stdin`.

    Raises:
        UsageError: a line that is an object without an id.
    """
    for said in ids:
        if said != "-":
            yield said
            continue
        for number, line in enumerate(stdin, 1):
            if line.strip():
                yield _named(line.strip(), number)


def _named(line: str, number: int) -> str:
    if not line.startswith("{"):
        return line
    try:
        return str(json.loads(line)["id"])
    except (ValueError, KeyError, RecursionError):
        raise UsageError("this is no object with an `id`", where=f"standard input:{number}") from None


def _give_one(args: argparse.Namespace, desk: Desk, said: str, give: Callable[[int], Given], seen: set[int]) -> bool:
    """Whether it was given; a draft that was named before is passed over."""
    number = None
    try:
        number = find_draft(desk, args.start, said).id
        if number in seen:
            return True
        seen.add(number)
        given = give(number)
    except UsageError:
        raise
    except AnswerdeskError as error:
        if isinstance(error, PageChanged) and number is not None:
            error.context = _what_changed(desk, number)
        if args.json:
            write_json({"id": number, "said": said, "done": False, "error": str(error)})
        else:
            talk(f"answerdesk: {error}")
        return False
    if args.json:
        write_json(_as_dict(given))
    else:
        sys.stdout.write("\n".join(_lines(given)) + "\n")
    return True


def _what_changed(desk: Desk, number: int) -> str:
    """Since the model wrote it: the ledger does not keep what was read in between."""
    draft = desk.ledger.draft(number)
    old, seen = (written(desk, draft), look(desk, draft)) if draft is not None else (None, None)
    if old is None or seen is None or seen.page is None:
        return ""
    lines = list(in_lines(changes(old, seen.page.answer)))
    told = lines or ["the answer is the same; the fields around it are not"]
    return "\n".join(["What stands now, beside what the model wrote:", *(f"  {line}" for line in told)])


def _hash(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{8,64}", text):
        raise argparse.ArgumentTypeError("the first 8 characters or more of a page's hash")
    return text


def _as_dict(given: Given) -> dict[str, Any]:
    verdict, again = given.verdict, given.checked_again
    return {
        "id": verdict.draft_id,
        "done": True,
        "verdict": str(verdict.kind),
        "who": verdict.who,
        "role": verdict.role,
        "at": verdict.at,
        "page_hash": verdict.page_hash,
        "batch": verdict.batch,
        "path": given.place,
        "checked_again": None if again is None else {"score": again.score, "findings": tally(again)},
        "note": given.note,
    }


def _lines(given: Given) -> Iterator[str]:
    verdict, again = given.verdict, given.checked_again
    reason = f" ({verdict.reason})" if verdict.reason else ""
    yield f"{verdict.draft_id}: {_DONE[verdict.kind]}{reason} by {verdict.who}: {one_line(given.place)}"
    if again is not None:
        yield f"    it or its references changed, and it was checked again: {findings_text(tally(again))}"
    if given.note:
        yield f"    {one_line(given.note)}"


_DONE = {
    "approve": "approved",
    "accept": "accepted",
    "reject": "rejected",
    "revise": "sent back",
    "undo": "waits again, taken back",
}
