"""What still stands of what was accepted, and what happened to it."""

import json
from pathlib import Path

import pytest

from gen.assessment import Assessment
from gen.ledger import Ledger
from tests.gen.desk import TestDesk, make_desk
from tests.gen.model_server import model_server


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TestDesk:
    """Three drafts of a run, two of them accepted."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    with model_server() as server:
        desk = make_desk(
            tmp_path, capsys, f"model: m\nmodels: {{m: {{base_url: '{server.url}'}}}}\nreview: {{reviewer: Ann}}\n"
        )
        assert desk.run("generate", desk.items([1, 2, 3])).status == 0
    assert desk.run("accept", "1", "2", "--override", "a test").status == 0
    return desk


def page_of(desk: TestDesk, draft: int) -> Path:
    return desk.root / str(desk.rows(f"SELECT path FROM drafts WHERE id = {draft}")[0][0])


def test_what_was_accepted_stands(desk: TestDesk) -> None:
    said = desk.run("verify")
    assert (said.status, said.out, said.err) == (0, "", "every accepted page stands\n")


def test_a_page_that_changed_or_is_gone(desk: TestDesk) -> None:
    one, two = page_of(desk, 1), page_of(desk, 2)
    one.write_text(one.read_text().replace("thin and strong", "thick and weak"))
    two.unlink()
    said = desk.run("verify", "--json")
    assert said.status == 1
    found = [json.loads(line) for line in said.out.splitlines()]
    assert [(each["draft_id"], each["doubt"]) for each in found] == [(1, "changed"), (2, "gone")]
    assert found[0]["message"] == "it is not the page that was accepted by Ann"
    assert said.err == "1 gone, 1 changed\n"


def test_a_changed_template_is_told_and_fails_strictly(desk: TestDesk) -> None:
    template = desk.root / "prompts/answer/_health.md.j2"
    template.write_text(template.read_text() + "\n{# a word #}\n")
    said = desk.run("verify")
    assert said.status == 0
    assert said.out.count(": template: prompts/answer/medicine.md.j2, or what it draws in, has changed") == 2
    assert desk.run("verify", "--strict").status == 1


def test_a_model_that_is_not_named_any_more(desk: TestDesk) -> None:
    settings = desk.root / "answerdesk.yaml"
    settings.write_text(settings.read_text().replace("model: m\nmodels: {m:", "model: n\nmodels: {n:"))
    assert "made by m, which the settings do not name any more" in desk.run("verify").out


def test_a_day_that_has_passed(desk: TestDesk) -> None:
    page = page_of(desk, 1)
    for day, due in (("2020-01-31", True), ("2999-01-31", False), ("soon", False)):
        text = page.read_text().replace("---\n", f"---\nanswerdesk: {{review_by: {day}}}\n", 1)
        page_of(desk, 2).parent.joinpath("kept").write_text(page.read_text())
        page.write_text(text)
        assert ("somebody was to look at it again by 2020-01-31" in desk.run("verify").out) is due
        page.write_text(page_of(desk, 2).parent.joinpath("kept").read_text())


def test_the_history_of_a_draft(desk: TestDesk) -> None:
    assert desk.run("undo", "1").status == 0
    said = desk.run("log", "1")
    kinds = [line.split()[4] for line in said.out.splitlines()]
    assert kinds[:3] == ["claimed:", "called:", "called:"]
    assert kinds[-3:] == ["checked:", "accept", "undo"]
    events = [json.loads(line) for line in desk.run("log", "1", "--json").out.splitlines()]
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)
    assert events[1]["of"] == "answer"
    assert events[-1]["who"] == "Ann"
    by_page = desk.run("log", str(page_of(desk, 2)))
    assert "draft 2  accept by Ann" in by_page.out


def test_what_a_judge_said_is_in_the_history(desk: TestDesk) -> None:
    said = Assessment(
        *("judge", "It takes 4 days.", "flagged", "contradicted"),
        quote="It takes\n5 days.",
        place="who.md:12",
        reason="another number",
        model="large",
    )
    with Ledger.open("sqlite:///ledger.sqlite", root=desk.root) as ledger:
        ledger.add_assessments(1, 1, [said, Assessment("samples", "", "not-checked", reason="none came")])
    judge, samples = desk.run("log", "1").out.splitlines()[-2:]
    told = 'assessed by the judge (large): "It takes 4 days." flagged (contradicted), who.md:12 says "It takes'
    assert told in judge
    assert judge.endswith('5 days.": another number')
    assert samples.endswith("assessed by the samples: the answer not-checked: none came")
    event = json.loads(desk.run("log", "1", "--json").out.splitlines()[-2])
    assert (event["kind"], event["found"], event["quote"]) == ("assessed", "contradicted", "It takes\n5 days.")


def test_the_history_of_a_person(desk: TestDesk) -> None:
    said = desk.run("log", "--who", "Ann")
    assert said.out.splitlines()[0][21:].startswith("draft 1  accept by Ann")
    assert len(said.out.splitlines()) == 2
    assert "nobody called An has said anything; did you mean `Ann`?" in desk.run("log", "--who", "An").err


def test_what_there_is_not(desk: TestDesk) -> None:
    for argv in (["log"], ["log", "1", "--who", "Ann"]):
        assert "name a draft, or a person with --who" in desk.run(*argv).err
    for name in ("99", "nowhere.md", "/etc/passwd"):
        told = desk.run("log", name)
        assert told.status == 2
        assert f"there is no draft {name}" in told.err
