"""Calls in the ledger: written as they came, read back the same."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select

from gen.call import Attempt, Call, Outcome, Request
from gen.ledger.portable import whole_sum
from gen.ledger.schema import CALL_IS_OK, calls

# What a server says it counted is believed up to here: far beyond any model, and a sum of millions stays an integer.
_LARGEST_COUNT = 10**12


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call, and what it was made for.

    Attributes:
        run_id: the run that paid for it.
        question_key: `Question.key`.
        call: the call.
    """

    run_id: int
    question_key: str
    call: Call


@dataclass(frozen=True, slots=True)
class Totals:
    """Calls, summed up.

    Attributes:
        calls: how many.
        prompt_tokens, completion_tokens, cached_tokens: as far as the servers said.
        cost: US dollars of the calls whose cost is known.
        unknown_cost: how many calls have none, so that nobody takes `cost` for all of it.
        risked: US dollars that tries without an answer may have cost besides.
    """

    calls: int
    prompt_tokens: int
    completion_tokens: int
    cost: float
    unknown_cost: int
    cached_tokens: int = 0
    risked: float = 0.0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


NOTHING = Totals(0, 0, 0, 0.0, 0)


@dataclass(frozen=True, slots=True)
class Usage:
    """What the newest answers of one model and kind took.

    Attributes:
        calls: how many, of those whose tokens are known.
        questions: for how many questions.
        completion_tokens, prompt_tokens, cached_tokens: of all of them; the last of the prompts' that were cached.
        characters: of their requests.
        seconds: that they took, all waiting included.
        risked: US dollars that tries before them may have cost.
    """

    calls: int
    questions: int
    completion_tokens: int
    prompt_tokens: int = 0
    cached_tokens: int = 0
    characters: int = 0
    seconds: float = 0.0
    risked: float = 0.0


# Calls of the whole ledger that estimates go by: the newest, since templates and models change, and few enough to read.
_NEWEST = 4000

# Made once: making a statement takes longer than running it, and every call is looked up.
_ADD = insert(calls)
_BY_KEY = select(calls).where(calls.c.key == bindparam("wanted"), CALL_IS_OK).order_by(calls.c.id.desc()).limit(1)

# Asked of the driver, in its own words: through SQLAlchemy the question takes five times as long, and nearly every
# request of a run is a new one.
_IS_ANSWERED = {
    "sqlite": """SELECT 1 FROM calls WHERE "key" = ? AND outcome = 'ok' LIMIT 1""",
    "postgresql": """SELECT 1 FROM calls WHERE "key" = %s AND outcome = 'ok' LIMIT 1""",
}


def record(connection: Connection, records: Sequence[CallRecord]) -> None:
    """Write calls down."""
    connection.execute(_ADD, [_row(record) for record in records])


def find(connection: Connection, key: str) -> Call | None:
    """The newest answer to a request with this key; never a failed, empty, cut or refused one."""
    if not _may_be_answered(connection, key):
        return None
    row = connection.execute(_BY_KEY, {"wanted": key}).one_or_none()
    return None if row is None else _call(row)


def _may_be_answered(connection: Connection, key: str) -> bool:
    try:
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(_IS_ANSWERED[connection.dialect.name], (key,))
            return cursor.fetchone() is not None
    except connection.dialect.loaded_dbapi.Error:
        return True  # who asks through SQLAlchemy next meets the same error, and there it is seen to


def of_question(connection: Connection, question_key: str) -> list[CallRecord]:
    """All calls made for a question, oldest first."""
    query = select(calls).where(calls.c.question_key == question_key).order_by(calls.c.id)
    return [CallRecord(row.run_id, row.question_key, _call(row)) for row in connection.execute(query)]


def usage(connection: Connection, model: str) -> dict[str, Usage]:
    """What a model's newest answers took, by kind of call; kinds without any are left out."""
    newest = select(calls.c.id).order_by(calls.c.id.desc()).limit(_NEWEST).subquery()
    query = (
        select(
            calls.c.kind,
            func.count(),
            func.count(calls.c.question_key.distinct()),
            whole_sum(calls.c.completion_tokens),
            whole_sum(calls.c.prompt_tokens),
            func.coalesce(whole_sum(calls.c.cached_tokens), 0),
            whole_sum(func.length(calls.c.request)),
            func.sum(calls.c.seconds),
            func.coalesce(func.sum(calls.c.risked), 0.0),
        )
        .join(newest, newest.c.id == calls.c.id)
        .where(calls.c.model_asked == model, calls.c.completion_tokens.is_not(None), calls.c.prompt_tokens.is_not(None))
        .group_by(calls.c.kind)
    )
    return {kind: Usage(*numbers) for kind, *numbers in connection.execute(query)}


def spending(connection: Connection, run_id: int | None, since: float | None = None) -> dict[str, Totals]:
    """Sums by model, over a run's calls or over all, since a Unix time or ever."""
    query = select(
        calls.c.model_asked,
        func.count(),
        func.coalesce(whole_sum(calls.c.prompt_tokens), 0),
        func.coalesce(whole_sum(calls.c.completion_tokens), 0),
        func.coalesce(func.sum(calls.c.cost), 0.0),
        func.count() - func.count(calls.c.cost),
        func.coalesce(whole_sum(calls.c.cached_tokens), 0),
        func.coalesce(func.sum(calls.c.risked), 0.0),
    ).group_by(calls.c.model_asked)
    if run_id is not None:
        query = query.where(calls.c.run_id == run_id)
    if since is not None:
        query = query.where(calls.c.started >= since)
    return {model: Totals(*numbers) for model, *numbers in connection.execute(query.order_by(calls.c.model_asked))}


def totals(connection: Connection, run_id: int | None) -> Totals:
    """Sums over a run's calls, or over all."""
    return sum(spending(connection, run_id).values(), NOTHING)


def _row(record: CallRecord) -> dict[str, Any]:
    call = record.call
    return {
        "run_id": record.run_id,
        "question_key": record.question_key,
        "key": call.request.key,
        "kind": call.request.kind,
        "sample": call.request.sample,
        "url": call.request.url,
        "model_asked": call.request.model,
        "request": call.request.content,
        "outcome": call.outcome,
        "text": call.text,
        "response": call.response,
        "finish_reason": call.finish_reason,
        "model": call.model,
        "prompt_tokens": _count(call.prompt_tokens),
        "completion_tokens": _count(call.completion_tokens),
        "cached_tokens": _count(call.cached_tokens),
        "cost": call.cost,
        "risked": call.risked or None,
        "failed_attempts": [asdict(attempt) for attempt in call.failed_attempts],
        "seconds": call.seconds,
        "started": call.started,
        "error": call.error,
    }


def _count(said: int | None) -> int | None:
    """A server's count; an incredible one is unknown: it must not keep a paid answer from being written down."""
    return said if said is not None and 0 <= said <= _LARGEST_COUNT else None


def _call(row: Row[Any]) -> Call:
    return Call(
        request=Request(json.loads(row.request), row.sample, row.kind, row.url),
        outcome=Outcome(row.outcome),
        text=row.text,
        response=row.response,
        finish_reason=row.finish_reason,
        model=row.model,
        prompt_tokens=row.prompt_tokens,
        completion_tokens=row.completion_tokens,
        cached_tokens=row.cached_tokens,
        cost=row.cost,
        failed_attempts=tuple(Attempt(**attempt) for attempt in row.failed_attempts),
        seconds=row.seconds,
        started=row.started,
        error=row.error,
    )
