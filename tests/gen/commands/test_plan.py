"""`plan` through the front door: it says what a run would do, and asks no model."""

from pathlib import Path

import pytest

from tests.gen.desk import TestDesk, make_desk
from tests.gen.model_server import model_server


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> TestDesk:
    return make_desk(tmp_path, capsys)


def test_every_kind_of_row_is_counted(desk: TestDesk) -> None:
    with model_server() as server:
        desk.run("generate", desk.items([1, 2]), "--base-url", server.url)
        asked = len(server.received)
        path = next(iter(desk.drafts()))
        (desk.root / "content" / path).parent.mkdir(parents=True)
        (desk.root / "drafts" / path).rename(desk.root / "content" / path)
        name = desk.write(
            "all.csv",
            "question,subject,template\n"
            "What does the valve of item 0001 do?,Medicine\n"  # published
            "What does the valve of item 0002 do?,Medicine\n"  # drafted
            "What does the valve of item 0003 do?,Medicine\n"  # to do
            "What does the valve of item 0003 do?,Medicine\n"  # again
            "What does the valve of item 0003 do,Medicine\n"  # clash
            ",Medicine\n"  # bad
            "What else?,Medicine,nonesuch\n",  # bad as well
        ).name
        said = desk.run("plan", name, "--json")
        assert len(server.received) == asked
    assert said.status == 1
    rows = said.json["rows"]
    assert rows == {
        "to do": 1,
        "bad row": 2,
        "slug clash": 1,
        "repeated in the list": 1,
        "published already": 1,
        "drafted already": 1,
        "failed before": 0,
    }
    assert set(said.json["models"]) == {"test-model"}
    for line in (2, 5, 6, 7, 8):
        assert f"all.csv:{line}:" in said.err


def test_a_limit_is_of_what_is_to_do(desk: TestDesk) -> None:
    plan = desk.run("plan", desk.items(range(30)), "--limit", "7", "--json").json
    assert plan["rows"]["to do"] == 7
    assert plan["models"]["test-model"]["calls"]["low"] == 14


def test_the_ledgers_experience_makes_the_estimate(desk: TestDesk) -> None:
    with model_server() as server:
        desk.run("generate", desk.items([1, 2]), "--base-url", server.url)
    found = desk.run("plan", desk.items(range(10, 20)), "--json").json["models"]["test-model"]
    # The test model's answers have 50 tokens each, by its own count.
    assert found["calls"]["expected"] == 20
    assert found["cost"]["low"] < found["cost"]["expected"] < found["cost"]["high"]


def test_a_template_with_a_mistake_stops_the_plan(desk: TestDesk) -> None:
    desk.write(
        "prompts/answer/physics.md.j2",
        "{% extends 'answer/general.md.j2' %}{% block user %}{{ qestion.text }}{% endblock %}",
    )
    said = desk.run("plan", desk.items([1]))
    assert said.status == 2
    assert "qestion" in said.err
    assert "physics.md.j2:1" in said.err


def test_the_price_and_its_date_are_shown(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    desk.write("answerdesk.yaml", "model: gpt-4o-mini\n")
    name = desk.items(range(10))
    said = desk.run("plan", name)
    assert "money   $0.0" in said.out
    assert "price of 2026-10-14, from the table" in said.out
    report = desk.run("plan", name, "--json").json["models"]["gpt-4o-mini"]
    assert report["price"]["checked"] == "2026-10-14"
    assert report["price"]["dollars"]["input"] == 0.15
    elsewhere = desk.run("plan", name, "--base-url", "http://127.0.0.1:1/v1")
    assert "money   unknown" in elsewhere.out


def test_how_far_a_limit_goes(desk: TestDesk) -> None:
    name = desk.items(range(100))
    assert "the limit of $100.00 is expected to do" in desk.run("plan", name, "--max-cost", "100").out
    assert "to be enough for 2" in desk.run("plan", name, "--max-cost", "0.1").out
    desk.write("answerdesk.yaml", "model: unknown\n")
    assert "refuses a model whose price is unknown" in desk.run("plan", name, "--max-cost", "1").out


def test_candidates_and_gates_are_planned_for(desk: TestDesk) -> None:
    name = desk.items(range(10))
    calls = desk.run("plan", name, "--candidates", "3", "--gate", "error", "--json").json["models"]["test-model"][
        "calls"
    ]
    assert (calls["low"], calls["high"]) == (60, 10 * 5 * (1 + 3))
    assert calls["low"] < calls["expected"] < calls["high"]


def test_batches_are_planned_at_their_own_rate(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    desk.write("answerdesk.yaml", "model: gpt-4o\n")
    name = desk.items(range(10))
    online, batch = (
        desk.run("plan", name, "--engine", engine, "--json").json["models"]["gpt-4o"] for engine in ("local", "batch")
    )
    for part in ("low", "expected", "high"):
        assert batch["cost"][part] == pytest.approx(online["cost"][part] / 2)
    assert batch["seconds"] is None
    assert "as long as the batches take" in desk.run("plan", name, "--engine", "batch").out
