"""A cost limit over batches: it bounds what its own command sends, and what others have sent is told beside it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from gen.batch.account import Account
from gen.budget import Budget
from gen.call import Call, Outcome, Request
from gen.config import Price
from tests.gen import batch_server as server
from tests.gen.batch_server import BatchServer, Json, batch_server
from tests.gen.commands.test_batch_engine import QUICK, generate
from tests.gen.commands.test_batch_kills import Killing, die
from tests.gen.desk import TestDesk, make_desk


@pytest.fixture
def desk(batch_desk: TestDesk) -> TestDesk:
    return batch_desk


@pytest.fixture
def there() -> Iterator[BatchServer]:
    with batch_server() as made:
        yield made


def refuse(there: BatchServer, method: str, path: str) -> None:
    """Refuse such requests, so that the run stops; nothing with `""`."""

    def meddle(request: web.Request) -> web.Response | None:
        return server.failing(401) if path and request.method == method and path in request.path else None

    there.behaviour.meddle = meddle


def worst(line: Json) -> float:
    """What a request costs at most, dollars: a byte of the prompt a token, and all that may be answered."""
    return float(len(prompt(line)) * 1 + line["body"]["max_tokens"] * 2) / 1e6


def prompt(line: Json) -> bytes:
    """A request's body as it goes over the wire."""
    return json.dumps(line["body"], ensure_ascii=False, separators=(",", ":")).encode()


@pytest.fixture
def size(desk: TestDesk) -> float:
    """What one answer costs at most."""
    desk.run("export-batch", str(desk.root / "one.jsonl"), desk.items(range(1)))
    desk.run("batch", "cancel", "1")
    return worst(json.loads((desk.root / "one.jsonl").read_text(encoding="utf-8")))


def dear(_: int, asked: Json) -> Json:
    """A good answer that costs all that it may."""
    line = server.well(0, asked)
    usage = {"prompt_tokens": len(prompt(asked)), "completion_tokens": asked["body"]["max_tokens"]}
    line["response"]["body"]["usage"] = usage
    return line


def latest(desk: TestDesk) -> int:
    """The newest run."""
    ((number,),) = desk.rows("SELECT max(id) FROM runs")
    return int(number)


def sent(there: BatchServer, run: int) -> list[Json]:
    """The requests in batches that a run has begun, as it told the server."""
    began = [batch for batch in there.batches.values() if batch["metadata"]["answerdesk_run"] == str(run)]
    numbers = [int(batch["id"].removeprefix("batch_")) for batch in began]
    return [line for number in numbers for line in there.lines(number)]


def test_a_cost_limit_is_never_passed(desk: TestDesk, there: BatchServer, size: float) -> None:
    """What a request costs at most is held: three fit, a fourth does not, and those become drafts with what is left."""
    said = generate(desk, there.url, 6, "--max-cost", f"{3.5 * size:.6f}", "--json")
    assert said.status == 1
    assert "the cost limit" in said.err
    assert len(there.lines(1)) == 3
    assert said.json["rows"]["drafted"] == 3
    assert said.json["cost"] <= 3.5 * size


def test_what_an_earlier_run_left_unsent_is_sent_within_the_limit(
    desk: TestDesk, there: BatchServer, size: float
) -> None:
    desk.write("answerdesk.yaml", QUICK.replace("poll: 0.01", "poll: 0.01, lines: 2"))
    refuse(there, "POST", "/files")
    assert generate(desk, there.url, 6).status == 1
    assert desk.rows("SELECT state FROM batches WHERE id > 1 ORDER BY id") == [("sending",), ("sealed",), ("sealed",)]
    refuse(there, "", "")
    there.behaviour.deal = dear
    said = generate(desk, there.url, 6, "--max-cost", f"{3.5 * size:.6f}", "--json")
    assert said.status == 1
    assert "4 requests that earlier runs have not sent are free" in said.err
    assert "batch 2 is not sent: the cost limit of" in said.err
    assert said.json["cost"] == pytest.approx(sum(map(worst, there.lines())))
    assert 2.5 * size < said.json["cost"] <= 3.5 * size
    assert generate(desk, there.url, 6).status == 0
    assert len(desk.drafts()) == 6
    assert set(there.asked().values()) == {1}


