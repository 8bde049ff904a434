import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from gen.errors import LedgerError
from gen.ledger import DraftQuery, Finished, Inspected, Ledger, RunStart, RunState, State
from gen.ledger.schema import drafts
from tests.gen.ledger.samples import FINDING, fail, finish, inspected, questions, waiting


def test_a_finished_draft_waits_with_its_receipt_and_findings(ledger: Ledger, run_id: int) -> None:
    said = Inspected("h1", 0.25, True, (FINDING, {**FINDING, "check": "other"}))
    draft_id = waiting(ledger, run_id, "Why?", said)
    draft = ledger.draft(draft_id)
    assert draft is not None
    assert (draft.state, draft.path, draft.page_hash) == (State.WAITING, "drafts/1.md", "h1")
    assert (draft.score, draft.needs_person, draft.outcome) == (0.25, True, "ok")
    assert draft.receipt == {"run": run_id, "prompt_hash": "p"}
    assert ledger.inspection(draft_id, "h1") == said
    assert ledger.draft_by_key("physics/why") == draft


def test_a_failed_draft_says_why(ledger: Ledger, run_id: int) -> None:
    ledger.claim(questions("Why?"), run_id)
    fail(ledger, 1, run_id, retryable=True, outcome="cut")
    draft = ledger.draft(1)
    assert draft is not None
    assert (draft.state, draft.outcome, draft.error, draft.retryable) == (State.FAILED, "cut", "it would not", True)


def test_a_draft_is_finished_by_the_run_that_has_it_and_once(ledger: Ledger, run_id: int) -> None:
    ledger.claim(questions("Why?"), run_id)
    other = ledger.start_run(RunStart("other.csv"))
    with pytest.raises(LedgerError, match="draft 1 is not in this run's hands"):
        finish(ledger, 1, other)
    finish(ledger, 1, run_id)
    with pytest.raises(LedgerError, match="draft 1 is not in this run's hands"):
        finish(ledger, 1, run_id)
    with pytest.raises(LedgerError, match="draft 1 is not in this run's hands"):
        fail(ledger, 1, run_id, retryable=False)
    assert ledger.counts()[State.WAITING] == 1


def test_many_finished_at_once_keep_their_own_findings(ledger: Ledger, run_id: int) -> None:
    claims = ledger.claim(questions(*(f"What is {n}?" for n in range(50))), run_id)

    async def all_of_them() -> None:
        said = {
            claim.id: Inspected(f"h{claim.id}", 0.5, False, ({**FINDING, "message": str(claim.id)},) * (claim.id % 3))
            for claim in claims
        }
        await asyncio.gather(
            *(ledger.finish_draft(Finished(number, run_id, "p", {}, each)) for number, each in said.items())
        )

    asyncio.run(all_of_them())
    for claim in claims:
        found = ledger.inspection(claim.id, f"h{claim.id}")
        assert found is not None
        assert [finding["message"] for finding in found.findings] == [str(claim.id)] * (claim.id % 3)


def test_a_page_checked_again(ledger: Ledger, run_id: int) -> None:
    draft_id = waiting(ledger, run_id, "Why?", inspected("h1", 0.5, [FINDING]))
    ledger.record_inspection(draft_id, inspected("h2", 0.75))
    ledger.record_inspection(draft_id, inspected("h1", 1.0))
    draft = ledger.draft(draft_id)
    assert draft is not None
    assert (draft.page_hash, draft.score, draft.state) == ("h1", 1.0, State.WAITING)
    assert ledger.inspection(draft_id, "h1") == inspected("h1", 1.0)  # the newest; the older one is kept
    assert ledger.inspection(draft_id, "h2") == inspected("h2", 0.75)
    assert ledger.inspection(draft_id, "h3") is None
    with pytest.raises(LedgerError, match="no draft 99"):
        ledger.record_inspection(99, inspected())


@pytest.mark.parametrize("table", ["findings", "inspections"])
def test_findings_cannot_be_changed(ledger: Ledger, run_id: int, table: str) -> None:
    waiting(ledger, run_id, "Why?", inspected("h1", 0.5, [FINDING]))
    with pytest.raises(LedgerError, match="append-only"), ledger.transaction() as connection:
        connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.fixture
