"""Batches in the ledger, on either database."""

import asyncio
from dataclasses import replace

from gen.call import Call, Outcome, Request
from gen.ledger import Ledger, RunStart, RunState, batch_requests, batches
from gen.ledger.batch_requests import Queued, Settled, Waiting
from gen.ledger.batches import Batch, BatchState

URL = "/v1/chat/completions"


def request(number: int) -> Request:
    return Request({"model": "m", "messages": [], "n": number, "odd": "\ud800\x00"})


def fill(ledger: Ledger, run_id: int, *numbers: int) -> Batch:
    with ledger.transaction() as connection:
        batch_id = batches.begin(connection, run_id, "http://there", "m", URL)
        batch_requests.add(connection, [Queued(batch_id, f"q{number}", request(number)) for number in numbers])
        found = batches.find(connection, batch_id)
    assert found is not None
    return found


def keys(ledger: Ledger, batch: Batch) -> list[str]:
    with ledger.read() as connection:
        return [key for key, _ in batch_requests.lines(connection, batch.id)]


def test_a_request_waits_in_one_batch_only(ledger: Ledger, run_id: int) -> None:
    first = fill(ledger, run_id, 1, 2, 1)
    second = fill(ledger, run_id, 2, 3)
    assert keys(ledger, first) == [request(1).key, request(2).key]
    assert keys(ledger, second) == [request(3).key]
    asyncio.run(ledger.queue_request(Queued(second.id, "q1", request(1))))
    assert len(ledger.batched(request(1).key)) == 1


def test_what_is_settled_is_a_call_and_free_again(ledger: Ledger, run_id: int) -> None:
    batch = fill(ledger, run_id, 1, 2, 3)
    with ledger.transaction() as connection:
        asked = batch_requests.asked(connection, [request(number).key for number in (1, 2)], batch.id)
        good = asked[request(1).key]
        assert (good.request, good.run_id, good.question_key) == (request(1), run_id, "q1")
        bad = asked[request(2).key]
        batch_requests.settle(
            connection,
            [
                Settled(good, Call(good.request, Outcome.OK, text="x"), Waiting.ANSWERED),
                Settled(bad, Call(bad.request, Outcome.FAILED, error="no"), Waiting.FAILED),
            ],
        )
        assert batch_requests.give_up(connection, batch.id) == 1
        assert batches.sums(connection, [batch.id]) == {batch.id: {"answered": 1, "failed": 1, "missing": 1}}
        last = batch_requests.last_call(connection, request(2).key, "q2")
    assert last is not None
    assert last.error == "no"
    assert ledger.find_call(request(1).key) == Call(request(1), Outcome.OK, text="x")
    assert [past.state for past in ledger.batched(request(2).key)] == [Waiting.FAILED]
    again = fill(ledger, run_id, 2, 3)
    assert keys(ledger, again) == [request(2).key, request(3).key]


def test_sealing_leaves_out_what_was_answered(ledger: Ledger, run_id: int) -> None:
    batch, other = fill(ledger, run_id, 1, 2), fill(ledger, run_id, 3)
    asyncio.run(ledger.record_call(Call(request(1), Outcome.OK), run_id=run_id, question_key="q1"))
    asyncio.run(ledger.record_call(Call(request(3), Outcome.OK), run_id=run_id, question_key="q3"))
    with ledger.transaction() as connection:
        assert [each.id for each in batches.filling(connection, run_id)] == [batch.id, other.id]
        assert batches.seal(connection, batch) == 1
        assert batches.seal(connection, other) == 0
        assert batches.find(connection, other.id) is None
        assert [(each.id, each.lines) for each in batches.under_way(connection, run_id)] == [(batch.id, 1)]


def test_a_batch_is_divided(ledger: Ledger, run_id: int) -> None:
    batch = fill(ledger, run_id, *range(5))
    with ledger.transaction() as connection:
        batches.put(connection, batch.id, state=BatchState.SUBMITTED, remote_id="r", file_id="f")
        other = batches.split(connection, batch, 2)
        found = batches.under_way(connection, run_id)
    assert [(each.id, each.lines, each.state, each.remote_id, each.file_id) for each in found] == [
        (batch.id, 2, "sealed", "", ""),
        (other, 3, "sealed", "", ""),
    ]
    assert keys(ledger, batch) + keys(ledger, replace(batch, id=other)) == [request(n).key for n in range(5)]


def test_a_run_takes_what_others_left_and_nothing_that_they_have(ledger: Ledger, run_id: int) -> None:
    batch = fill(ledger, run_id, 1)
    later = ledger.start_run(RunStart("list.csv"))
    with ledger.transaction() as connection:
        assert batches.filling(connection, later) == []
        assert batches.in_hand(connection, batch)
    ledger.end_run(run_id, RunState.STOPPED, {}, 0.0)
    with ledger.transaction() as connection:
        assert [each.id for each in batches.filling(connection, later)] == [batch.id]
        assert batches.drop(connection, batch) == 1
        assert batch_requests.number(connection) == 0


def test_what_a_run_left_unsent_and_what_the_server_may_have(ledger: Ledger, run_id: int) -> None:
    states = (BatchState.FILLING, BatchState.SEALED, BatchState.SENDING, BatchState.SUBMITTED, BatchState.COLLECTED)
    made = {state: fill(ledger, run_id, number).id for number, state in enumerate(states)}
    later = ledger.start_run(RunStart("list.csv"))
    with ledger.transaction() as connection:
        for state, batch_id in made.items():
            batches.put(connection, batch_id, state=state)
        # While the first run is under way, all of it is that run's to send and to pay for.
        assert batches.unsent(connection, later) == batches.under_way(connection, later) == []
        assert [each.state for each in batches.of_others(connection, later)] == list(states[:4])
        assert [each.state for each in batches.under_way(connection, run_id)] == list(states[1:4])
    ledger.end_run(run_id, RunState.STOPPED, {}, 0.0)
    with ledger.transaction() as connection:
        assert [each.state for each in batches.unsent(connection, later)] == list(states[:2])
        assert [each.state for each in batches.under_way(connection, later)] == list(states[2:4])
        assert [each.state for each in batches.of_others(connection, later)] == list(states[2:4])


def test_a_batch_is_taken_over_once(ledger: Ledger, run_id: int) -> None:
    batch = fill(ledger, run_id, 1)
    with ledger.transaction() as connection:
        assert not batches.adopt(connection, batch, 7)  # it is not being sent
        batches.put(connection, batch.id, state=BatchState.SENDING)
    one, other = (ledger.start_run(RunStart("list.csv")) for _ in range(2))
    with ledger.transaction() as connection:
        assert batches.adopt(connection, batch, one)
    with ledger.transaction() as connection:
        assert not batches.adopt(connection, batch, other)
        assert [each.run_id for each in batches.under_way(connection, one)] == [one]