def test_what_is_taken_over_is_paid_by_who_sends_it(desk: TestDesk, there: BatchServer, size: float) -> None:
    refuse(there, "POST", "/batches")
    assert generate(desk, there.url, 3).status == 1
    refuse(there, "", "")
    there.behaviour.deal = dear
    assert "1 under way" in desk.run("batch", "collect").err
    assert there.batches == {}  # collecting sends nothing: it has no limit
    said = generate(desk, there.url, 3, "--max-cost", f"{3.5 * size:.6f}")
    assert "the cost limit" in said.err
    assert len(there.lines()) == len(sent(there, latest(desk))) == 3
    assert len(there.files) == 2  # what went in is the file that was there, and what came out
    assert desk.rows("SELECT DISTINCT run_id FROM calls") == [(latest(desk),)]


def test_what_another_run_has_sent_is_told_and_not_counted(desk: TestDesk, there: BatchServer, size: float) -> None:
    refuse(there, "GET", "/batches/batch_")
    assert generate(desk, there.url, 3).status == 1
    refuse(there, "", "")
    there.behaviour.deal = dear
    told = f"under way from other runs: 3 requests in 1 batch, at most ${3 * size:.4f}"
    assert told in desk.run("plan", "items.csv").out
    before = desk.run("plan", "items.csv", "--json").json["under_way"]
    assert (before["batches"], before["requests"]) == (1, 3)
    assert before["cost_at_most"] == pytest.approx(3 * size)
    limit = 1.6 * size  # not so much as the answers that come to it, and enough for the fields of some
    said = generate(desk, there.url, 3, "--max-cost", f"{limit:.6f}")
    assert told in said.err
    assert f"the cost limit of ${limit:.4f} is reached: $0.00 spent" in said.err
    assert 0 < sum(map(worst, sent(there, latest(desk)))) <= limit
    assert 0 < len(desk.drafts()) < 3
    assert "under way" not in desk.run("plan", "items.csv").out


def test_of_a_model_without_a_price_nobody_knows_the_cost(desk: TestDesk, there: BatchServer) -> None:
    settings = QUICK.replace("models:\n  test-model: {price: {input: 1, output: 2}}\n", "")
    desk.write("answerdesk.yaml", settings)
    refuse(there, "GET", "/batches/batch_")
    assert generate(desk, there.url, 2).status == 1
    assert "2 requests in 1 batch, nobody knows at what cost" in desk.run("plan", "items.csv").out
    assert desk.run("plan", "items.csv", "--json").json["under_way"]["cost_at_most"] is None


def test_killed_between_the_limit_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first run dies with its file at the server and its batch not begun, the second when it has sent that."""
    desk = make_desk(tmp_path, capsys, QUICK)
    with batch_server(server_class=Killing) as there:
        assert isinstance(there, Killing)
        argv = ["generate", desk.items(range(4)), "--engine", "batch", "--base-url", there.url]
        die(there, "POST /v1/files", ["-C", str(desk.root), *argv])
        die(there, "POST /v1/batches", ["-C", str(desk.root), *argv, "--max-cost", "1"])
        assert [len(sent(there, run)) for run in (1, 2)] == [0, 4]
        limit = 1.5 * worst(there.lines(1)[0])
        third = desk.run(*argv, "--max-cost", f"{limit:.6f}")
        assert "under way from other runs: 4 requests in 1 batch" in third.err
        assert "batch 1: found at the server as batch_1" in third.err
        assert 0 < sum(map(worst, sent(there, 3))) <= limit
        assert desk.run(*argv).status == 0
        assert set(there.asked().values()) == {1}
    assert len(desk.drafts()) == 4


def test_an_account_books_what_its_own_batches_cost() -> None:
    budget = Budget(1.0)
    account = Account(budget, lambda _: Price(input=1, output=2))
    request = Request({"model": "m", "messages": [], "max_tokens": 100_000})  # at most $0.20, and its own bytes
    for number in (1, 1, 2):
        account.hold(number, request)
    with pytest.raises(Exception, match="the cost limit"):
        account.hold_all(3, [request] * 3)
    account.hold_all(3, [request])  # nothing was left held
    account.pay(1, Call(request, Outcome.OK, cost=0.01))
    account.pay(1, Call(request, Outcome.FAILED))
    account.pay(1, Call(request, Outcome.CUT, cost=0.02))
    account.settle(1)
    assert budget.spent == pytest.approx(0.03)
    account.pay(2, Call(request, Outcome.OK))  # of unknown cost: all that was held
    account.settle(2)
    assert budget.spent == pytest.approx(0.23, abs=0.001)
    account.pay(7, Call(request, Outcome.OK, cost=0.5))  # another run has sent it
    account.settle(7)
    assert budget.spent == pytest.approx(0.23, abs=0.001)
