from gen.ledger import Ledger, RunStart, RunState
from gen.ledger.draws import EXPIRY


def test_runs_that_draw_on_one_limit_know_of_each_other(ledger: Ledger) -> None:
    first, second = (ledger.start_run(RunStart("list.csv")) for _ in range(2))
    assert ledger.draw(["key and model"], first) == {"key and model": 1}
    assert ledger.draw(["key and model", "another"], second) == {"key and model": 2, "another": 1}
    assert ledger.draw(["key and model"], first) == {"key and model": 2}
    ledger.end_run(second, RunState.DONE, {}, 0.0)
    assert ledger.draw(["key and model", "another"], first) == {"key and model": 1, "another": 1}


def test_a_run_that_died_is_forgotten(ledger: Ledger) -> None:
    first, second = (ledger.start_run(RunStart("list.csv")) for _ in range(2))
    ledger.draw(["limit"], first)
    with ledger.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE draws SET until = until - {EXPIRY + 1}")
    assert ledger.draw(["limit"], second) == {"limit": 1}


def test_a_run_that_asks_nobody_draws_on_nothing(ledger: Ledger) -> None:
    assert ledger.draw([], ledger.start_run(RunStart("list.csv"))) == {}