def several(ledger: Ledger, run_id: int) -> Ledger:
    """Drafts 1 to 4 with scores 0.5, -1, 0.1, 0.9; the fifth failed, the sixth is claimed and another subject's."""
    for number, score in enumerate((0.5, -1.0, 0.1, 0.9), 1):
        waiting(ledger, run_id, f"What is {number}?", inspected(score=score))
    ledger.claim(questions("What fails?"), run_id)
    fail(ledger, 5, run_id, retryable=False)
    ledger.claim(questions("Who?", subject="History"), run_id)
    return ledger


def test_counts(several: Ledger) -> None:
    counts = several.counts()
    assert (counts[State.WAITING], counts[State.FAILED], counts[State.CLAIMED], counts[State.ACCEPTED]) == (4, 1, 1, 0)
    assert several.counts("History")[State.CLAIMED] == 1
    assert sum(several.counts("Law").values()) == 0


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (DraftQuery(), [1, 2, 3, 4, 5, 6]),
        (DraftQuery(states=(State.WAITING,), worst_first=True), [2, 3, 1, 4]),
        (DraftQuery(states=(State.WAITING, State.FAILED), limit=2, offset=3), [4, 5]),
        (DraftQuery(offset=4), [5, 6]),
        (DraftQuery(subject="History"), [6]),
        (DraftQuery(ref="row 2", subject="Physics", limit=3), [1, 2, 3]),
        (DraftQuery(subject="'; DROP TABLE drafts; --"), []),
    ],
)
def test_lists(several: Ledger, query: DraftQuery, ids: list[int]) -> None:
    assert [draft.id for draft in several.drafts(query)] == ids


def test_what_is_not_there(ledger: Ledger) -> None:
    assert ledger.draft(1) is None
    assert ledger.draft_by_key("physics/why") is None
    assert ledger.states(["physics/why"]) == {}
    assert ledger.run(1) is None
    assert ledger.runs() == []


def test_runs(ledger: Ledger, run_id: int) -> None:
    start = RunStart("other.csv", ("generate", "other.csv"), {"model": "m"}, {"python": "3.11"}, "abc-dirty")
    other = ledger.start_run(start)
    ledger.end_run(other, RunState.DONE, {"drafted": 3}, 0.5)
    run = ledger.run(other)
    assert run is not None
    assert (run.start, run.state, run.counts, run.cost) == (start, RunState.DONE, {"drafted": 3}, 0.5)
    assert run.ended is not None
    assert [each.id for each in ledger.runs()] == [other, run_id]
    assert [each.id for each in ledger.runs(limit=1)] == [other]
    with pytest.raises(LedgerError, match="no run 99"):
        ledger.end_run(99, RunState.DONE, {}, None)


def test_a_run_keeps_no_key(ledger: Ledger) -> None:
    start = RunStart(
        "list.csv",
        ("generate", "--base-url", "https://jane:hunter22@models.example/v1"),
        {"models": {"m": {"base_url": "https://k@host/", "extra": ["sk-verysecretkey123"]}}, "run": {"n": 1}},
    )
    run = ledger.run(ledger.start_run(start))
    assert run is not None
    assert run.start.argv[:2] == ("generate", "--base-url")
    assert run.start.settings["run"] == {"n": 1}
    assert not any(secret in repr(run) for secret in ("hunter22", "k@", "verysecret"))


def test_a_ledger_that_closes_ends_its_runs(tmp_path: Path, url: str) -> None:
    with Ledger.open(url, root=tmp_path) as ledger:
        ledger.claim(questions("Why?"), ledger.start_run(RunStart("list.csv")))
    with Ledger.open(url, root=tmp_path) as ledger:
        run = ledger.run(1)
        assert run is not None
        assert run.state is RunState.DIED
        assert ledger.claim(questions("Why?"), ledger.start_run(RunStart("list.csv")))[0].mine


def test_a_hostile_receipt_is_counted_by_its_model(ledger: Ledger, run_id: int) -> None:
    """PostgreSQL reads no JSON with NUL in it, and a server may say anything."""
    model = "small\x00\ud800\x1a"
    ledger.claim(questions("Why?"), run_id)
    receipt = {"model": model, "prompt_hash": "p", "answered_by": "\ud800"}
    asyncio.run(ledger.finish_draft(Finished(1, run_id, "p", receipt, inspected())))
    with ledger.read() as connection:
        assert connection.execute(select(drafts.c.model, drafts.c.prompt_hash)).all() == [(model, "p")]
    row = ledger.draft(1)
    assert row is not None
    assert row.receipt == receipt
