import asyncio
import json
import signal
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.errors import LedgerError, TakenError
from gen.ledger import ClaimStatus, DraftQuery, Ledger, RunStart, RunState, State, VerdictKind
from gen.ledger.schema import LARGEST_ID
from gen.question import Question
from tests.gen.ledger.samples import fail, finish, finished, outputs, program, questions, verdict, waiting
from tests.postgres import Cluster

CLAIM = """
import json, sys
from itertools import count
from pathlib import Path
from gen.ledger import Ledger, RunStart
from gen.question import Question

with Ledger.open(sys.argv[1], root=Path.cwd()) as ledger:
    run_id = ledger.start_run(RunStart("list.csv"))
    given = []
    for n in range(20):
        texts = [f"What is {n} {k}?" for k in range(5)] + [f"Who is {sys.argv[2]} {n} {k}?" for k in range(5)]
        claims = ledger.claim([Question(text, "Physics") for text in texts], run_id)
        given += [claim.id for claim in claims if claim.mine]
    print(json.dumps(given))
"""

CLAIM_AND_WAIT = """
import sys
from itertools import count
from pathlib import Path
from gen.ledger import Ledger, RunStart
from gen.question import Question

ledger = Ledger.open(sys.argv[1], root=Path.cwd())
run_id = ledger.start_run(RunStart("list.csv"))
print(ledger.claim([Question("Why?", "Physics")], run_id)[0].id, flush=True)
sys.stdin.read()
"""


def statuses(ledger: Ledger, run_id: int, *texts: str, retry_failed: bool = False) -> list[tuple[ClaimStatus, int]]:
    claims = ledger.claim(questions(*texts), run_id, retry_failed=retry_failed)
    return [(claim.status, claim.id) for claim in claims]


def other_run(ledger: Ledger) -> int:
    return ledger.start_run(RunStart("other.csv"))


def test_new_questions_get_ids_in_their_order(ledger: Ledger, run_id: int) -> None:
    assert statuses(ledger, run_id, "a", "b") == [(ClaimStatus.NEW, 1), (ClaimStatus.NEW, 2)]
    draft = ledger.draft(2)
    assert draft is not None
    assert (draft.key, draft.ref, draft.question, draft.subject) == ("physics/b", "row 3", "b", "Physics")
    assert (draft.where, draft.state, draft.run_id) == ("list.csv:3", State.CLAIMED, run_id)
    assert (draft.score, draft.receipt, draft.path) == (None, None, "")


def test_ids_start_above_the_floor_and_never_fall_back(ledger: Ledger, run_id: int) -> None:
    assert ledger.claim(questions("a"), run_id, floor=100)[0].id == 101
    assert ledger.claim(questions("b"), run_id)[0].id == 102


def test_there_is_a_last_id(ledger: Ledger, run_id: int) -> None:
    assert ledger.claim(questions("a"), run_id, floor=LARGEST_ID - 1)[0].id == LARGEST_ID
    with pytest.raises(LedgerError, match="no page id left"):
        ledger.claim(questions("b"), run_id)
    assert ledger.draft_by_key("physics/b") is None


def test_what_waits_or_was_judged_is_done(ledger: Ledger, run_id: int) -> None:
    accepted, rejected = waiting(ledger, run_id, "a"), waiting(ledger, run_id, "b")
    waiting(ledger, run_id, "c")
    ledger.add_verdict(verdict(accepted, VerdictKind.ACCEPT))
    ledger.add_verdict(verdict(rejected, VerdictKind.REJECT))
    assert statuses(ledger, other_run(ledger), "a", "b", "c", retry_failed=True) == [
        (ClaimStatus.DONE, 1),
        (ClaimStatus.DONE, 2),
        (ClaimStatus.DONE, 3),
    ]


def test_a_run_that_ended_leaves_its_claims_to_the_next(ledger: Ledger, run_id: int) -> None:
    ledger.claim(questions("a"), run_id)
    ledger.end_run(run_id, RunState.INTERRUPTED, {}, None)
    claim = ledger.claim(questions("a"), other_run(ledger))[0]
    assert (claim.status, claim.id, claim.sample, claim.state) == (ClaimStatus.RESUMED, 1, 0, State.CLAIMED)
    assert claim.mine


def test_a_live_run_keeps_its_claims(ledger: Ledger, run_id: int) -> None:
    ledger.claim(questions("a"), run_id)
    assert statuses(ledger, other_run(ledger), "a") == [(ClaimStatus.BUSY, 1)]
    assert statuses(ledger, run_id, "a") == [(ClaimStatus.DUPLICATE, 1)]


