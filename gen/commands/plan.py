"""`answerdesk plan`: what a run would do."""

import argparse
import datetime
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console

from gen.batch.arguments import Engine, add_engine_argument
from gen.batch.under_way import UnderWay, under_way
from gen.config import Settings
from gen.errors import TemplateError
from gen.estimate import Estimate, Work, estimate
from gen.estimate_judging import estimate_judging
from gen.gate import Gate
from gen.ledger import Ledger, State
from gen.list_arguments import add_list_arguments, read_list
from gen.planning import FAULTS, Fate, Screened, screen
from gen.prices import KnownPrice, endpoint_url, known_price
from gen.progress import money
from gen.prompting.prompt import PromptLibrary
from gen.prompting.values import SourceValues
from gen.question import Question
from gen.run_arguments import add_run_arguments, as_asked
from gen.sources.asked import with_known_sources
from gen.sources.in_prompt import prompt_passages, source_values
from gen.sources.references import References
from gen.sources.sources import Sources
from gen.sources.telling import Teller
from gen.workspace import Workspace

_as_json = json.JSONEncoder(ensure_ascii=False).encode  # kept: `dumps` makes one a call

HELP = (
    "Say what a run over a question list would do: rows, duplicates, what is done, calls, tokens, money. Asks no model."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_list_arguments(parser)
    add_run_arguments(parser)
    add_engine_argument(parser)
    parser.add_argument("--json", action="store_true", help="report as JSON")


@dataclass(slots=True)
class _Plan:
    """Counts by fate; and by model the questions to come, and the characters of their prompts.

    Attributes:
        sources: the references, some of whose passages may stand in the prompts.
    """

    sources: Sources | None = None
    fates: Counter[Fate] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)

    def add(self, row: Screened, library: PromptLibrary, settings: Settings, model: str) -> Screened:
        """Count a row; what comes back is a bad one where it names a template that does not work."""
        if row.fate is Fate.TODO and row.question is not None:
            model = row.question.model or model
            template = settings.model_settings(model).template
            try:
                given = self._passages(row.question, settings)
                prompt = library.answer(row.question, settings.site, template=template, passages=given)
            except TemplateError as error:
                row = Screened(Fate.BAD, row.question, error.message, row.where, error.hint)
            else:
                self.questions[model] += 1
                self.characters[model] += len(_as_json(prompt.messages))
        self.fates[row.fate] += 1
        return row

    def _passages(self, question: Question, settings: Settings) -> tuple[SourceValues, ...]:
        references = None if self.sources is None else References(self.sources, question.sources)
        return source_values(prompt_passages(question, references, settings.sources))


def run(args: argparse.Namespace) -> int:
    """Screen the list and add up. 1 where rows are bad or clash."""
    workspace = as_asked(Workspace.find(args.start), args)
    library = PromptLibrary.checked(workspace.prompts)
    talk = Console(stderr=True)
    with Teller(talk) as teller:
        plan = _Plan(Sources.open(workspace, teller.tell))

    def say(line: str) -> None:
        talk.print(line, markup=False, highlight=False, soft_wrap=True)

    rows = with_known_sources(read_list(args, workspace, say), plan.sources)
    with workspace.open_ledger() as ledger:
        catalog = workspace.catalog(ledger)
        catalog.sync()
        screened = (row for chunk in screen(rows, catalog) for row in _with_drafts(chunk, ledger))
        asked = args.model or workspace.settings.model
        checked = (plan.add(row, library, workspace.settings, asked) for row in screened)
        for row in _limited(checked, args.limit):
            if row.message and row.fate is not Fate.DRAFTED:
                say(str(row))
        bills = [_bill(args, workspace.settings, ledger, plan, model) for model in plan.questions]
        bills += _judges_bill(args, workspace.settings, ledger, plan)
        before = under_way(ledger, workspace.settings)
    _report(args, plan, bills, workspace.settings.run.max_cost, before)
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


@dataclass(frozen=True, slots=True)
class _Bill:
    """What is to be asked of one model, what it would take, and how its price is known."""

    work: Work
    price: KnownPrice
    estimate: Estimate


def _bill(args: argparse.Namespace, settings: Settings, ledger: Ledger, plan: _Plan, model: str) -> _Bill:
    said, gate = settings.model_settings(model), Gate.of(settings)
    price = known_price(model, said, endpoint_url(said, os.environ, args.base_url))
    in_batches = Engine(args.engine) is Engine.BATCH
    rates = price.price.in_batches if in_batches and price.price is not None else price.price
    work = Work(model, plan.questions[model], plan.characters[model], rates, in_batches)
    failing = ledger.failing(gate.names) if gate.names else None
    return _Bill(work, price, estimate(work, settings, ledger.usage(model), failing))


def _judges_bill(args: argparse.Namespace, settings: Settings, ledger: Ledger, plan: _Plan) -> list[_Bill]:
    """The judge's, where drafts are judged as they are made."""
    judge, questions = settings.facts.judge, plan.questions.total()
    if not judge.in_generate or not questions:
        return []
    said = settings.model_settings(judge.model)
    price = known_price(judge.model, said, endpoint_url(said, os.environ, said.base_url or args.base_url))
    work = Work(f"{judge.model}, as the judge", 0, 0, price.price)  # the questions are in the writers' bills
    return [_Bill(work, price, estimate_judging(questions, settings, ledger.usage(judge.model), price.price))]


def _report(
    args: argparse.Namespace, plan: _Plan, bills: Sequence[_Bill], limit: float | None, before: UnderWay
) -> None:
    if args.json:
        models = {
            bill.work.model: {
                **bill.estimate.as_dict(),
                "price": bill.price.as_dict(),
                "questions": bill.work.questions,
            }
            for bill in bills
        }
        rows = {fate.value: plan.fates[fate] for fate in Fate if fate is not Fate.BUSY}
        said = {"rows": rows, "models": models, "under_way": before.as_dict()}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        return
    lines = [f"{plan.fates.total():,} rows"]
    lines += [f"  {plan.fates[fate]:>9,}  {fate}" for fate in Fate if plan.fates[fate]]
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for bill in bills:
        remark = bill.price.remark(today)
        lines += ["", bill.work.model, *(f"  {line}" for line in str(bill.estimate).splitlines())]
        lines += [f"          ({remark})"] if remark else []
    lines += [] if bills else ["", "nothing to do"]
    lines += _limit_lines(bills, limit)
    lines += ["", str(before)] if before.requests else []
    sys.stdout.write("\n".join(lines) + "\n")


def _limit_lines(bills: Sequence[_Bill], limit: float | None) -> list[str]:
    """How far a cost limit would go, as expected."""
    costs = [bill.estimate.cost[1] for bill in bills if bill.estimate.cost is not None]
    if limit is None or not bills:
        return []
    if len(costs) < len(bills):
        return ["", f"the limit of {money(limit)} refuses a model whose price is unknown"]
    questions, expected = sum(bill.work.questions for bill in bills), sum(costs)
    if expected <= limit:
        return ["", f"the limit of {money(limit)} is expected to do"]
    enough = int(questions * limit / expected)
    return ["", f"the limit of {money(limit)} is expected to be enough for {enough:,} of {questions:,} questions"]
