from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from evals.finding import Severity
from gen.errors import UsageError
from gen.ledger import DraftRow, Ledger, State
from review.desk import Desk
from review.filters import Filter, Order
from review.queue import next_after, queue, size
from review.today import today
from review.verdicts import accept, reject
from tests.review.tray import ANSWER, BOB, JANE, add_drafts, desk_of, edit, fail_draft


def ids(ledger: Ledger, wanted: Filter, **bounds: Any) -> list[int]:
    return [line.id for line in queue(ledger, wanted, **bounds)]


def draft_of(ledger: Ledger, number: int) -> DraftRow:
    draft = ledger.draft(number)
    assert draft is not None
    return draft


def test_the_worst_come_first_with_their_findings(root: Path) -> None:
    add_drafts(root, "What is wrong?", answer=f"{ANSWER} WRONG DOUBTFUL")
    add_drafts(root, "What is broken?", answer=f"{ANSWER} CRASH")
    with desk_of(root) as desk:
        lines = list(queue(desk.ledger, Filter()))
        assert [(line.id, line.score) for line in lines] == [(5, -1.0), (4, 1 / 3), (1, 1.0), (2, 1.0), (3, 1.0)]
        assert lines[1].findings == {"error": 1, "warning": 1, "note": 0}
        assert lines[2].findings == {"error": 0, "warning": 0, "note": 0}
        assert lines[1].as_dict()["state"] == "waiting"


def test_every_condition(root: Path) -> None:
    fail_draft(root, "What fails?", retryable=True)
    add_drafts(root, "What is a cell?", subject="Biology")
    add_drafts(root, "What is 100% wrong?", answer=f"{ANSWER} WRONG")
    add_drafts(root, "What is in doubt?", answer=f"{ANSWER} DOUBTFUL")
    with desk_of(root) as desk:
        accept(desk, 1, JANE)
        reject(desk, 2, BOB, "style")
        ledger, oldest = desk.ledger, Order.OLDEST

        def found(**said: Any) -> list[int]:
            wanted = Filter(**{"order": oldest, **said})
            assert size(ledger, wanted) == len(ids(ledger, wanted))
            return ids(ledger, wanted)

        assert found() == [3, 5, 6, 7]
        assert found(state=None) == [1, 2, 3, 4, 5, 6, 7]
        assert found(state=State.FAILED) == [4]
        assert found(subject="Biology") == [5]
        assert found(check="wrong") == [6]
        assert found(check="wrong", severity=Severity.WARNING) == []
        assert found(severity=Severity.WARNING) == [7]
        assert found(below=0.9) == [6, 7]
        assert found(state=None, run=1) == [1, 2, 3]
        assert found(state=None, reviewer=BOB.name) == [2]
        assert found(text="BLOOD") == [3]
        assert found(text="100%") == [6]
        assert found(state=None, text="row-2", run=1) == [1]
        assert ids(ledger, Filter(order=oldest), limit=2, offset=1) == [5, 6]
        assert ids(ledger, Filter(state=None, order=Order.NEWEST), limit=1) == [2]
        (failed,) = queue(ledger, Filter(state=State.FAILED))
        assert (failed.error, failed.findings, failed.score) == ("it would not", {}, None)


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("state", [State.WAITING, None])
def test_one_walks_through_the_whole_queue_and_back(root: Path, order: Order, state: State | None) -> None:
    add_drafts(root, "What is wrong?", "What is bad?", answer=f"{ANSWER} WRONG")
    for question in ("What fails?", "What fails, too?"):
        fail_draft(root, question, retryable=True)
    with desk_of(root) as desk:
        wanted = Filter(state=state, order=order)
        line = ids(desk.ledger, wanted)
        assert len(line) == (5 if state else 7)
        for here, there in zip(line, [*line[1:], None], strict=True):
            assert next_after(desk.ledger, wanted, draft_of(desk.ledger, here)) == there
        for here, before in zip(line, [None, *line[:-1]], strict=True):
            assert next_after(desk.ledger, wanted, draft_of(desk.ledger, here), backwards=True) == before


def test_the_next_one_is_known_when_this_one_has_left_the_queue(desk: Desk) -> None:
    first, second, *_ = ids(desk.ledger, Filter())
    draft = draft_of(desk.ledger, first)
    accept(desk, first, JANE)
    assert next_after(desk.ledger, Filter(), draft) == second


def test_the_findings_are_those_of_the_page_as_it_is_known_now(desk: Desk, root: Path) -> None:
    edit(root / "drafts/medicine/what-does-the-valve-do.md", "the flow turns", "the DOUBTFUL flow turns")
    accept(desk, 1, JANE)
    (line,) = queue(desk.ledger, Filter(state=State.ACCEPTED, check="doubtful"))
    assert line.findings["warning"] == 1


def test_no_query_of_the_queue_reads_all_drafts(desk: Desk) -> None:
    """Of a hundred thousand drafts: what waits, of a subject or of all, comes by an index and needs no sorting."""
    plans: list[str] = []
    draft = draft_of(desk.ledger, 1)

    def explain(connection, _cursor, statement, parameters, *_):  # type: ignore[no-untyped-def]
        if statement.startswith(("SELECT drafts", "SELECT sum(CASE WHEN (verdicts")):
            rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append(" / ".join(row[3] for row in rows))

    with desk.ledger.read() as connection:
        event.listen(connection.engine, "before_cursor_execute", explain)
        engine = connection.engine
    for wanted in (Filter(), Filter(subject="Medicine"), *(Filter(order=order) for order in Order)):
        list(queue(desk.ledger, wanted, limit=20))
    next_after(desk.ledger, Filter(), draft)
    today(desk.ledger, JANE.name, 3)
    event.remove(engine, "before_cursor_execute", explain)
    assert len(plans) == 8
    assert "ix_verdicts_at" in plans[-1]
    assert all("INDEX" in plan and "TEMP B-TREE FOR ORDER" not in plan for plan in plans), plans


SAID = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from([*map(str, State), "all"]),
        "subject": st.text(max_size=9).map(str.strip),
        "check": st.sampled_from(["refusal", ""]),
        "severity": st.sampled_from(["error", "note", ""]),
        "below": st.sampled_from(["0", "0.25", "1"]),
        "run": st.integers(1, 9).map(str),
        "reviewer": st.text(max_size=9).map(str.strip),
        "text": st.text(max_size=9).map(str.strip),
        "order": st.sampled_from([*map(str, Order)]),
    },
)


@given(SAID)
def test_a_filter_comes_back_from_its_address(said: dict[str, str]) -> None:
    wanted = Filter.read(said)
    assert Filter.read(wanted.said()) == wanted


@pytest.mark.parametrize(
    "said",
    [
        *({"state": "new"}, {"severity": "bad"}, {"below": "nan"}, {"below": "x"}, {"run": "0"}, {"run": "1e3"}),
        *({"order": "random"}, {"text": "x" * 201}, {"run": "9" * 40}),
    ],
)
def test_what_makes_no_sense_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="no such filter"):
        Filter.read(said)
