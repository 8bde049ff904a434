"""What further samples and a judge add to a plan."""

from pathlib import Path

import pytest

from tests.gen.desk import SETTINGS, TestDesk, make_desk

JUDGED = """\
model: writer
models:
  writer: {price: {input: 1, output: 2}}
  judge: {price: {input: 1, output: 2}, max_tokens: 100}
"""


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> TestDesk:
    return make_desk(tmp_path, capsys)


def expected(desk: TestDesk, settings: str, model: str, what: str) -> float:
    desk.write("answerdesk.yaml", settings)
    plan = desk.run("plan", desk.items(range(10)), "--json").json
    return float(plan["models"][model][what]["expected"])


def test_samples_are_priced(desk: TestDesk) -> None:
    without = expected(desk, SETTINGS, "test-model", "calls")
    cost = expected(desk, SETTINGS, "test-model", "cost")
    assert expected(desk, f"{SETTINGS}facts: {{samples: 3}}\n", "test-model", "calls") == without + 30
    assert expected(desk, f"{SETTINGS}facts: {{samples: 3}}\n", "test-model", "cost") > 2 * cost


def test_candidates_are_samples_for_nothing(desk: TestDesk) -> None:
    two = SETTINGS.replace("run:\n", "run:\n  candidates: 2\n")
    without = expected(desk, two, "test-model", "calls")
    assert expected(desk, f"{two}facts: {{samples: 3}}\n", "test-model", "calls") == without + 20


def test_a_judge_in_generate_is_priced(desk: TestDesk) -> None:
    said = f"{JUDGED}facts: {{judge: {{model: judge, in_generate: true}}}}\n"
    assert expected(desk, said, "judge, as the judge", "calls") == 170
    cost = expected(desk, said, "judge, as the judge", "cost")
    assert 0.1 < cost < 1
    bounded = f"{JUDGED}facts: {{judge: {{model: judge, in_generate: true, max_cost: 0.01}}}}\n"
    assert expected(desk, bounded, "judge, as the judge", "cost") == 0.01


def test_a_judge_that_is_called_by_itself_is_not(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", f"{JUDGED}facts: {{judge: {{model: judge}}}}\n")
    plan = desk.run("plan", desk.items(range(10)), "--json").json
    assert set(plan["models"]) == {"writer"}
