import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.trials.cassette import load_cassette
from tests.evals.trials.writer import KEY, trial_desk, write
from tests.gen.desk import TestDesk
from tests.gen.misbehaving import Deed, Received, answers, errs
from tests.gen.model_server import ModelServer

Desk = tuple[TestDesk, ModelServer]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with trial_desk(tmp_path, capsys, monkeypatch) as pair:
        yield pair


def cassette(desk: TestDesk, case: str) -> Path:
    return desk.root / "evals/golden/cassettes/test-model" / f"{case}.yaml"


def test_what_was_recorded_is_replayed_without_server_and_key(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    here, server = desk
    said = here.run("record")
    assert said.status == 0, said.err
    assert "2 of 2 cases to record with test-model" in said.err
    assert "valve: " in said.out
    assert "2 drafted" in said.out
    asked = len(server.received)
    monkeypatch.delenv("OPENAI_API_KEY")
    replayed = here.run("replay", "--json")
    assert replayed.status == 0, replayed.err
    assert replayed.err == ""
    results = [json.loads(line) for line in replayed.out.splitlines()]
    assert [(one["case"], one["state"], one["unmet"]) for one in results] == [
        ("valve", "drafted", []),
        ("pump", "drafted", []),
    ]
    assert results[0]["cost"] > 0
    assert "leaflets are thin" in results[0]["page"]
    assert len(server.received) == asked
    again = here.run("record")
    assert again.status == 0
    assert "0 of 2 cases to record" in again.err
    assert len(server.received) == asked


def test_no_key_and_no_header_gets_onto_a_cassette(desk: Desk) -> None:
    here, server = desk
    here.run("record")
    assert KEY in str(server.received[0].headers)
    for name in ("valve", "pump"):
        text = cassette(here, name).read_text()
        assert KEY not in text
        assert not {"authorization", "headers", "cookie", "organization"} & set(text.lower().replace(":", " ").split())


def test_a_changed_sentence_of_a_prompt_makes_it_stale(desk: Desk) -> None:
    here, _ = desk
    here.run("record")
    template = here.root / "prompts/answer/medicine.md.j2"
    before = template.read_text()
    template.write_text(before.replace("{% endblock %}", "Write it all in one sentence.\n{% endblock %}", 1))
    said = here.run("replay")
    assert said.status == 1
    assert "valve: stale: prompts/answer/medicine.md.j2 has changed since the cassette was recorded" in said.out
    assert "+Write it all in one sentence." in said.out
    assert "1 of 2 cases cannot be replayed" in said.err
    assert "answerdesk record  (about $0.0" in said.err
    dry = here.run("record", "--dry-run")
    assert dry.out == "valve\n"
    template.write_text(before)
    assert here.run("replay").status == 0


def test_a_changed_parameter_is_named(desk: Desk) -> None:
    here, _ = desk
    here.run("record")
    settings = here.root / "answerdesk.yaml"
    settings.write_text(settings.read_text().replace("price:", "temperature: 0.9, price:"))
    said = here.run("replay", "pump")
    assert said.status == 1
    assert "no template has: `temperature` was null, and is 0.9" in said.out


def test_what_cassettes_hold_besides_is_reported_and_removed(desk: Desk) -> None:
    here, _ = desk
    here.run("record")
    gone = cassette(here, "gone")
    gone.write_text(cassette(here, "pump").read_text())
    said = here.run("replay", "--max-age", "3")
    assert said.status == 0
    assert f"warning: {gone}: its case is gone" in said.err
    old = load_cassette(cassette(here, "pump"))
    old.recorded -= datetime.timedelta(days=30)
    old.calls.append(old.calls[0].__class__("POST", "/v1/chat/completions", {"model": "x"}, 200, {}, 1.0))
    old.save(cassette(here, "pump"))
    assert here.run("record", "--prune").status == 0
    assert not gone.exists()
    said = here.run("replay", "--max-age", "3")
    assert "30 days old" in said.err
    assert "1 of its calls are not asked for any more" in said.err


def test_samples_are_recorded_and_come_back_in_their_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = iter(range(100))

    def numbered(request: Received) -> Deed:
        return (
            write(request) if b"json_schema" in request.body else answers(f"Answer {next(given)}.\n\n" + "Word. " * 9)
        )

    with trial_desk(tmp_path, capsys, monkeypatch, numbered) as (here, _):
        here.run("record", "pump", "--samples", "3")
        said = here.run("replay", "pump", "--json")
        pages = [json.loads(line)["page"] for line in said.out.splitlines()]
        assert ["Answer 0." in pages[0], "Answer 1." in pages[1], "Answer 2." in pages[2]] == [True] * 3
        assert "--samples" not in here.run("record", "pump", "--dry-run", "--samples", "4").err


def test_a_case_without_an_answer_is_told_and_not_recorded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(request: Received) -> Deed:
        return errs(500) if b"item 0001" in request.body else write(request)

    with trial_desk(tmp_path, capsys, monkeypatch, half) as (here, _):
        said = here.run("record")
        assert said.status == 1
        assert "valve: unrecorded: no answer: HTTP 500" in said.out
        assert not cassette(here, "valve").exists()
        assert cassette(here, "pump").exists()
        replayed = here.run("replay")
        assert replayed.status == 1
        assert "valve: unrecorded: it has no cassette" in replayed.out


def test_expectations_fail_a_strict_replay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(request: Received) -> Deed:
        if b"json_schema" in request.body:
            return write(request)
        return answers(r"It is a part of \(x\) that moves. If in doubt, ask your doctor." + " More is said here." * 9)

    with trial_desk(tmp_path, capsys, monkeypatch, other) as (here, _):
        here.run("record")
        assert here.run("replay").status == 0
        said = here.run("replay", "--strict", "valve")
        assert said.status == 1
        assert "    does not say: Names the leaflets." in said.out
        assert "    says: Sends the reader away." in said.out
