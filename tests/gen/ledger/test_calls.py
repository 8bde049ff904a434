import asyncio
import signal
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from gen.call import Attempt, Call, Outcome, Request
from gen.errors import LedgerError
from gen.ledger import Ledger, RunStart, Totals, Usage
from tests.gen.ledger.samples import CALLS, call, program, record

_NUMBERS = count()
REPOSITORY = Path(__file__).parents[3]

RECORD_FOREVER = """
import asyncio, itertools, sys
from itertools import count
from pathlib import Path
from gen.ledger import Ledger, RunStart
from tests.gen.ledger.samples import call

async def task(ledger, run_id, name):
    for n in itertools.count():
        said = call(f"{name} {n}", response="x" * 2000)
        await ledger.record_call(said, run_id=run_id, question_key="physics/why")
        sys.stdout.write(said.request.key + "\\n")

async def main():
    ledger = Ledger.open(sys.argv[2], root=Path(sys.argv[1]))
    run_id = ledger.start_run(RunStart("list.csv"))
    await asyncio.gather(*(task(ledger, run_id, name) for name in range(16)))

sys.stdout.reconfigure(line_buffering=True)
asyncio.run(main())
"""


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(batch=st.lists(CALLS, min_size=1, max_size=5))
def test_calls_come_back_as_they_went_in(shared: tuple[Ledger, int], batch: list[Call]) -> None:
    ledger, run_id = shared
    key = f"physics/{next(_NUMBERS)}"  # of its own: an example may come twice
    record(ledger, run_id, *batch, key=key)
    got = ledger.calls_of(key)
    assert [each.call for each in got] == batch
    assert [each.call.request.key for each in got] == [each.request.key for each in batch]


def test_only_answers_are_found_and_the_newest_first(ledger: Ledger, run_id: int) -> None:
    assert ledger.find_call(call().request.key) is None
    for outcome in Outcome:
        if outcome is not Outcome.OK:
            record(ledger, run_id, call(outcome=outcome))
    assert ledger.find_call(call().request.key) is None
    record(ledger, run_id, call(text="one"))
    record(ledger, run_id, call(text="two"))
    record(ledger, run_id, call(outcome=Outcome.FAILED))
    assert ledger.find_call(call().request.key) == call(text="two")


def test_the_index_of_answers_is_used(sqlite_ledger: Ledger) -> None:
    statements: list[str] = []
    with sqlite_ledger.read() as connection:
        connection.connection.set_trace_callback(statements.append)
    sqlite_ledger.find_call("some key")
    with sqlite_ledger.read() as connection:
        connection.connection.set_trace_callback(None)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statements[-1]}").all()
    assert any("ix_calls_answered" in row[3] for row in plan), plan


def test_calls_of_a_question(ledger: Ledger, run_id: int) -> None:
    record(ledger, run_id, call("a"), key="physics/a")
    record(ledger, run_id, call("b"), key="physics/b")
    assert [(each.run_id, each.question_key, each.call) for each in ledger.calls_of("physics/a")] == [
        (run_id, "physics/a", call("a"))
    ]


@pytest.mark.parametrize("said", [-1, 10**30])
def test_an_incredible_count_does_not_lose_an_answer(ledger: Ledger, run_id: int, said: int) -> None:
    record(ledger, run_id, call(prompt_tokens=said, completion_tokens=7))
    assert ledger.find_call(call().request.key) == call(prompt_tokens=None, completion_tokens=7)


def test_totals_tell_what_is_not_known(ledger: Ledger, run_id: int) -> None:
    other = ledger.start_run(RunStart("other.csv"))
    record(ledger, run_id, call(cost=0.5, prompt_tokens=3, completion_tokens=4), call(cost=None))
    record(ledger, other, call(cost=0.25))
    assert ledger.totals(run_id) == Totals(2, 3, 4, 0.5, 1)
    assert ledger.totals() == Totals(3, 3, 4, 0.75, 1)
    assert ledger.totals(99) == Totals(0, 0, 0, 0.0, 0)


@pytest.mark.parametrize("change", ["UPDATE calls SET text = ''", "DELETE FROM calls"])
def test_what_was_paid_for_cannot_be_changed(ledger: Ledger, run_id: int, change: str) -> None:
    record(ledger, run_id, call())
    with pytest.raises(LedgerError, match="append-only"), ledger.transaction() as connection:
        connection.exec_driver_sql(change)
    assert ledger.find_call(call().request.key) == call()


