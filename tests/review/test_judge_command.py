"""`answerdesk judge` through the front door, against a judge over HTTP."""

import json
from pathlib import Path

import pytest

from tests.evals.facts.judge.bench import is_refutation, refutation
from tests.gen.desk import TestDesk, make_desk
from tests.gen.misbehaving import Deed, Received, answers, errs
from tests.gen.model_server import model_server, well

SOURCE = """\
# Valves of the heart

The valve keeps the blood flowing in one direction. Its leaflets are thin and strong, and the cords keep them from
turning over. Blood that flows back makes the chamber before the valve wider in the course of years.
"""
QUOTE = "leaflets are thin and strong"


def settings(url: str, more: str = "") -> str:
    return f"""\
model: writer
models:
  writer: {{price: {{input: 1, output: 2}}, base_url: "{url}"}}
  judge: {{price: {{input: 1, output: 2}}, base_url: "{url}", max_tokens: 100}}
run: {{concurrency: 4, retry: {{attempts: 2, first_wait: 0, longest_wait: 0}}}}
sources: {{embeddings: false}}
facts: {{judge: {{model: judge{more}}}}}
"""


def says(framing: str = "exact", quote: str = QUOTE) -> Deed:
    return answers(json.dumps({"quote": quote, "reason": "It is there.", "framing": framing}))


def is_judging(request: Received) -> bool:
    return bool(request.json["model"] == "judge")


def judged(request: Received) -> Deed:
    """Writes well, and finds one sentence contradicted, one too broad and all others right."""
    if not is_judging(request):
        return well(request)
    if is_refutation(request):
        return refutation()
    text = request.json["messages"][-1]["content"]
    sentence = text[text.index("<sentence>") : text.index("</sentence>")]
    if "murmur" in sentence:
        return says("contradicted")
    return says("broader" if "Treatment" in sentence else "exact")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TestDesk:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    made = make_desk(tmp_path, capsys)
    made.write("sources/valves.md", SOURCE)
    return made


def checks(desk: TestDesk) -> dict[str, str]:
    shown = desk.run("show", "1", "--json").json
    return {each["check"]: each["message"] for each in shown["findings"] if each["check"].startswith("judge-")}


def test_flags_become_findings_of_the_draft(desk: TestDesk) -> None:
    with model_server(judged) as server:
        desk.write("answerdesk.yaml", settings(server.url))
        desk.run("generate", desk.items([1]))
        before = desk.run("show", "1", "--json").json
        assert checks(desk) == {}
        said = desk.run("judge", "--json")
        assert said.status == 0, said.err
        first = len(server.received)
        again = desk.run("judge", "1", "--json")
        assert len(server.received) == first
    report = said.json
    assert report["state"] == "done"
    assert report["sentences"]["flagged"] == 2
    assert report["sentences"]["supported"] == sum(report["sentences"].values()) - 2 > 0
    found = checks(desk)
    assert set(found) == {"judge-contradicted", "judge-broader"}
    assert "It is there." in found["judge-broader"]
    assert f"“{QUOTE}”" in found["judge-broader"]
    assert "valves.md:3" in found["judge-broader"]
    assert desk.run("show", "1", "--json").json["score"] == before["score"]
    assert again.json["sentences"] == report["sentences"]
    assert (again.json["calls"], again.json["cost"]) == (0, 0.0)
    kinds = dict(desk.rows("SELECT kind, count(*) FROM calls GROUP BY kind"))
    assert kinds["refute"] == 1
    assert kinds["judge"] == sum(report["sentences"].values())


def test_flags_outlive_an_edit_of_other_words(desk: TestDesk) -> None:
    with model_server(judged) as server:
        desk.write("answerdesk.yaml", settings(server.url))
        desk.run("generate", desk.items([1]))
        desk.run("judge")
    (path,) = (desk.root / "drafts").rglob("*.md")
    path.write_text(path.read_text().replace("Nothing else moves it.", "Nothing at all moves it, ever."))
    assert set(checks(desk)) == {"judge-contradicted", "judge-broader"}
    path.write_text(path.read_text().replace("A murmur is often", "A murmur is rarely"))
    assert set(checks(desk)) == {"judge-broader"}


def test_in_generate_where_the_settings_want_it(desk: TestDesk) -> None:
    with model_server(judged) as server:
        desk.write("answerdesk.yaml", settings(server.url, ", in_generate: true"))
        said = desk.run("generate", desk.items([1]), "--json")
    assert said.status == 0, said.err
    assert set(checks(desk)) == {"judge-contradicted", "judge-broader"}
    ((calls,),) = desk.rows("SELECT count(*) FROM calls")
    assert said.json["calls"] == calls > 3


