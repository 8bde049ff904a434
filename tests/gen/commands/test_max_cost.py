"""Runs with a cost limit, through the front door, against a model server over HTTP."""

import json
from pathlib import Path

import pytest

from tests.gen.desk import TestDesk, make_desk
from tests.gen.misbehaving import Deed, Received, answers, resets
from tests.gen.model_server import answer_text, model_server

LIMIT = 0.012  # dollars: a call costs 0.0002, and at most between 0.008 and 0.009


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TestDesk:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return make_desk(tmp_path, capsys)


def test_a_run_stops_before_it_costs_more_and_the_next_goes_on(desk: TestDesk) -> None:
    name = desk.items(range(40))
    with model_server() as server:
        first = desk.run("generate", name, "--base-url", server.url, "--max-cost", str(LIMIT), "--json")
        assert first.status == 1
        assert first.json["state"] == "stopped"
        assert LIMIT / 4 < first.json["cost"] <= LIMIT
        assert 0 < first.json["rows"]["drafted"] < 40
        assert "the cost limit of $0.0120 is reached" in first.err
        assert "give the same command again with a new --max-cost" in first.err
        second = desk.run("generate", name, "--base-url", server.url, "--json")
        assert second.status == 0
        assert len(desk.drafts()) == 40
        assert set(server.asked().values()) == {1}  # nothing was paid for twice


def test_the_settings_may_say_the_limit(desk: TestDesk) -> None:
    settings = (desk.root / "answerdesk.yaml").read_text()
    desk.write("answerdesk.yaml", settings.replace("run:\n", "run:\n  max_cost: 0.00001\n"))
    with model_server() as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url)
        assert not server.received
    assert said.status == 1
    assert "$0.00 spent" in said.err


def test_a_broken_connection_may_have_been_paid_for(desk: TestDesk) -> None:
    with model_server(lambda _: resets()) as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url, "--max-cost", str(LIMIT), "--json")
        assert len(server.received) == 1  # a second try might cost more than the limit
    assert said.status == 1
    assert "cost limit" in said.json["stopped"]
    assert 0.008 < said.json["risked"] <= LIMIT
    (attempts,) = desk.rows("SELECT failed_attempts FROM calls")
    assert json.loads(attempts[0])[0]["cost"] == said.json["risked"]


def test_without_a_limit_such_tries_are_counted_by_themselves(desk: TestDesk) -> None:
    with model_server(lambda _: resets()) as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url, "--json")
        assert len(server.received) == 3
    assert said.json["cost"] == 0
    assert 3 * 0.008 < said.json["risked"] < 3 * 0.015
    assert "and perhaps $0.0" in said.err


@pytest.mark.parametrize("money", ["0", "-1", "nan", "inf", "a lot"])
def test_a_limit_is_a_sum_of_money(desk: TestDesk, money: str) -> None:
    assert desk.run("generate", desk.items([1]), f"--max-cost={money}").status == 2


def test_a_model_without_a_price_is_refused(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", "model: test-model\n")
    with model_server() as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url, "--max-cost", "1")
        assert not server.received
    assert said.status == 2
    assert "nobody knows what the model 'test-model' costs" in said.err


def test_a_row_that_names_a_model_without_a_price_fails_alone(desk: TestDesk) -> None:
    name = desk.write(
        "two.csv", "question,subject,model\nWhat does item 1 do?,Medicine,\nWhat does item 2 do?,Medicine,other\n"
    ).name
    with model_server() as server:
        said = desk.run("generate", name, "--base-url", server.url, "--max-cost", "1", "--json")
    assert said.json["rows"]["drafted"] == 1
    assert "two.csv:3" in said.err
    assert "'other' costs" in said.err


def test_what_was_spent_is_told_by_model(desk: TestDesk) -> None:
    def with_cache(request: Received) -> Deed:
        counted = {"prompt_tokens": 100, "completion_tokens": 50, "prompt_tokens_details": {"cached_tokens": 80}}
        return answers(answer_text(request), usage=counted)

    settings = (desk.root / "answerdesk.yaml").read_text()
    desk.write("answerdesk.yaml", settings.replace("{input: 1, output: 2}", "{input: 10, output: 20, cached_input: 1}"))
    with model_server(with_cache) as server:
        said = desk.run("generate", desk.items([1, 2]), "--base-url", server.url)
    # Of four prompts 320 tokens were cached, at a tenth of 10 dollars a million.
    line = "test-model: 4 calls, 400 tokens in (80% cached, which saved $0.0029), 200 out, $0.0051"
    assert f"cost: {line}" in said.err
    assert f"  {line}" in desk.run("status").out
    models = desk.run("status", "--json").json["models"]
    assert models["test-model"]["cached_tokens"] == 320


def test_what_may_have_been_charged_for_stays_in_the_status(desk: TestDesk) -> None:
    with model_server(lambda _: resets()) as server:
        desk.run("generate", desk.items([1]), "--base-url", server.url)
    assert "$0.00 and perhaps $0.02" in desk.run("status").out
    ((cost,),) = desk.rows("SELECT cost FROM runs")
    assert 0.02 < cost < 0.03
