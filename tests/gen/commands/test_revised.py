"""Drafts that a reviewer sent back are made again, with the reviewer's words."""

import json
from pathlib import Path

import pytest

from tests.gen.desk import TestDesk, make_desk
from tests.gen.misbehaving import Received
from tests.gen.model_server import is_seo, model_server

WORDS = "Say when the valve closes, and drop the last paragraph."


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TestDesk:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    desk = make_desk(tmp_path, capsys)
    desk.write("two.csv", "question,subject,notes\nWhat does the valve do?,Medicine,Mention leaflets.\nWhy?,Physics,\n")
    return desk


def answers_asked(received: list[Received]) -> list[list[dict[str, str]]]:
    return [json.loads(request.body)["messages"] for request in received if not is_seo(request)]


def test_the_model_is_told_what_the_reviewer_said_of_the_answer_they_read(desk: TestDesk) -> None:
    with model_server() as server:
        assert desk.run("generate", "two.csv", "--base-url", server.url).status == 0
        before = desk.drafts()["medicine/what-does-the-valve-do.md"]
        (first,) = [asked for asked in answers_asked(server.received) if "valve" in asked[-1]["content"]]
        assert desk.run("revise", "1", "--reason", "incomplete", "--note", WORDS, "--as", "Jane").status == 0
        so_far = len(server.received)
        said = desk.run("generate", "--revised", "--base-url", server.url, "--json")
        assert said.status == 0, said.err
        assert said.json["drafts"] == [1]
        (again,) = answers_asked(server.received[so_far:])
    assert again[: len(first)] == first
    assert "Mention leaflets." in str(again)
    assert again[-2] == {"role": "assistant", "content": before.answer}
    assert again[-1]["role"] == "user"
    assert WORDS in again[-1]["content"]
    assert "incomplete" in again[-1]["content"]
    assert desk.rows("SELECT state FROM drafts WHERE id = 1") == [("waiting",)]
    assert list((desk.root / "drafts" / ".revised").glob("1-*.md"))
    assert "revise/again" in desk.rows("SELECT receipt FROM drafts WHERE id = 1")[0][0]


def test_the_list_itself_takes_them_up_too_and_nothing_is_made_a_third_time(desk: TestDesk) -> None:
    with model_server() as server:
        desk.run("generate", "two.csv", "--base-url", server.url)
        desk.run("revise", "1", "--reason", "incomplete", "--note", WORDS, "--as", "Jane")
        so_far = len(server.received)
        assert desk.run("generate", "two.csv", "--base-url", server.url).status == 0
        assert WORDS in str(answers_asked(server.received[so_far:]))
        so_far = len(server.received)
        assert desk.run("generate", "--revised", "--base-url", server.url).status == 0
        assert len(server.received) == so_far


def test_a_list_that_is_gone_is_made_do_without(desk: TestDesk) -> None:
    with model_server() as server:
        desk.run("generate", "two.csv", "--base-url", server.url)
        desk.run("revise", "1", "--reason", "incomplete", "--note", WORDS, "--as", "Jane")
        (desk.root / "two.csv").unlink()
        for page in (desk.root / "drafts" / ".revised").iterdir():
            page.unlink()
        said = desk.run("generate", "--revised", "--base-url", server.url)
    assert said.status == 0, said.err
    assert "without the row's notes" in said.err
    assert "the page that was sent back is gone" in said.err
    assert desk.rows("SELECT state FROM drafts WHERE id = 1") == [("waiting",)]


def test_one_of_list_and_revised_is_named(desk: TestDesk) -> None:
    for argv in (["generate"], ["generate", "two.csv", "--revised"]):
        said = desk.run(*argv)
        assert said.status == 2
        assert "--revised" in said.err