def test_a_question_twice_in_one_list(ledger: Ledger, run_id: int) -> None:
    assert statuses(ledger, run_id, "What is it?", "what is it") == [(ClaimStatus.NEW, 1), (ClaimStatus.DUPLICATE, 1)]


def test_two_questions_with_one_slug_clash(ledger: Ledger, run_id: int) -> None:
    claims = ledger.claim(questions("What is C?", "What is C++?"), run_id)
    claims += ledger.claim(questions("What is C#?"), run_id)
    assert [(claim.status, claim.error) for claim in claims] == [
        (ClaimStatus.NEW, ""),
        (ClaimStatus.CLASH, "What is C?"),
        (ClaimStatus.CLASH, "What is C?"),
    ]


def test_a_failure_that_was_not_paid_for_is_taken_up_again(ledger: Ledger, run_id: int) -> None:
    ledger.claim(questions("a"), run_id)
    fail(ledger, 1, run_id, retryable=True, outcome="failed")
    assert statuses(ledger, run_id, "a") == [(ClaimStatus.FAILED, 1)]  # but not by the same run
    claim = ledger.claim(questions("a"), other_run(ledger))[0]
    assert (claim.status, claim.sample) == (ClaimStatus.RETRIED, 0)
    assert (claim.outcome, claim.error) == ("failed", "it would not")


def test_a_failure_that_was_paid_for_is_taken_up_when_asked_and_with_another_sample(
    ledger: Ledger, run_id: int
) -> None:
    ledger.claim(questions("a"), run_id)
    fail(ledger, 1, run_id, retryable=False)
    second, third = other_run(ledger), other_run(ledger)
    assert statuses(ledger, second, "a") == [(ClaimStatus.FAILED, 1)]
    claim = ledger.claim(questions("a"), second, retry_failed=True)[0]
    assert (claim.status, claim.sample) == (ClaimStatus.RETRIED, 1)
    ledger.end_run(second, RunState.INTERRUPTED, {}, None)
    claim = ledger.claim(questions("a"), third)[0]
    assert (claim.status, claim.sample) == (ClaimStatus.RESUMED, 1)  # what the dead run had paid for is found


def test_a_draft_to_revise_is_made_again_under_its_id(ledger: Ledger, run_id: int) -> None:
    draft_id = waiting(ledger, run_id, "a")
    ledger.add_verdict(verdict(draft_id, VerdictKind.REVISE))
    claim = ledger.claim(questions("a"), run_id)[0]
    assert (claim.status, claim.id, claim.sample, claim.state) == (ClaimStatus.RETRIED, draft_id, 1, State.REVISE)
    finish(ledger, draft_id, run_id)
    assert ledger.counts()[State.WAITING] == 1


def test_a_list_longer_than_one_query(ledger: Ledger, run_id: int) -> None:
    many = questions(*(f"What is {n}?" for n in range(2000)))
    assert [claim.id for claim in ledger.claim(many, run_id)] == list(range(1, 2001))
    assert len(ledger.states(question.key for question in many)) == 2000


def test_a_killed_run_frees_its_claims_at_once(ledger: Ledger, url: str, tmp_path: Path) -> None:
    child = program(CLAIM_AND_WAIT, url, cwd=tmp_path)
    assert child.stdout is not None
    assert child.stdout.readline() == "1\n"
    mine = other_run(ledger)
    assert statuses(ledger, mine, "Why?") == [(ClaimStatus.BUSY, 1)]
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=60)
    assert statuses(ledger, mine, "Why?") == [(ClaimStatus.RESUMED, 1)]
    died = ledger.run(mine - 1)
    assert died is not None
    assert (died.state, died.ended is None) == (RunState.DIED, False)


@pytest.mark.parametrize(("silence", "expected"), [(30.0, ClaimStatus.BUSY), (90.0, ClaimStatus.RESUMED)])
def test_a_run_on_another_machine_lives_while_it_gives_signs(
    ledger: Ledger, run_id: int, silence: float, expected: ClaimStatus
) -> None:
    ledger.claim(questions("a"), run_id)
    with ledger.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE runs SET host = 'elsewhere', heartbeat = heartbeat - {silence}")
    assert statuses(ledger, other_run(ledger), "a") == [(expected, 1)]