def test_a_judge_that_breaks_down_fails_no_draft(desk: TestDesk) -> None:
    with model_server(lambda request: errs(500) if is_judging(request) else well(request)) as server:
        desk.write("answerdesk.yaml", settings(server.url, ", in_generate: true"))
        said = desk.run("generate", desk.items([1]), "--json")
    assert said.json["rows"]["drafted"] == 1
    (message,) = checks(desk).values()
    assert "not checked by the judge: the judge did not answer" in message


def test_the_budget_is_kept_and_what_is_left_is_not_checked(desk: TestDesk) -> None:
    with model_server(judged) as server:
        desk.write("answerdesk.yaml", settings(server.url))
        desk.run("generate", desk.items([1]))
        said = desk.run("judge", "--max-cost", "0.004", "--json")
        assert said.json["sentences"]["not-checked"] > 0
        assert said.json["cost"] <= 0.004
        whole = desk.run("judge", "--json")
    assert whole.json["sentences"]["not-checked"] == 0
    assert whole.json["served"] == said.json["calls"]


def test_a_bad_key_stops_it(desk: TestDesk) -> None:
    with model_server(lambda request: errs(401, "no") if is_judging(request) else well(request)) as server:
        desk.write("answerdesk.yaml", settings(server.url))
        desk.run("generate", desk.items([1, 2]))
        said = desk.run("judge", "--json")
    assert said.status == 1
    assert said.json["state"] == "stopped"
    assert said.json["drafts"] == []
    assert "Check the key" in said.json["stopped"]


def test_a_page_that_cannot_be_read_is_told_and_the_others_are_judged(desk: TestDesk) -> None:
    with model_server(judged) as server:
        desk.write("answerdesk.yaml", settings(server.url))
        desk.run("generate", desk.items([1, 2]))
        first, _ = sorted((desk.root / "drafts").rglob("*.md"))
        first.write_text("no page")
        said = desk.run("judge", "--json")
    assert said.status == 1
    assert [len(said.json["drafts"]), len(said.json["failed"])] == [1, 1]


def test_without_references_there_is_nothing_to_judge_against(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", settings("http://127.0.0.1:9/v1"))
    (desk.root / "sources" / "valves.md").unlink()
    said = desk.run("judge")
    assert said.status == 2
    assert "there is nothing to judge against" in said.err


def test_nobody_judges_where_nobody_is_named(desk: TestDesk) -> None:
    said = desk.run("judge")
    assert said.status == 2
    assert "nobody is named who judges" in said.err


def test_a_workspace_without_the_templates_is_told(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", settings("http://127.0.0.1:9/v1"))
    (desk.root / "prompts" / "judge" / "refute.md.j2").unlink()
    said = desk.run("judge")
    assert said.status == 2
    assert "judge/refute.md.j2" in said.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("facts:\n  judge:\n    model: smollm2-135m-instruct\n", "no better than chance"),
        ("models: {tiny: {base_url: embedded}}\nfacts: {judge: {model: tiny}}\n", "no better than chance"),
        ("models: {gpt: {}}\nfacts: {judge: {model: gtp}}\n", "did you mean `gpt`"),
        ("facts: {judge: {in_generate: true}}\n", "nobody is named who judges"),
        ("models: {gpt: {}}\nfacts: {judge: {model: gpt, max_cost: 0}}\n", "greater than 0"),
        ("facts: {samples: 50}\n", "facts.samples"),
    ],
)
def test_settings_that_cannot_be(desk: TestDesk, text: str, words: str) -> None:
    desk.write("answerdesk.yaml", text)
    said = desk.run("judge")
    assert said.status == 2
    assert words in said.err
    assert f"answerdesk.yaml:{text.count(chr(10))}:" in said.err


def test_the_embedded_model_does_not_judge_by_the_back_door(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", "models: {gpt: {}}\nfacts: {judge: {model: gpt, in_generate: true}}\n")
    said = desk.run("generate", desk.items([1]), "--base-url", "embedded")
    assert said.status == 2
    assert "no better than chance" in said.err


def test_a_limit_needs_a_price(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", "models: {x: {base_url: 'http://127.0.0.1:9/v1'}}\nfacts: {judge: {model: x}}\n")
    said = desk.run("judge", "--max-cost", "1")
    assert said.status == 2
    assert "nobody knows what the model 'x' costs" in said.err
