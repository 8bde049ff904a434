"""`batch list|collect|cancel`, `export-batch` and `import-batch`."""

import json
from typing import Any

import pytest

from tests.gen import batch_server as server
from tests.gen.batch_server import Behaviour, batch_server
from tests.gen.commands.test_batch_engine import QUICK, generate
from tests.gen.desk import TestDesk
from tests.gen.model_server import model_server


@pytest.fixture
def desk(batch_desk: TestDesk) -> TestDesk:
    return batch_desk


def lines(desk: TestDesk, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (desk.root / name).read_text(encoding="utf-8").splitlines()]


def answered(desk: TestDesk, name: str, asked: list[dict[str, Any]]) -> str:
    text = "".join(json.dumps(server.well(0, line)) + "\n" for line in asked)
    return str(desk.write(name, text))


def test_by_hand(desk: TestDesk) -> None:
    name = desk.items(range(3))
    file = str(desk.root / "requests.jsonl")
    assert desk.run("export-batch", file, name).status == 0
    asked = lines(desk, "requests.jsonl")
    assert [server.item(line) for line in asked] == [0, 1, 2]
    assert desk.run("export-batch", file, name).status == 2  # it may have been paid for
    told = desk.run("status")
    assert "3 requests wait in batches" in told.out
    assert "Next:  answerdesk batch list" in told.err
    # Nothing of it is asked elsewhere meanwhile.
    with model_server() as there:
        assert "3 rows wait for batches" in desk.run("generate", name, "--base-url", there.url).err
        assert there.received == []
    first = desk.run("import-batch", answered(desk, "answers.jsonl", asked[:2]))
    assert first.status == 0
    assert "2 answered" in first.err
    assert "1 of 3 requests have no answer yet" in first.err
    again = desk.run("import-batch", answered(desk, "answers.jsonl", asked))
    assert "1 answered, 2 known before" in again.err
    assert desk.run("export-batch", str(desk.root / "seo.jsonl"), name).status == 0
    seo = lines(desk, "seo.jsonl")
    assert all(server.is_seo_line(line) for line in seo)
    assert desk.run("import-batch", answered(desk, "seo-answers.jsonl", seo)).status == 0
    with model_server() as there:
        assert desk.run("generate", name, "--base-url", there.url).status == 0
        assert there.received == []
    assert len(desk.drafts()) == 3


def test_what_vllm_says_of_a_failure(desk: TestDesk) -> None:
    name = desk.items(range(2))
    desk.run("export-batch", str(desk.root / "r.jsonl"), name)
    one, other = (line["custom_id"] for line in lines(desk, "r.jsonl"))
    wrapped = {"error": {"message": "too long", "type": "BadRequestError", "param": None, "code": 400}}
    said = [
        {"id": "v", "custom_id": one, "response": {"status_code": 400, "request_id": "q"}, "error": wrapped},
        {"id": "v", "custom_id": other, "response": None, "error": "out of memory"},
    ]
    file = desk.write("a.jsonl", "".join(json.dumps(line) + "\n" for line in said))
    imported = desk.run("import-batch", str(file))
    assert imported.status == 1
    assert "2 failed" in imported.err
    errors = [error for (error,) in desk.rows("SELECT error FROM calls ORDER BY id")]
    assert errors == ["HTTP 400: too long", "HTTP 500: out of memory"]


def test_answers_of_another_model_are_left_unless_they_are_wanted(desk: TestDesk) -> None:
    desk.run("export-batch", str(desk.root / "r.jsonl"), desk.items(range(1)))
    asked = lines(desk, "r.jsonl")[0]
    answer = json.dumps(server.well(0, asked)).replace("test-model", "other")
    file = str(desk.write("a.jsonl", answer + "\n"))
    left = desk.run("import-batch", file)
    assert left.status == 1
    assert "a.jsonl:1: this line was answered by 'other', and 'test-model' was asked" in left.err
    assert "0 answered" in left.err
    assert "1 answered" in desk.run("import-batch", file, "--any-model").err


def test_a_file_for_each_model_and_no_larger_than_it_may_be(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", QUICK.replace("poll: 0.01", "poll: 0.01, lines: 2"))
    rows = "".join(f"Why is item {n:04d} red?,Medicine,{'m' if n % 2 else ''}\n" for n in range(6))
    desk.write("items.csv", f"question,subject,model\n{rows}")
    assert desk.run("export-batch", str(desk.root / "r.jsonl"), "items.csv").status == 0
    files = sorted(path.name for path in desk.root.glob("r*.jsonl"))
    assert files == ["r-2.jsonl", "r-3.jsonl", "r-4.jsonl", "r.jsonl"]
    assert all(len({line["body"]["model"] for line in lines(desk, name)}) == 1 for name in files)


def test_a_file_that_will_never_come_is_set_free(desk: TestDesk) -> None:
    name = desk.items(range(2))
    desk.run("export-batch", str(desk.root / "r.jsonl"), name)
    assert desk.run("batch", "cancel", "7").status == 2
    assert "2 requests are free" in desk.run("batch", "cancel", "1").err
    assert desk.run("batch", "cancel", "1").status == 2  # it is over
    with model_server() as there:
        assert desk.run("generate", name, "--base-url", there.url).status == 0
    assert len(desk.drafts()) == 2


def test_files_that_cannot_be_read_or_written(desk: TestDesk) -> None:
    name = desk.items(range(1))
    assert desk.run("import-batch", str(desk.root / "none.jsonl")).status == 2
    assert desk.run("export-batch", str(desk.root / "no" / "r.jsonl"), name).status == 2
    assert desk.run("batch", "cancel").status == 2
    assert desk.run("batch", "list", "3").status == 2


def test_list_collect_cancel(desk: TestDesk) -> None:
    def sent() -> None:
        there.behaviour.meddle = lambda request: server.failing(401) if "/batch_" in request.path else None
        assert generate(desk, there.url, 3).status == 1
        there.behaviour.meddle = lambda _: None

    with batch_server(Behaviour(polls=1)) as there:
        sent()
        listed = desk.run("batch", "list", "--json").json
        assert (listed["state"], listed["remote_id"], listed["requests"]["open"]) == ("submitted", "batch_1", 3)
        assert "batch_1" in desk.run("batch", "list").out
        assert "1 under way" in desk.run("batch", "collect").err  # still at work
        assert "0 under way" in desk.run("batch", "collect").err
        assert desk.run("batch", "list", "--json").json["requests"]["answered"] == 3
    with batch_server(
        Behaviour(deal=lambda _, asked: server.well(0, asked) if server.item(asked) == 4 else None)
    ) as there:
        desk.write("more.csv", "question,subject\n" + "".join(f"Why is item {n} red?,Medicine\n" for n in (4, 5)))
        there.behaviour.meddle = lambda request: server.failing(401) if "/batch_" in request.path else None
        assert desk.run("generate", "more.csv", "--engine", "batch", "--base-url", there.url).status == 1
        there.behaviour.meddle = lambda _: None
        assert "cancelling" in desk.run("batch", "cancel", "2").err
        assert desk.run("batch", "collect").status == 0
        requests = json.loads(desk.run("batch", "list", "--json").out.splitlines()[0])["requests"]
    assert (requests["answered"], requests["missing"]) == (1, 1)