def test_processes_that_claim_at_once_never_share_an_id_or_a_question(tmp_path: Path, empty_url: str) -> None:
    said = outputs([program(CLAIM, empty_url, name, cwd=tmp_path) for name in ("ann", "bob", "cid")])
    given_ids = [each for line in said for each in json.loads(line)]
    shared_questions, own_questions = 100, 3 * 100
    assert len(given_ids) >= shared_questions + own_questions
    with Ledger.open(empty_url, root=tmp_path) as ledger:
        drafts = ledger.drafts(DraftQuery())
    assert len(drafts) == shared_questions + own_questions
    assert {draft.id for draft in drafts} == set(given_ids) == set(range(1, 401))
    # A process that ends early leaves its shared claims to those still at work; all else was claimed once.
    own = {draft.id for draft in drafts if draft.question.startswith("Who")}
    assert all(times == 1 for each, times in Counter(given_ids).items() if each in own)


_NUMBERS = count()
TEXTS = st.lists(st.text("ab +?", min_size=1, max_size=4), max_size=12)


@settings(deadline=None, max_examples=40)
@given(first=TEXTS, second=TEXTS)
def test_every_question_is_answered_for(shared: tuple[Ledger, int], first: list[str], second: list[str]) -> None:
    """Whatever the lists: one claim a row; one draft a key; a row is mine once, a duplicate or a clash after that."""
    ledger, run_id = shared
    subject = f"Subject {next(_NUMBERS)}"  # of its own: an example may come twice
    claims = [
        claim
        for texts in (first, second)
        for claim in ledger.claim([Question(text, subject) for text in texts], run_id)
    ]
    assert [claim.question.text for claim in claims] == first + second
    by_key: dict[str, set[int]] = {}
    for claim in claims:
        by_key.setdefault(claim.question.key, set()).add(claim.id)
        assert claim.mine is (claim.status is ClaimStatus.NEW)
    assert all(len(ids) == 1 for ids in by_key.values())
    assert len({claim.id for claim in claims if claim.mine}) == len(by_key)


def test_no_more_is_claimed_than_is_wanted(ledger: Ledger, run_id: int) -> None:
    waiting(ledger, run_id, "a")
    claims = ledger.claim(questions("a", "b", "c", "d"), run_id, most=2)
    assert [claim.status for claim in claims] == [ClaimStatus.DONE, ClaimStatus.NEW, ClaimStatus.NEW]
    assert ledger.draft_by_key("physics/d") is None
    many = questions(*(f"What is {n}?" for n in range(2000)))
    assert len(ledger.claim(many, run_id, most=1000)) == 1000
    assert ledger.draft_by_key("physics/what-is-1000") is None


def test_a_draft_that_another_run_took_up_is_finished_by_that_one(ledger: Ledger, run_id: int) -> None:
    """A run that was cut off for too long, and comes back."""
    ledger.claim(questions("a", "b"), run_id)
    silence(ledger, run_id, 90)
    second = other_run(ledger)
    assert statuses(ledger, second, "a") == [(ClaimStatus.RESUMED, 1)]
    dead = ledger.run(run_id)
    assert dead is not None
    assert dead.state is RunState.DIED
    ledger._beat()
    alive = ledger.run(run_id)
    assert alive is not None
    assert (alive.state, alive.ended) == (RunState.RUNNING, None)
    written: list[str] = []
    with pytest.raises(TakenError, match="draft 1"):
        asyncio.run(ledger.finish_draft(finished(1, run_id), lambda: written.append("a page")))
    assert not (ledger.shared and written)
    finish(ledger, 2, run_id)
    finish(ledger, 1, second)
    assert ledger.counts()[State.WAITING] == 2


def silence(ledger: Ledger, run_id: int, seconds: float) -> None:
    """As a machine that was cut off so long ago."""
    with ledger.transaction() as connection:
        connection.exec_driver_sql(
            f"UPDATE runs SET host = 'elsewhere', heartbeat = heartbeat - {seconds} WHERE id = {run_id}"
        )


def test_rows_that_another_process_has_locked_are_left_to_it(postgres: Cluster) -> None:
    with postgres.ledger() as url, Ledger.open(url) as ledger, Ledger.open(url) as other:
        first = other_run(ledger)
        ledger.claim(questions("a", "b"), first)
        silence(ledger, first, 90)
        mine = other_run(ledger)
        with other.transaction() as connection:
            connection.exec_driver_sql("SELECT id FROM drafts WHERE id = 1 FOR UPDATE")
            # Neither waits for the lock nor for the ids of rows that are new.
            assert statuses(ledger, mine, "a", "b", "c") == [
                (ClaimStatus.BUSY, 1),
                (ClaimStatus.RESUMED, 2),
                (ClaimStatus.NEW, 3),
            ]
        assert statuses(ledger, mine, "a") == [(ClaimStatus.RESUMED, 1)]
