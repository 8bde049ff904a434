import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from evals.catalogue import ALL
from evals.trials.case import GoldenFile
from evals.trials.golden import read_golden
from gen.site.profile import SiteProfile
from tests.gen.desk import TestDesk, make_desk
from tests.review.tray import add_drafts

OURS = Path(__file__).parents[3] / "evals" / "golden"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> TestDesk:
    return make_desk(tmp_path, capsys)


def test_ours_has_forty_cases_over_ten_subjects_that_expect_something() -> None:
    cases = read_golden(OURS, SiteProfile())
    assert len(cases) >= 40
    assert len({case.subject for case in cases}) >= 10
    assert all(case.must and case.clean for case in cases)
    assert sum(bool(case.must_not) for case in cases) >= 20


def test_the_schema_takes_ours_and_not_a_misspelled_key(desk: TestDesk) -> None:
    schema = json.loads(desk.run("golden", "schema").out)
    assert schema == GoldenFile.model_json_schema()
    for path in OURS.glob("*.yaml"):
        jsonschema.validate(json.loads(json.dumps(yaml.safe_load(path.read_text()))), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"cases": [{"id": "x", "question": "q", "subject": "s", "most": []}]}, schema)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("{id: a, question: Q, subject: Physics, ¦most: [x]}", "there is no key `cases.0.most`; did you mean `must`?"),
        ("{id: ¦A b, question: Q, subject: Physics}", "should be of small letters"),
        ("¦{id: a, subject: Physics}", "`cases.0.question` is missing"),
        ("{id: a, question: Q, subject: Physics, clean: [¦katex-eror]}", "did you mean `katex-error`?"),
        ("{id: a, question: Q, subject: ¦'?!'}", "the site has no subject `?!`"),
        ("{id: a, question: Q, subject: Physics, must: [¦{any: [x]}]}", "must.0.says` is missing"),
    ],
)
def test_a_mistake_is_shown_at_its_place(desk: TestDesk, case: str, said: str) -> None:
    line = f"  - {case}"
    path = desk.write("evals/golden/a.yaml", f"# Ours.\ncases:\n{line.replace('¦', '')}\n")
    told = desk.run("golden", "list")
    assert told.status == 2
    assert f"{path}:3:{line.index('¦') + 1}: " in told.err
    assert said in told.err
    assert len(told.err.splitlines()) < 20


def test_a_name_stands_once(desk: TestDesk) -> None:
    one = "  - {id: a, question: Q, subject: Physics}\n"
    desk.write("evals/golden/a.yaml", f"cases:\n{one}{one}")
    assert "the case `a` stands here twice" in desk.run("golden", "list").err
    desk.write("evals/golden/a.yaml", f"cases:\n{one}")
    desk.write("evals/golden/b.yaml", f"cases:\n{one}")
    assert "b.yaml:2:10: the case `a` stands in another file too" in desk.run("golden", "list").err


def test_no_set_and_no_such_case(desk: TestDesk) -> None:
    assert "there is no golden set in" in desk.run("replay").err
    desk.write("evals/golden/a.yaml", "cases:\n  - {id: dose, question: Q, subject: Physics}\n")
    told = desk.run("record", "dsoe")
    assert told.status == 2
    assert "there is no case `dsoe`; did you mean `dose`?" in told.err


def test_a_rejected_draft_becomes_a_case(desk: TestDesk) -> None:
    add_drafts(desk.root, "What is wrong?", answer=r"It is \(x\) and no more is said. " * 9)
    assert "has no verdict yet" in desk.run("golden", "add", "1").err
    desk.run("reject", "1", "--reason", "incorrect", "--note", "The dose is ten times too high.")
    said = desk.run("golden", "add", "1")
    assert said.status == 0, said.err
    assert "answerdesk record what-is-wrong" in said.out
    (case,) = read_golden(desk.root / "evals/golden", SiteProfile())
    assert case.question == "What is wrong?"
    assert case.origin is not None
    assert (case.origin.draft, case.origin.reason, case.origin.note) == (
        1,
        "incorrect",
        "The dose is ten times too high.",
    )
    assert set(case.clean) <= set(ALL)
    assert case.reference == ""
    again = desk.run("golden", "add", "1")
    assert again.status == 2
    assert "there is a case `what-is-wrong` already" in again.err
    assert desk.run("golden", "add", "1", "--id", "another").status == 0
    assert len(desk.run("golden", "list", "--json").out.splitlines()) == 2


def test_an_accepted_draft_lends_its_answer(desk: TestDesk) -> None:
    add_drafts(desk.root, "What is a cell?")
    assert desk.run("accept", "1", "--override", "a test").status == 0
    assert desk.run("golden", "add", "1").status == 0
    (case,) = read_golden(desk.root / "evals/golden", SiteProfile())
    assert len(case.reference) > 100
    assert case.origin is not None
    assert case.origin.verdict == "accept"


def test_an_unknown_draft(desk: TestDesk) -> None:
    told = desk.run("golden", "add", "7")
    assert told.status == 2
    assert "there is no draft 7" in told.err
    assert "no draft is named" in desk.run("golden", "add").err
