"""Everything that a run and a reviewer need, in good order and broken one by one."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gen.desk import TestDesk, make_desk
from tests.gen.misbehaving import Deed, Received, errs, says
from tests.gen.model_server import model_server, well

SETTINGS = "model: m\nmodels: {{m: {{base_url: '{url}'{more}}}}}\n"


def models(request: Received) -> Deed:
    """A server that lists its models."""
    return says(200, {"data": [{"id": "m"}]}) if request.path.endswith("/models") else well(request)


def examined(desk: TestDesk, *argv: str) -> tuple[int, dict[str, Any]]:
    said = desk.run("doctor", "--json", *argv)
    found = [json.loads(line) for line in said.out.splitlines()]
    return said.status, {each["about"]: each for each in found}


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> TestDesk:
    return make_desk(tmp_path, capsys, SETTINGS.format(url="http://127.0.0.1:9/v1", more=""))


def settings(desk: TestDesk, url: str, more: str = "") -> None:
    desk.write("answerdesk.yaml", SETTINGS.format(url=url, more=more))


def test_a_workspace_in_good_order(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    desk.write("evals/golden/a.yaml", "cases: [{id: a, question: Q, subject: Physics}]\n")
    with model_server(models) as server:
        settings(desk, server.url, ", price: {input: 1, output: 1}")
        status, found = examined(desk, "--ask")
        assert "Bearer sk-test-0123456789" in str(server.received[0].headers)
    assert status == 0
    assert {each["state"] for each in found.values()} == {"fine"}
    assert {"settings", "templates", "folders", "ledger", "model", "answer", "price", "review page"} <= found.keys()
    assert found["golden set"]["message"] == "1 cases"


def test_what_is_odd_does_not_fail(desk: TestDesk) -> None:
    with model_server(lambda request: errs(404) if request.path.endswith("/models") else well(request)) as server:
        settings(desk, server.url)
        status, found = examined(desk)
    assert status == 0
    assert (found["model"]["state"], found["price"]["state"], found["golden set"]["state"]) == ("odd", "odd", "odd")
    assert "--ask" in found["model"]["hint"]


def test_an_endpoint_that_does_not_answer_and_one_that_takes_no_key(
    desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, found = examined(desk)
    assert status == 1
    assert found["model"]["state"] == "bad"
    assert "127.0.0.1:9" in found["model"]["message"]
    assert found["ledger"]["state"] == "fine"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    with model_server(lambda _: errs(401, "Incorrect API key provided: sk-test-0123456789")) as server:
        settings(desk, server.url)
        said = desk.run("doctor")
    assert said.status == 1
    assert "does not take the key" in said.out
    assert "sk-test-0123456789" not in said.out


def test_no_key_for_openais_own(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    desk.write("answerdesk.yaml", "model: gpt-x\n")
    status, found = examined(desk)
    assert status == 1
    assert found["model"]["message"] == "there is no key for gpt-x"
    assert "Set OPENAI_API_KEY" in found["model"]["hint"]


def test_one_fault_keeps_nothing_else_from_being_tried(desk: TestDesk) -> None:
    desk.write("prompts/answer/general.md.j2", "{% block user %}{{ nobody }}{% endblock %}")
    desk.write("ledger.sqlite", "this is no database" * 100)
    (desk.root / "drafts").rmdir() if not list((desk.root / "drafts").iterdir()) else None
    desk.write("drafts", "a file")
    desk.write("evals/golden/a.yaml", "cases: [{id: A}]\n")
    status, found = examined(desk)
    assert status == 1
    bad = {about for about, each in found.items() if each["state"] == "bad"}
    assert bad >= {"templates", "ledger", "folders", "golden set", "model"}
    assert found["review page"]["state"] == "fine"
