"""A run as a side: what its drafts are, as the ledger has them."""

from collections.abc import Iterator, Mapping
from typing import Any

from evals.comparing.comparison import Side
from evals.trials.result import Result, State
from gen.errors import UsageError
from gen.ledger import DraftQuery, DraftRow, Ledger
from gen.ledger import State as DraftState
from gen.workspace import Workspace

RUN = "run:"


def run_side(workspace: Workspace, said: str) -> Side:
    """The drafts of a run, each known by its question's key, and as they were first checked.

    Args:
        workspace: whose ledger.
        said: `run:12`.

    Raises:
        UsageError: there is no such run.
    """
    number = said.removeprefix(RUN)
    with workspace.open_ledger() as ledger:
        if not number.isdecimal() or ledger.run(int(number)) is None:
            known = ", ".join(f"{RUN}{run.id}" for run in ledger.runs(5)) or "none"
            raise UsageError(f"the ledger has no {said!r}", hint=f"The last ones: {known}.")
        return Side(said, list(_results(ledger, int(number))))


def _results(ledger: Ledger, run_id: int) -> Iterator[Result]:
    for row in ledger.drafts(DraftQuery(run_id=run_id)):
        if row.state is DraftState.FAILED:
            yield Result(row.key, row.subject, 0, State.FAILED, row.error, cost=None, tokens=None)
        elif row.receipt is not None:
            yield _drafted(ledger, row, row.receipt)


def _drafted(ledger: Ledger, row: DraftRow, receipt: Mapping[str, Any]) -> Result:
    said = ledger.inspection(row.id, row.page_hash)
    counts = (receipt.get("prompt_tokens"), receipt.get("completion_tokens"))
    return Result(
        row.key,
        row.subject,
        0,
        State.DRAFTED,
        score=-1.0 if row.score is None else row.score,
        findings=tuple(said.findings) if said else (),
        mended=tuple(map(str, receipt.get("steps", ()))),
        cost=receipt.get("cost"),
        tokens=None if None in counts else sum(map(int, filter(None, counts))),
    )
