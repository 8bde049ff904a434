"""Gates and candidates, through the front door, against a model server over HTTP."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gen.batch_server import batch_server
from tests.gen.desk import SETTINGS, TestDesk, make_desk
from tests.gen.misbehaving import Deed, Received, answers, errs
from tests.gen.model_server import DESCRIPTION, KEYWORDS, answer_text, is_seo, model_server, well

BAD = "As an AI language model, I have no opinion on valves. "
WORSE = "As an AI language model, I have no opinion. I cannot answer this question based on the available information. "
AGAIN = b"This is not right yet"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TestDesk:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return make_desk(tmp_path, capsys)


def receipt(desk: TestDesk, number: int = 1) -> dict[str, Any]:
    ((text,),) = desk.rows(f"SELECT receipt FROM drafts WHERE id = {number}")
    said: dict[str, Any] = json.loads(text)
    return said


def learns(request: Received) -> Deed:
    """Speaks of itself, until it is told not to."""
    if is_seo(request) or AGAIN in request.body:
        return well(request)
    return answers(BAD + answer_text(request))


def never_learns(request: Received) -> Deed:
    return well(request) if is_seo(request) else answers(BAD + answer_text(request))


@pytest.mark.parametrize("gate", ["machine-voice", "error", "loop,machine-voice"])
def test_a_draft_that_does_not_pass_is_asked_for_again_with_the_findings(desk: TestDesk, gate: str) -> None:
    with model_server(learns) as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url, "--gate", gate)
    assert said.status == 0, said.err
    (page,) = desk.drafts().values()
    assert "As an AI" not in page.answer
    first, _, again, _ = server.received
    *before, turn, asked = again.json["messages"]
    assert before == first.json["messages"]  # what the server has cached comes first
    assert turn == {"role": "assistant", "content": turn["content"]}
    assert turn["content"].startswith("As an AI language model")
    assert "speaks of itself as a machine -- in: " in asked["content"]
    tries = receipt(desk)["tries"]
    assert [(each["why"], each["kept"]) for each in tries] == [("first", False), ("gate", True)]
    assert [each["check"] for each in tries[0]["failing"]] == ["machine-voice"]
    assert receipt(desk)["calls"] == tries[1]["calls"]
    assert receipt(desk)["cost"] == pytest.approx(4 * 0.0002)  # of both tries


def test_a_draft_that_passes_is_asked_for_once(desk: TestDesk) -> None:
    with model_server() as server:
        desk.run("generate", desk.items([1]), "--base-url", server.url, "--gate", "machine-voice")
        assert len(server.received) == 2
    assert receipt(desk)["tries"] == []


def test_the_settings_bound_how_often(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", SETTINGS.replace("run:", "gates:\n  voice: [machine-voice]\nrun:\n  gate: [voice]"))
    with model_server(never_learns) as server:
        assert desk.run("generate", desk.items([1]), "--base-url", server.url).status == 0
        assert len(server.received) == 6
    (page,) = desk.drafts().values()  # it stands with its finding: a person decides
    assert "As an AI" in page.answer
    assert [each["kept"] for each in receipt(desk)["tries"]] == [True, False, False]


def test_a_worse_answer_does_not_take_the_place_of_a_better_one(desk: TestDesk) -> None:
    def worsens(request: Received) -> Deed:
        if is_seo(request):
            return well(request)
        return answers((WORSE if AGAIN in request.body else BAD) + answer_text(request))

    with model_server(worsens) as server:
        desk.run("generate", desk.items([1]), "--base-url", server.url, "--gate", "error")
    assert [each["kept"] for each in receipt(desk)["tries"]] == [True, False, False]


def test_what_is_wrong_with_the_seo_fields_alone_is_asked_of_them_alone(desk: TestDesk) -> None:
    dull = DESCRIPTION[:-5]  # it ends without a full stop, and in the middle of a sentence

    def dull_first(request: Received) -> Deed:
        if is_seo(request) and AGAIN not in request.body:
            return answers(json.dumps({"page_description": dull + "how", "page_keywords": KEYWORDS}))
        return well(request)

    desk.write("answerdesk.yaml", SETTINGS + "seo: {tries: 1}\n")
    with model_server(dull_first) as server:
        desk.run("generate", desk.items([1]), "--base-url", server.url, "--gate", "description-end")
        assert [is_seo(request) for request in server.received] == [False, True, True]
    (page,) = desk.drafts().values()
    assert page.description == DESCRIPTION
    assert [each["why"] for each in receipt(desk)["tries"]] == ["first", "gate, SEO"]


def test_an_answer_that_is_cut_the_second_time_leaves_the_first(desk: TestDesk) -> None:
    def cut_again(request: Received) -> Deed:
        return answers("Half", "length") if AGAIN in request.body else never_learns(request)

    with model_server(cut_again) as server:
        assert desk.run("generate", desk.items([1]), "--base-url", server.url, "--gate", "error").status == 0
    kept, spoilt = receipt(desk)["tries"]
    assert kept["kept"]
    assert "cut off" in spoilt["error"]


def test_of_several_candidates_the_best_is_kept_and_the_others_stay_visible(desk: TestDesk) -> None:
    texts = [WORSE, BAD, "", BAD]

    def by_turns(request: Received) -> Deed:
        return well(request) if is_seo(request) else answers(texts.pop(0) + answer_text(request))

    with model_server(by_turns) as server:
        desk.run("generate", desk.items([1]), "--base-url", server.url, "--candidates", "4")
        assert len(server.received) == 8
    (page,) = desk.drafts().values()
    assert "As an AI" not in page.answer
    tries = receipt(desk)["tries"]
    assert len(tries) == 4
    assert max(each["score"] for each in tries) == next(each["score"] for each in tries if each["kept"]) == page.score
    said = desk.run("show", "1", "--tries")
    assert said.out.count("a candidate") == 4
    assert said.out.count(", kept") == 1
    assert said.out.count("As an AI language model") == 3
    assert "tries     4, kept " in desk.run("show", "1").out


def test_one_good_candidate_is_enough(desk: TestDesk) -> None:
    deeds = [answers("Half", "length"), answers(None, "stop", message={"refusal": "No."})]

    def one_of_three(request: Received) -> Deed:
        return deeds.pop() if deeds and not is_seo(request) else well(request)

    with model_server(one_of_three) as server:
        assert desk.run("generate", desk.items([1]), "--base-url", server.url, "--candidates", "3").status == 0
    assert len(desk.drafts()) == 1


def test_and_without_one_the_row_fails_as_ever(desk: TestDesk) -> None:
    with model_server(lambda _: answers("Half", "length")) as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url, "--candidates", "3")
    assert said.status == 1
    assert "cut off" in said.err


def test_a_run_that_ends_between_the_tries_pays_for_none_of_them_twice(desk: TestDesk) -> None:
    def gone_at_the_second(request: Received) -> Deed:
        return errs(401) if AGAIN in request.body else learns(request)

    argv = ("generate", desk.items([1]), "--gate", "error", "--candidates", "2", "--base-url")
    with model_server(gone_at_the_second) as server:
        assert desk.run(*argv, server.url).status == 1
        assert len(server.received) == 5
    assert desk.drafts() == {}
    with model_server(learns) as server:
        assert desk.run(*argv, server.url).status == 0
        assert len(server.received) == 2  # the answer that had failed, and its SEO fields
    assert len(receipt(desk)["tries"]) == 3


@pytest.mark.parametrize(("argv", "words"), [("no-such", "did you mean"), ("id-twice", "there is no check")])
def test_a_gate_that_could_not_close_is_refused(desk: TestDesk, argv: str, words: str) -> None:
    said = desk.run("generate", desk.items([1]), "--gate", argv.replace("no-such", "machine-voic"))
    assert said.status == 2
    assert words in said.err


@pytest.mark.parametrize(
    ("said", "place", "words"),
    [
        ("gates:\n  voice: [machine-voic]\n", "2:11", "did you mean `machine-voice`?"),
        ("gates:\n  voice: [error, url-twice]\n", "2:18", "compares pages, and a draft is judged alone"),
        ("gates:\n  error: [machine-voice]\n", "2:3", "name of a check or severity already"),
        ("run:\n  gate: [voice]\n", "2:10", "`voice` is no check of drafts"),
    ],
)
def test_and_in_the_settings_it_is_shown_where_it_stands(desk: TestDesk, said: str, place: str, words: str) -> None:
    path = desk.write("answerdesk.yaml", said)
    told = desk.run("check", "drafts")
    assert told.status == 2
    assert f"{path.name}:{place}" in told.err
    assert words in told.err


def test_a_workspace_from_before_there_were_gates_is_told_what_it_lacks(desk: TestDesk) -> None:
    (desk.root / "prompts/revise/checks.md.j2").unlink()
    with model_server(learns) as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url, "--gate", "error")
        assert not server.received
    assert said.status == 2
    assert "revise/checks.md.j2" in said.err


def test_candidates_go_into_the_same_batches(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", f"{SETTINGS}batch: {{poll: 0.01}}\n")
    with batch_server() as there:
        argv = ("generate", desk.items(range(3)), "--engine", "batch", "--base-url", there.url)
        said = desk.run(*argv, "--candidates", "2", "--gate", "machine-voice")
        assert said.status == 0, said.err
        assert [len(there.lines(number)) for number in (1, 2)] == [6, 6]
        assert len(there.batches) == 2
    assert [len(receipt(desk, number)["tries"]) for number in (1, 2, 3)] == [2, 2, 2]
