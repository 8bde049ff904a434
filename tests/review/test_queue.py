from pathlib import Path

from sqlalchemy import event

from gen.ledger import DraftQuery, State
from review.desk import Desk
from review.queue import queue, size
from review.verdicts import accept, reject
from tests.review.tray import ANSWER, JANE, add_drafts, desk_of, edit, fail_draft

WAITING = DraftQuery((State.WAITING,), worst_first=True)


def test_the_worst_come_first_with_their_findings(root: Path) -> None:
    add_drafts(root, "What is wrong?", answer=f"{ANSWER} WRONG DOUBTFUL")
    add_drafts(root, "What is broken?", answer=f"{ANSWER} CRASH")
    with desk_of(root) as desk:
        lines = list(queue(desk.ledger, WAITING))
        assert [(line.id, line.score) for line in lines] == [(5, -1.0), (4, 1 / 3), (1, 1.0), (2, 1.0), (3, 1.0)]
        assert lines[1].findings == {"error": 1, "warning": 1, "note": 0}
        assert lines[2].findings == {"error": 0, "warning": 0, "note": 0}
        assert lines[1].as_dict()["state"] == "waiting"


def test_states_subjects_and_bounds(root: Path) -> None:
    fail_draft(root, "What fails?", retryable=True)
    add_drafts(root, "What is a cell?", subject="Biology")
    with desk_of(root) as desk:
        accept(desk, 1, JANE)
        reject(desk, 2, JANE, "style")

        def ids(*states: State, **more: object) -> list[int]:
            return [line.id for line in queue(desk.ledger, DraftQuery(states, **more))]  # type: ignore[arg-type]

        assert ids(State.WAITING) == [3, 5]
        assert ids(State.ACCEPTED, State.REJECTED) == [1, 2]
        assert ids(subject="Biology") == [5]
        assert ids(limit=2) == [1, 2]
        assert size(desk.ledger, DraftQuery((State.WAITING,), limit=1)) == 2
        (failed,) = queue(desk.ledger, DraftQuery((State.FAILED,)))
        assert (failed.error, failed.findings, failed.score) == ("it would not", {}, None)


def test_the_findings_are_those_of_the_page_as_it_is_known_now(desk: Desk, root: Path) -> None:
    edit(root / "drafts/medicine/what-does-the-valve-do.md", "the flow turns", "the DOUBTFUL flow turns")
    accept(desk, 1, JANE)
    (line,) = queue(desk.ledger, DraftQuery((State.ACCEPTED,)))
    assert line.findings["warning"] == 1


def test_no_query_of_the_queue_reads_all_drafts(desk: Desk) -> None:
    """Of a hundred thousand drafts: what waits, of a subject or of all, comes by an index and needs no sorting."""
    plans: list[str] = []

    def explain(connection, _cursor, statement, parameters, *_):  # type: ignore[no-untyped-def]
        if statement.startswith("SELECT drafts"):
            rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.append(" / ".join(row[3] for row in rows))

    with desk.ledger.read() as connection:
        event.listen(connection.engine, "before_cursor_execute", explain)
        engine = connection.engine
    for subject in ("", "Medicine"):
        list(queue(desk.ledger, DraftQuery((State.WAITING,), subject, worst_first=True, limit=20)))
    list(queue(desk.ledger, DraftQuery((State.WAITING,), limit=20)))
    event.remove(engine, "before_cursor_execute", explain)
    assert len(plans) == 3
    assert all("USING INDEX" in plan and "TEMP B-TREE" not in plan for plan in plans), plans
