"""Runs over lists that name references: in the prompt, in the receipt, in the checks."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from gen.ledger import Ledger
from tests.gen.desk import SETTINGS, TestDesk, make_desk
from tests.gen.misbehaving import Deed, Received, answers
from tests.gen.model_server import ModelServer, answer_text, is_seo, model_server

LIST = "question,subject,sources\nHow does the valve work?,Medicine,trial.md\n"
TRIAL = "# The valve\n\nThe valve of adults opens at a pressure of 12 mmHg, and closes when it falls.\n"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TestDesk:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    made = make_desk(tmp_path, capsys)
    made.write("answerdesk.yaml", f"{SETTINGS}sources: {{embeddings: false}}\n")
    made.write("sources/trial.md", TRIAL)
    made.write("sources/other.md", "# Taxes\n\nIncome is taxed in the year in which it is received.\n")
    return made


def server_that_says(text: str) -> AbstractContextManager[ModelServer]:
    def answer(request: Received) -> Deed:
        return answers(answer_text(request) if is_seo(request) else text)

    return model_server(answer)


PLAIN = "The valve of adults opens at a pressure of 80 mmHg.\n\n### More\n\nIt closes then."
CLAIM = "The valve of adults opens at a pressure of 80 mmHg [1].\n\n### More\n\nIt closes when the pressure falls [3]."


def test_a_draft_is_held_against_the_references_of_its_question(desk: TestDesk) -> None:
    name = desk.write("list.csv", LIST).name
    with server_that_says(
        "The valve of adults opens at a pressure of 80 mmHg.\n\n### More\n\nIt closes then."
    ) as server:
        assert desk.run("generate", name, "--base-url", server.url).status == 0
    with Ledger.open("sqlite:///ledger.sqlite", root=desk.root) as ledger:
        draft = ledger.draft(1)
        assert draft is not None
        assert draft.receipt is not None
        assert draft.receipt["sources"] == ["trial.md"]
        assert draft.receipt["passages"] == []
        inspected = ledger.inspection(1, draft.page_hash)
    assert inspected is not None
    (flag,) = [finding for finding in inspected.findings if finding["check"] == "source-figure"]
    assert (flag["evidence"], flag["place"], flag["passage"]) == ("80 mmHg", "trial.md:3", TRIAL.split("\n")[2])
    assert "trial.md:3" in flag["message"]
    states = {fact["words"]: fact["state"] for fact in inspected.facts}
    assert states["The valve of adults opens at a pressure of 80 mmHg."] == "flagged"
    assert set(states.values()) <= {"supported", "flagged", "not-checked", "no-source"}

    # The same by `check`, which finds in the ledger what the question named; and nothing once the figure is there.
    rows = desk.run("check", "--json", "drafts").out
    assert '"source-figure"' in rows
    desk.write("sources/trial.md", TRIAL.replace("12", "80"))
    assert '"source-figure"' not in desk.run("check", "--json", "drafts").out


def test_a_draft_is_made_from_passages_whose_marks_become_a_list(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", f"{SETTINGS}sources: {{embeddings: false, in_prompt: true, heading: Sources}}\n")
    name = desk.write("list.csv", LIST).name
    with server_that_says(CLAIM) as server:
        assert desk.run("generate", name, "--base-url", server.url).status == 0
        asked = next(request.body.decode() for request in server.received if not is_seo(request))
    assert "<passage>\\n[1] The valve\\nThe valve of adults opens at a pressure of 12 mmHg" in asked
    assert "trial.md" not in asked  # a line more in the file would be another request
    assert "Taxes" not in asked
    (page,) = desk.drafts().values()
    assert page.answer.endswith("\n\n### Sources\n\n- [1] The valve")
    assert "80 mmHg [1]." in page.answer
    assert "[3]" in page.answer
    with Ledger.open("sqlite:///ledger.sqlite", root=desk.root) as ledger:
        draft = ledger.draft(1)
        assert draft is not None
        assert draft.receipt is not None
        inspected = ledger.inspection(1, draft.page_hash)
    assert [passage["place"] for passage in draft.receipt["passages"]] == ["trial.md:3"]
    assert inspected is not None
    dead = [finding["evidence"] for finding in inspected.findings if finding["check"] == "citation-dead"]
    assert dead == ["[3]"]


def test_without_references_nothing_of_a_prompt_is_another(desk: TestDesk) -> None:
    asked = ("prompt", "How does the valve work?", "--subject", "Medicine", "--json")
    before = desk.run(*asked).json["messages"]
    desk.write("answerdesk.yaml", f"{SETTINGS}sources: {{embeddings: false, in_prompt: true}}\n")
    assert desk.run(*asked).json["messages"] != before
    assert desk.run(*asked, "--source", "other.md").json["messages"] == before
    for path in (desk.root / "sources").iterdir():
        path.unlink()
    assert desk.run(*asked).json["messages"] == before


def test_a_reference_that_is_not_there_is_a_bad_row(desk: TestDesk) -> None:
    name = desk.write("list.csv", LIST.replace("trial.md", "trial.md; gone.md")).name
    said = desk.run("plan", name)
    assert said.status == 1
    assert "list.csv:2: no reference is named 'gone.md'" in said.err
    with server_that_says(CLAIM) as server:
        said = desk.run("generate", name, "--base-url", server.url)
        assert not server.received
    assert said.status == 1
    assert "no reference is named 'gone.md'" in said.err
    said = desk.run("prompt", "Why?", "--subject", "Medicine", "--source", "gone.md")
    assert said.status == 2
    assert "no reference is named 'gone.md'" in said.err


def test_a_workspace_without_references_says_nothing_of_them(desk: TestDesk) -> None:
    name = desk.write("list.csv", LIST.replace("trial.md", "")).name
    for path in (desk.root / "sources").iterdir():
        path.unlink()
    with server_that_says("The valve opens at 80 mmHg (Miller et al., 2019).") as server:
        assert desk.run("generate", name, "--base-url", server.url).status == 0
    assert '"source-' not in desk.run("check", "--json", "drafts").out
    assert not (desk.root / ".answerdesk_cache" / "sources.sqlite").exists()


def test_an_edit_is_held_against_them_too(desk: TestDesk) -> None:
    name = desk.write("list.csv", LIST).name
    with server_that_says(
        "The valve of adults opens at a pressure of 12 mmHg.\n\n### More\n\nIt closes then."
    ) as server:
        assert desk.run("generate", name, "--base-url", server.url).status == 0
    path = next((desk.root / "drafts").rglob("*.md"))
    path.write_text(path.read_text().replace("12 mmHg", "90 mmHg"))
    assert "source-figure" in desk.run("show", "1").out
