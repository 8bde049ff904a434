"""`answerdesk plan`: what a run would do."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.console import Console

from gen.arguments import add_model_argument
from gen.config import Settings
from gen.errors import TemplateError
from gen.estimate import Estimate, Seen, estimate
from gen.ledger import Ledger, State
from gen.list_arguments import add_list_arguments, read_list
from gen.planning import FAULTS, Fate, Screened, screen
from gen.prompting.prompt import PromptLibrary
from gen.workspace import Workspace

HELP = (
    "Say what a run over a question list would do: rows, duplicates, what is done, calls, tokens, money. Asks no model."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_list_arguments(parser)
    add_model_argument(parser)
    parser.add_argument("--json", action="store_true", help="report as JSON")


@dataclass(slots=True)
class _Plan:
    """Counts by fate; and by model the questions to come, and the characters of their prompts."""

    fates: Counter[Fate] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)

    def add(self, row: Screened, library: PromptLibrary, settings: Settings, model: str) -> Screened:
        """Count a row; what comes back is a bad one where it names a template that does not work."""
        if row.fate is Fate.TODO and row.question is not None:
            model = row.question.model or model
            template = settings.model_settings(model).template
            try:
                prompt = library.answer(row.question, settings.site, template=template)
            except TemplateError as error:
                row = Screened(Fate.BAD, row.question, error.message, row.where, error.hint)
            else:
                self.questions[model] += 1
                self.characters[model] += sum(len(message["content"]) for message in prompt.messages)
        self.fates[row.fate] += 1
        return row


def run(args: argparse.Namespace) -> int:
    """Screen the list and add up. 1 where rows are bad or clash."""
    workspace = Workspace.find(args.start)
    library = PromptLibrary.checked(workspace.prompts)
    talk, plan = Console(stderr=True), _Plan()

    def say(line: str) -> None:
        talk.print(line, markup=False, highlight=False, soft_wrap=True)

    rows = read_list(args, workspace, say)
    with workspace.open_ledger() as ledger:
        catalog = workspace.catalog(ledger)
        catalog.sync()
        screened = (row for chunk in screen(rows, catalog) for row in _with_drafts(chunk, ledger))
        asked = args.model or workspace.settings.model
        checked = (plan.add(row, library, workspace.settings, asked) for row in screened)
        for row in _limited(checked, args.limit):
            if row.message and row.fate is not Fate.DRAFTED:
                say(str(row))
        estimates = {
            model: estimate(questions, plan.characters[model], model, workspace.settings, _seen(ledger, model))
            for model, questions in plan.questions.items()
        }
    _report(args, plan, estimates)
    return 1 if any(plan.fates[fate] for fate in FAULTS) else 0


def _with_drafts(chunk: list[Screened], ledger: Ledger) -> Iterator[Screened]:
    """Rows that would be work, unless the ledger has their draft."""
    states = ledger.states(row.question.key for row in chunk if row.fate is Fate.TODO and row.question is not None)
    for row in chunk:
        state = states.get(row.question.key) if row.question is not None and row.fate is Fate.TODO else None
        if state is None or state in (State.CLAIMED, State.REVISE):
            yield row
        elif state is State.FAILED:
            yield Screened(Fate.FAILED, row.question, "failed before", row.where)
        else:
            yield Screened(Fate.DRAFTED, row.question, f"drafted already ({state})", row.where)


def _limited(rows: Iterable[Screened], limit: int | None) -> Iterator[Screened]:
    """As many as `generate --limit` would come to."""
    todo = 0
    for row in rows:
        yield row
        todo += row.fate is Fate.TODO
        if todo == limit:
            return


def _report(args: argparse.Namespace, plan: _Plan, estimates: dict[str, Estimate]) -> None:
    if args.json:
        report = {
            "rows": {fate.value: plan.fates[fate] for fate in Fate if fate is not Fate.BUSY},
            "models": {model: found.as_dict() for model, found in estimates.items()},
        }
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
        return
    lines = [f"{plan.fates.total():,} rows"]
    lines += [f"  {plan.fates[fate]:>9,}  {fate}" for fate in Fate if plan.fates[fate]]
    for model, found in estimates.items():
        lines += ["", model, *(f"  {line}" for line in str(found).splitlines())]
    if not estimates:
        lines += ["", "nothing to do"]
    sys.stdout.write("\n".join(lines) + "\n")


def _seen(ledger: Ledger, model: str) -> dict[str, Seen]:
    return {
        kind: Seen(usage.completion_tokens / usage.calls, usage.calls / usage.questions)
        for kind, usage in ledger.usage(model).items()
    }
