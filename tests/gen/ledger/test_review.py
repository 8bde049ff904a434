"""What the ledger keeps for the review page: leases, settlements, edits, views, sessions."""

import time

import pytest

from gen.ledger import Ledger, RunStart, edits, leases, sessions, settlements, views
from gen.ledger.settlements import How, Settlement
from tests.gen.ledger.samples import waiting


@pytest.fixture
def draft_id(ledger: Ledger) -> int:
    return waiting(ledger, ledger.start_run(RunStart("list.csv")))


def test_a_lease_is_one_persons_until_it_ends(ledger: Ledger, draft_id: int) -> None:
    with ledger.transaction() as connection:
        mine = leases.take(connection, draft_id, "jane", "tab-1", 60)
        assert leases.take(connection, draft_id, "bob", "tab-2", 60) == mine
        assert leases.held(connection) == {draft_id: mine}
        other_tab = leases.take(connection, draft_id, "jane", "tab-3", 60)
        assert (other_tab.token, other_tab.since) == ("tab-3", mine.since)
        assert not leases.renew(connection, draft_id, "tab-1", 60)
        leases.release(connection, draft_id, "tab-1")
        assert leases.find(connection, draft_id) == other_tab
        leases.release(connection, draft_id, "tab-3")
        assert leases.find(connection, draft_id) is None


def test_a_lease_that_nobody_renews_is_anybodys(ledger: Ledger, draft_id: int) -> None:
    with ledger.transaction() as connection:
        leases.take(connection, draft_id, "jane", "tab-1", -1)
        assert leases.find(connection, draft_id) is None
        assert not leases.renew(connection, draft_id, "tab-1", 60)
        assert leases.take(connection, draft_id, "bob", "tab-2", 60).who == "bob"
        assert leases.renew(connection, draft_id, "tab-2", 90)
        held = leases.find(connection, draft_id)
        assert held is not None
        assert held.until > time.time() + 80


def test_the_newest_settlement_of_a_finding_holds(ledger: Ledger, draft_id: int) -> None:
    def say(finding: str, how: How) -> Settlement:
        said = Settlement(draft_id, "hash", finding, "refusal", "error", how, "jane", 1.0, note="ü\x00")
        with ledger.transaction() as connection:
            return settlements.add(connection, said)

    first, _, last = say("f1", How.DISMISS), say("f2", How.CONFIRM), say("f2", How.REOPEN)
    with ledger.read() as connection:
        said = settlements.of_draft(connection, draft_id)
    assert said[0] == first
    assert said[-1] == last
    assert settlements.standing(said) == {"f1": first}


def test_an_edit_is_kept_for_each_person(ledger: Ledger, draft_id: int) -> None:
    with ledger.transaction() as connection:
        edits.keep(connection, draft_id, "jane", "h", "one")
        kept = edits.keep(connection, draft_id, "jane", "h", "two \ud800")
        edits.keep(connection, draft_id, "bob", "h", "three")
        assert edits.find(connection, draft_id, "jane") == kept
        edits.drop(connection, draft_id, "jane")
        assert edits.find(connection, draft_id, "jane") is None
        assert edits.find(connection, draft_id, "bob") is not None


def test_views_are_a_persons_or_everybodys(ledger: Ledger) -> None:
    with ledger.transaction() as connection:
        mine = views.save(connection, "jane", "mine", {"state": "waiting"})
        mine = views.save(connection, "jane", "mine", {"subject": "Law"})
        everybodys = views.save(connection, "", "all of them", {})
        assert views.of(connection, "jane") == [everybodys, mine]
        assert views.of(connection, "bob") == [everybodys]
        assert not views.drop(connection, mine.id, "bob")
        assert views.drop(connection, mine.id, "jane")
        assert views.of(connection, "jane") == [everybodys]


def test_a_session_is_found_by_its_token_alone(ledger: Ledger) -> None:
    with ledger.transaction() as connection:
        sessions.start(connection, "old", "bob", "c", -1)
        session = sessions.start(connection, "secret", "jane", "csrf", 60)
        assert "secret" not in (session.token_hash, session.csrf)
        assert sessions.find(connection, "secret") == session
        assert sessions.find(connection, session.token_hash) is None
        assert sessions.find(connection, "old") is None
        sessions.extend(connection, session.token_hash, 600)
        longer = sessions.find(connection, "secret")
        assert longer is not None
        assert longer.until > session.until
        sessions.end(connection, session.token_hash)
        assert sessions.find(connection, "secret") is None
        sessions.start(connection, "a", "jane", "c", 60)
        sessions.end_all(connection, "jane")
        assert sessions.find(connection, "a") is None