def test_a_record_that_cannot_be_written_says_so_and_harms_no_other(ledger: Ledger, run_id: int) -> None:
    async def both() -> tuple[BaseException | None, BaseException | None]:
        good = ledger.record_call(call("good"), run_id=run_id, question_key="k")
        bad = ledger.record_call(call("bad"), run_id=999, question_key="k")
        return await asyncio.gather(good, bad, return_exceptions=True)

    fine, error = asyncio.run(both())
    assert fine is None
    assert isinstance(error, LedgerError)
    assert "foreign key" in error.message.lower()
    assert [each.call for each in ledger.calls_of("k")] == [call("good")]


def test_a_full_disk_is_told_to_the_task_that_waits(sqlite_ledger: Ledger, run_id: int) -> None:
    record(sqlite_ledger, run_id, call("before"))
    sqlite_ledger._database.engine.dispose()
    event.listen(
        sqlite_ledger._database.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=40")
    )
    with pytest.raises(LedgerError, match="full") as error:
        record(sqlite_ledger, run_id, call("too much", response="x" * 10**6))
    assert "ledger.sqlite" in error.value.where
    record(sqlite_ledger, run_id, call("after"))
    assert sqlite_ledger.totals().calls == 2


def test_what_a_models_answers_took(ledger: Ledger, run_id: int) -> None:
    def told(tokens: int) -> Call:
        return call(completion_tokens=tokens, prompt_tokens=5, cached_tokens=2, seconds=1.5)

    record(ledger, run_id, told(10), call(completion_tokens=None), key="physics/a")
    record(ledger, run_id, told(20), told(30), key="physics/b")
    characters = 3 * len(call().request.content)
    assert ledger.usage("m") == {"answer": Usage(3, 2, 60, 15, 6, characters, 4.5, 0.0)}
    assert ledger.usage("other") == {}


def test_what_tries_without_an_answer_may_have_cost(ledger: Ledger, run_id: int) -> None:
    lost = Attempt(None, "nothing came", 1.0, maybe_paid=True, cost=0.25)
    refused = Attempt(429, "later", 0.1)
    record(ledger, run_id, call(cost=0.5, failed_attempts=(lost, refused, lost)), call(cost=0.5))
    assert ledger.calls_of("physics/why")[0].call.risked == 0.5
    assert ledger.totals() == Totals(2, 0, 0, 1.0, 0, risked=0.5)


def test_totals_by_model(ledger: Ledger, run_id: int) -> None:
    other = Call(Request({"model": "other", "messages": []}), Outcome.OK, cost=0.25, cached_tokens=7)
    record(ledger, run_id, call(cost=0.5), other)
    assert ledger.spending() == {"m": Totals(1, 0, 0, 0.5, 0), "other": Totals(1, 0, 0, 0.25, 0, cached_tokens=7)}
    assert ledger.spending(99) == {}


def test_a_task_that_gives_up_waiting_does_not_lose_its_call(
    tmp_path: Path, url: str, ledger: Ledger, run_id: int
) -> None:
    async def give_up() -> None:
        task = asyncio.create_task(ledger.record_call(call(), run_id=run_id, question_key="k"))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(give_up())
    ledger.close()  # drains
    with Ledger.open(url, root=tmp_path) as again:
        assert again.find_call(call().request.key) == call()


def test_a_closed_ledger_takes_no_more(ledger: Ledger, run_id: int) -> None:
    ledger.close()
    ledger.close()
    with pytest.raises(LedgerError, match="closed"):
        record(ledger, run_id, call())
    with pytest.raises(LedgerError, match="closed"):
        ledger.find_call("key")


def test_a_killed_process_has_written_all_that_it_was_told_is_written(tmp_path: Path, url: str) -> None:
    child = program(RECORD_FOREVER, tmp_path, url, cwd=REPOSITORY)
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(200)]
    child.send_signal(signal.SIGKILL)
    rest, _ = child.communicate(timeout=60)
    keys = [line.strip() for line in told + rest.splitlines(keepends=True) if line.endswith("\n")]
    assert len(keys) >= 200
    with Ledger.open(url, root=tmp_path) as ledger:
        assert all(ledger.find_call(key) is not None for key in keys)
        if not ledger.shared:
            with ledger.read() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_equal_requests_are_two_calls(ledger: Ledger, run_id: int) -> None:
    record(ledger, run_id, call(), replace(call(), cost=1.0))
    assert ledger.totals().calls == 2
