"""What travels between the driver and its workers: rows of plain values, errors among them."""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from gen.ledger import DraftRow, State
from gen.question import Question
from gen.report import Report

# A column of each, as Ray Data has them.
Columns = dict[str, list[Any]]

NOT_BEGUN = "it was not begun"


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker is told.

    Attributes:
        root: the workspace's folder; the same path on every machine.
        settings: in force for each worker, as JSON: its part of the concurrency.
        model, base_url: as the command line says, None where it does not.
        retry_failed: as the command line says.
        list: the question list, as it was named.
        argv: the command line.
    """

    root: str
    settings: dict[str, Any]
    model: str | None
    base_url: str | None
    retry_failed: bool
    list: str
    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row.

    Attributes:
        where: `file:line`.
        state: the draft's, `""` where there is none.
        draft_id, score: the draft's; 0 and -1.0 where there is none.
        run_id: the run that has it.
        mine: whether the worker's run has made it.
        error: why it failed, or was left; `""` where all went well.
        stopped: why the worker stopped, `""` where it did not.
        stop_hint: what to do about that.
    """

    where: str
    state: str
    draft_id: int
    score: float
    run_id: int
    mine: bool
    error: str = ""
    stopped: str = ""
    stop_hint: str = ""


_GIVEN = tuple(field.name for field in fields(Question) if field.init)


def as_row(question: Question) -> dict[str, str]:
    """A question as a row: one column of JSON, which has a place for all that a question may hold."""
    said = {name: getattr(question, name) for name in _GIVEN}
    return {"question": json.dumps(said, default=datetime.date.isoformat)}


def questions_of(batch: Mapping[str, Sequence[Any]]) -> list[Question]:
    """The questions of a batch of rows."""
    return [_question(json.loads(str(row))) for row in batch["question"]]


def _question(said: dict[str, Any]) -> Question:
    date = datetime.date.fromisoformat(said["date"]) if said["date"] else None
    return Question(**{**said, "date": date, "sources": tuple(said["sources"])})


def outcome_of(question: Question, draft: DraftRow | None, report: Report) -> Outcome:
    """What became of a question, by the ledger, after a run that came to it."""
    stopped, hint = (report.stopped.message, report.stopped.hint) if report.stopped else ("", "")
    if draft is None:
        left = stopped or NOT_BEGUN
        return Outcome(question.where, "", 0, -1.0, report.run_id, False, left, stopped, hint)
    mine = draft.run_id == report.run_id and draft.state in (State.WAITING, State.FAILED)
    error = draft.error if draft.state is State.FAILED else ""
    score = -1.0 if draft.score is None else draft.score
    return Outcome(question.where, draft.state, draft.id, score, report.run_id, mine, error, stopped, hint)


def as_columns(outcomes: Sequence[Outcome]) -> Columns:
    """Outcomes as columns."""
    rows = [asdict(outcome) for outcome in outcomes]
    return {name: [row[name] for row in rows] for name in Outcome.__dataclass_fields__}
