"""`answerdesk settle`: findings that a person has looked at."""

import argparse

from gen.errors import UsageError
from gen.ledger.settlements import How
from gen.visible import one_line
from review.desk import open_desk
from review.find import find_draft
from review.findings import place
from review.judging import waiting_draft
from review.look import look
from review.output import results, talk, write_json
from review.reviewer import who
from review.tasks import DISMISSALS, Task, settle, tasks_on

HELP = (
    "List the findings of a draft with their numbers, or settle some: confirm that a person looked and the page is "
    "right, or dismiss a finding with a reason. Errors have to be mended or settled before an accept."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("id", metavar="ID", help="a draft's id, its page's path, its key or its row's reference")
    parser.add_argument("numbers", nargs="*", type=int, metavar="N", help="numbers of findings; without any, list them")
    parser.add_argument("--dismiss", metavar="R", default="", help=f"why they do not count: {', '.join(DISMISSALS)}")
    parser.add_argument("--reopen", action="store_true", help="take back what was said of them")
    parser.add_argument("--note", default="", metavar="WORDS", help="words to keep with it")
    parser.add_argument("--as", dest="reviewer", metavar="NAME", help="who you are (settings: review; else git's user)")
    parser.add_argument("--json", action="store_true", help="as JSON, one object a line and a finding")


def run(args: argparse.Namespace) -> int:
    """List or settle them.

    Raises:
        UsageError: there is no finding of a number.
    """
    if args.reopen and args.dismiss:
        raise UsageError("--reopen and --dismiss exclude each other")
    how = How.REOPEN if args.reopen else How.DISMISS if args.dismiss else How.CONFIRM
    with open_desk(args.start, args.load_suite) as desk:
        draft = waiting_draft(desk, find_draft(desk, args.start, args.id).id)
        by = who(desk.workspace.root, desk.workspace.settings.review, args.reviewer)
        tasks = tasks_on(desk, draft, look(desk, draft).inspected)
        wrong = [number for number in args.numbers if not 1 <= number <= len(tasks)]
        if wrong:
            raise UsageError(f"draft {draft.id} has no finding {wrong[0]}", hint=f"It has {len(tasks)}.")
        for number in args.numbers:
            settle(desk, draft, tasks[number - 1].name, how, by, reason=args.dismiss, note=args.note)
        tasks = tasks_on(desk, draft, look(desk, draft).inspected)
    _print(tasks, as_json=args.json)
    left = sum(task.open for task in tasks)
    talk(f"{left} to settle" if left else f"Nothing is left to settle.  Next:  answerdesk accept {draft.id}")
    return 0


def _print(tasks: tuple[Task, ...], *, as_json: bool) -> None:
    for number, task in enumerate(tasks, 1):
        said = task.settled
        if as_json:
            how = (
                None if said is None else {"how": str(said.how), "who": said.who, "reason": said.reason, "at": said.at}
            )
            write_json({"number": number, **task.finding, "name": task.name, "required": task.required, "settled": how})
            continue
        state = "open" if task.open else "–" if said is None else f"{said.how} by {said.who}"
        line = f"{number:>3}  {state}  {task.finding['severity']}  {place(task.finding)}[{task.finding['check']}]"
        results().print(one_line(f"{line} {task.finding['message']}"), markup=False)
