from pathlib import Path

from gen.ledger import Ledger, RunStart, State
from review.status import status
from review.verdicts import accept
from tests.gen.ledger.samples import call, record
from tests.review.tray import JANE, add_drafts, desk_of, fail_draft


def test_an_empty_workspace(empty: Path) -> None:
    with desk_of(empty) as desk:
        now = status(desk)
    assert set(now.counts.values()) == {0}
    assert (now.by_subject, now.failures, now.last_run, now.cost) == ({}, (), None, 0.0)
    assert now.next == "answerdesk generate LIST"


def test_counts_and_what_is_next(root: Path) -> None:
    add_drafts(root, "What is a cell?", subject="Biology")
    fail_draft(root, "What fails?", retryable=False, question_list="my list.csv")
    fail_draft(root, "What was not asked?", retryable=True)
    with desk_of(root) as desk:
        accept(desk, 1, JANE)
        now = status(desk)
        assert (now.counts[State.WAITING], now.counts[State.ACCEPTED], now.counts[State.FAILED]) == (3, 1, 2)
        assert now.by_subject["Biology"][State.WAITING] == 1
        assert [failures.retry for failures in now.failures] == [
            "answerdesk generate list.csv",
            "answerdesk generate 'my list.csv' --retry-failed",
        ]
        assert now.failures[0].example == "it would not"
        assert now.last_run is not None
        assert now.last_run.start.list == "list.csv"
        assert now.next == "answerdesk list"
        for number in (2, 3, 4):
            accept(desk, number, JANE)
        assert status(desk).next == "answerdesk generate list.csv"


def test_a_failure_that_no_run_takes_up_by_itself_is_next_when_nothing_else_is(empty: Path) -> None:
    fail_draft(empty, "What fails?", retryable=False)
    with desk_of(empty) as desk:
        assert status(desk).next == "answerdesk generate list.csv --retry-failed"


def test_a_run_that_died_leaves_work(empty: Path) -> None:
    with Ledger.open("sqlite:///ledger.sqlite", root=empty) as ledger, ledger.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO runs (state, list, argv, settings, versions, revision, host, pid, process_started, heartbeat, "
            "started) VALUES ('running', 'list.csv', '[]', '{}', '{}', '', 'x', 1, '', 0, 0)"
        )
        connection.exec_driver_sql(
            'INSERT INTO drafts (id, key, ref, question, subject, "where", state, run_id, sample, path, page_hash, '
            "score, needs_person, receipt, outcome, error, retryable, created, updated, inspection_id) VALUES "
            "(1, 'a/b', '', 'B?', 'A', '', 'claimed', 1, 0, '', '', NULL, 0, NULL, '', '', 0, 0, 0, NULL)"
        )
    with desk_of(empty) as desk:
        assert status(desk).next == "answerdesk generate list.csv"


def test_unknown_cost_is_not_zero(empty: Path) -> None:
    with Ledger.open("sqlite:///ledger.sqlite", root=empty) as ledger:
        run_id = ledger.start_run(RunStart("list.csv"))
        record(ledger, run_id, call("a"))
        with desk_of(empty) as desk:
            assert status(desk).cost is None
        record(ledger, run_id, call("b", cost=0.25))
    with desk_of(empty) as desk:
        now = status(desk)
        assert now.cost == 0.25
        assert now.as_dict()["calls_of_unknown_cost"] == 1
