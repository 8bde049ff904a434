"""Other samples of each answer, through the front door."""

from pathlib import Path

import pytest

from tests.gen.desk import SETTINGS, TestDesk, make_desk
from tests.gen.misbehaving import Deed, Received, answers
from tests.gen.model_server import ANSWER, is_seo, model_server, well

FACTS = "facts: {samples: 3}\n"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TestDesk:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return make_desk(tmp_path, capsys, SETTINGS + FACTS)


class Inventing:
    """Says another year in each answer, or refuses all but the first."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.answers = 0
        self.refuses = refuses

    def __call__(self, request: Received) -> Deed:
        if is_seo(request):
            return well(request)
        self.answers += 1
        if self.refuses and self.answers > 1:
            return answers(None, message={"refusal": "No more."})
        year = 1900 + self.answers
        return answers(ANSWER.format(about="valve") + f"\nIt was described in {year} by a doctor.\n")


def flags(desk: TestDesk) -> dict[str, tuple[str, str]]:
    found = desk.run("show", "1", "--json").json["findings"]
    return {
        each["check"]: (each["evidence"], each["message"]) for each in found if each["check"].startswith("samples-")
    }


def test_an_invented_year_is_flagged(desk: TestDesk) -> None:
    with model_server(Inventing()) as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url, "--json")
    assert said.status == 0, said.err
    evidence, message = flags(desk)["samples-figure"]
    assert evidence in ("1901", "1902", "1903", "1904")
    assert "3 of 3 other samples do not have" in message
    assert "sample" in message
    rows = desk.rows("SELECT kind, sample FROM calls ORDER BY sample, kind")
    assert rows == [("answer", 0), ("seo", 0), ("sample", 1000), ("sample", 2000), ("sample", 3000)]
    states = desk.rows("SELECT layer, state, count(*) FROM assessments GROUP BY 1, 2 ORDER BY 2")
    assert states == [("samples", "flagged", 1), ("samples", "supported", states[1][2])]


def test_samples_are_paid_for_once(desk: TestDesk) -> None:
    with model_server(Inventing()) as server:
        desk.run("generate", desk.items([1]), "--base-url", server.url)
        before = len(server.received)
        desk.run("generate", desk.items([1]), "--base-url", server.url)
        assert len(server.received) == before == 5


def test_candidates_are_samples_that_are_paid_for(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", SETTINGS.replace("run:\n", "run:\n  candidates: 2\n") + FACTS)
    with model_server(Inventing()) as server:
        desk.run("generate", desk.items([1]), "--base-url", server.url)
    rows = desk.rows("SELECT kind, sample FROM calls WHERE kind <> 'seo' ORDER BY sample")
    assert rows == [("answer", 0), ("answer", 1000), ("sample", 2000), ("sample", 3000)]
    assert "3 of 3 other samples" in flags(desk)["samples-figure"][1]


def test_samples_that_do_not_come_are_no_pass(desk: TestDesk) -> None:
    with model_server(Inventing(refuses=True)) as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url, "--json")
    assert said.json["rows"]["drafted"] == 1
    assert "no other sample of the answer came" in flags(desk)["samples-not-checked"][1]


def test_a_model_without_chance_is_no_pass(desk: TestDesk) -> None:
    with model_server() as server:
        desk.run("generate", desk.items([1]), "--base-url", server.url)
    assert "same to the letter" in flags(desk)["samples-not-checked"][1]


def test_off_by_default(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", SETTINGS)
    with model_server(Inventing()) as server:
        desk.run("generate", desk.items([1]), "--base-url", server.url)
        assert len(server.received) == 2
    assert flags(desk) == {}
