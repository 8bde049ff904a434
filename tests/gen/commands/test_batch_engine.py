"""`generate --engine batch` against a server that speaks the API, with all that can go wrong on the way."""

import json
import os
import signal
from typing import Any

import pytest
from aiohttp import web

from tests.gen import batch_server as server
from tests.gen.batch_server import Behaviour, batch_server
from tests.gen.desk import SETTINGS, Said, TestDesk

QUICK = f"{SETTINGS}batch: {{poll: 0.01}}\n"


@pytest.fixture
def desk(batch_desk: TestDesk) -> TestDesk:
    return batch_desk


def generate(desk: TestDesk, url: str, rows: int = 5, *more: str) -> Said:
    return desk.run("generate", desk.items(range(rows)), "--engine", "batch", "--base-url", url, *more)


def test_a_list_becomes_drafts_in_two_rounds(desk: TestDesk) -> None:
    with batch_server() as there:
        said = generate(desk, there.url, 5, "--json")
        assert said.status == 0, said.err
        assert [len(there.lines(number)) for number in (1, 2)] == [5, 5]
        assert all(count == 1 for count in there.asked().values())
        assert len(there.asked()) == 10
        assert there.online == []
        assert len(desk.drafts()) == 5
        assert said.json["rows"] == {"drafted": 5, "failed": 0, "faults": 0, "skipped": 0, "busy": 0, "waiting": 0}
        assert said.json["calls"] == 10
        # Again: nothing is asked.
        assert generate(desk, there.url).status == 0
        assert len(there.batches) == 2


def test_what_the_server_is_told(desk: TestDesk) -> None:
    with batch_server() as there:
        generate(desk, there.url, 3)
        batch = there.batches["batch_1"]
        name, data = there.files[batch["input_file_id"]]
    row = desk.rows("SELECT name, file_hash, lines, bytes, remote_id, state, status FROM batches ORDER BY id")[0]
    assert row[2:] == (3, len(data), "batch_1", "collected", "completed")
    assert batch["metadata"] == {"answerdesk": row[0], "answerdesk_sha256": row[1], "answerdesk_run": "1"}
    assert name == f"{row[0]}.jsonl"
    lines = [json.loads(line) for line in data.splitlines()]
    assert [set(line) for line in lines] == [{"custom_id", "method", "url", "body"}] * 3
    keys = {key for (key,) in desk.rows("SELECT key FROM calls WHERE kind = 'answer'")}
    assert {line["custom_id"] for line in lines} == keys


def test_what_fails_in_a_batch_goes_into_the_next(desk: TestDesk) -> None:
    def deal(number: int, asked: dict[str, Any]) -> dict[str, Any] | None:
        key = asked["custom_id"]
        if number == 1:
            return {0: server.bad(key, 429), 1: server.bad(key, 500), 2: server.expired(key), 3: None}.get(
                server.item(asked), server.good(key, asked["body"])
            )
        return server.good(key, asked["body"])

    with batch_server(Behaviour(deal=deal, ends=lambda number: "expired" if number == 1 else "completed")) as there:
        said = generate(desk, there.url, 6)
        assert said.status == 0, said.err
        assert "batch 1: expired: 2 answered, 3 failed, 1 without a word" in said.err
        asked = there.asked()
    # What was answered is paid for once; the other four were asked twice.
    assert [asked[f"item {n:04d}", "answer"] for n in range(6)] == [2, 2, 2, 2, 1, 1]
    assert all(asked[f"item {n:04d}", "seo"] == 1 for n in range(6))
    assert len(desk.drafts()) == 6
    assert desk.rows("SELECT count(*) FROM calls WHERE outcome = 'failed'") == [(3,)]


def test_what_is_wrong_for_good_fails_its_row_alone(desk: TestDesk) -> None:
    def deal(_: int, asked: dict[str, Any]) -> dict[str, Any]:
        bad = server.item(asked) == 1
        return server.bad(asked["custom_id"], 400, "too long") if bad else server.well(0, asked)

    with batch_server(Behaviour(deal=deal)) as there:
        said = generate(desk, there.url, 3)
        assert said.status == 1
        assert "HTTP 400: too long" in said.err
        assert there.asked()["item 0001", "answer"] == 1
    assert len(desk.drafts()) == 2


def test_a_request_is_given_up_after_so_many_batches(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", QUICK.replace("poll: 0.01", "poll: 0.01, attempts: 2"))
    deal = lambda _, asked: None if server.item(asked) == 0 else server.well(0, asked)  # noqa: E731
    with batch_server(Behaviour(deal=deal)) as there:
        said = generate(desk, there.url, 2)
        assert said.status == 1
        assert "2 batches brought no answer" in said.err
        assert there.asked()["item 0000", "answer"] == 2
        # It failed for want of an answer: the next run asks again.
        there.behaviour.deal = server.well
        assert generate(desk, there.url, 2).status == 0
    assert len(desk.drafts()) == 2


def test_the_tail_is_asked_online(desk: TestDesk) -> None:
    deal = lambda _, asked: None if server.item(asked) == 0 else server.well(0, asked)  # noqa: E731
    with batch_server(Behaviour(deal=deal)) as there:
        said = generate(desk, there.url, 4, "--finish-online", "3")
        assert said.status == 0, said.err
        # Four answers in the first batch; three came, and their SEO fields and the missing one are four: a batch more.
        # That one leaves the answer and nothing else: online, and its SEO fields with it.
        assert [len(there.lines(number)) for number in (1, 2)] == [4, 4]
        assert len(there.online) == 2
    assert len(desk.drafts()) == 4


def test_what_a_server_refuses_is_learned_from_the_batch(desk: TestDesk) -> None:
    refusal = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."

    def deal(_: int, asked: dict[str, Any]) -> dict[str, Any]:
        old = "max_tokens" in asked["body"]
        return server.bad(asked["custom_id"], 400, refusal) if old else server.well(0, asked)

    with batch_server(Behaviour(deal=deal)) as there:
        assert generate(desk, there.url, 3).status == 0
        assert [len(there.lines(number)) for number in (1, 2, 3)] == [3, 3, 3]
    assert len(desk.drafts()) == 3


def test_seo_fields_that_are_off_are_asked_again_with_what_was_wrong(desk: TestDesk) -> None:
    def deal(number: int, asked: dict[str, Any]) -> dict[str, Any]:
        line = server.well(0, asked)
        if number == 2:
            cut = {"index": 0, "finish_reason": "length", "message": {"role": "assistant", "content": '{"page_de'}}
            line["response"]["body"]["choices"] = [cut]
        return line

    with batch_server(Behaviour(deal=deal)) as there:
        assert generate(desk, there.url, 2).status == 0
        assert [len(there.lines(number)) for number in (1, 2, 3)] == [2, 2, 2]
        assert "cut off" in json.dumps(there.lines(3)[0])
    assert len(desk.drafts()) == 2


def test_lines_of_an_enemy(desk: TestDesk) -> None:
    def deal(number: int, asked: dict[str, Any]) -> dict[str, Any] | bytes:
        if number > 1:
            return server.well(0, asked)
        key, good = asked["custom_id"], server.well(0, asked)
        raw = json.dumps(good).encode()
        wrong_model = json.dumps(good | {"response": {**good["response"], "body": good["response"]["body"]}})
        dealt: dict[int, bytes] = {
            0: raw + b"\n" + raw + b"\n",
            1: b'{"custom_id": "' + key.encode() + b'", "response": {"status_code": 2\n',
            2: json.dumps(server.good("no-such-key", asked["body"])).encode() + b"\n" + raw + b"\n",
            3: wrong_model.replace("test-model", "other-model").encode() + b"\n",
            4: b"\xff\xfe\n[]\n{}\n\n" + raw + b"\n",
            5: raw[: len(raw) // 2],
        }
        return dealt[server.item(asked)]

    with batch_server(Behaviour(deal=deal)) as there:
        said = generate(desk, there.url, 6)
        assert said.status == 0, said.err
    for told in (
        "has the custom_id of an earlier line",
        "has a custom_id that was never asked",
        "is not whole JSON",
        "is not a JSON object",
        "has no custom_id",
        "was answered by 'other-model', and 'test-model' was asked",
    ):
        assert told in said.err
    assert "file-2:" in said.err
    assert len(desk.drafts()) == 6
    assert desk.rows("SELECT key FROM calls WHERE outcome = 'ok' GROUP BY key HAVING count(*) > 1") == []


def test_a_batch_that_is_refused_names_its_bad_lines(desk: TestDesk) -> None:
    def faults(number: int, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        bad = [n for n, line in enumerate(lines, 1) if server.item(line) == 1]
        return [{"code": "invalid_request", "line": bad[0], "message": "no such thing", "param": "body"}] if bad else []

    with batch_server(Behaviour(faults=faults)) as there:
        said = generate(desk, there.url, 3)
        assert said.status == 1
        assert "no such thing" in said.err
        assert there.asked()["item 0001", "answer"] == 1
    assert len(desk.drafts()) == 2


def test_a_batch_that_is_refused_as_a_whole_stops_the_run(desk: TestDesk) -> None:
    fault = {"code": "model_not_found", "line": None, "message": "The model has no batches.", "param": None}
    with batch_server(Behaviour(faults=lambda *_: [fault])) as there:
        said = generate(desk, there.url, 3)
        assert said.status == 1
        assert "stopped: batch 1 was refused: The model has no batches." in said.err
        there.behaviour.faults = lambda *_: []
        assert generate(desk, there.url, 3).status == 0
    assert len(desk.drafts()) == 3


def test_too_many_tokens_at_the_server_make_smaller_batches(desk: TestDesk) -> None:
    message = "Enqueued token limit reached for test-model in organization o. Limit: 400 enqueued tokens."
    fault = {"code": "token_limit_exceeded", "line": None, "message": message, "param": None}

    def faults(_: int, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [fault] if len(lines) > 2 else []

    with batch_server(Behaviour(faults=faults)) as there:
        assert generate(desk, there.url, 5).status == 0
        taken = [batch for batch in there.batches.values() if batch["status"] != "failed"]
        assert all(batch["request_counts"]["total"] <= 2 for batch in taken)
        assert sum(batch["request_counts"]["total"] for batch in taken) == 10
    assert len(desk.drafts()) == 5


def test_a_batch_holds_no_more_than_it_may(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", QUICK.replace("poll: 0.01", "poll: 0.01, lines: 3"))
    with batch_server() as there:
        assert generate(desk, there.url, 7).status == 0
        assert sorted(len(there.lines(n)) for n in range(1, len(there.batches) + 1))[-1] == 3
        assert all(count == 1 for count in there.asked().values())
    desk.write("answerdesk.yaml", QUICK.replace("poll: 0.01", "poll: 0.01, megabytes: 0.02"))
    with batch_server() as there:
        desk.write("more.csv", "question,subject\n" + "".join(f"Why is item {n:04d} red?,Medicine\n" for n in range(9)))
        assert desk.run("generate", "more.csv", "--engine", "batch", "--base-url", there.url).status == 0
        sizes = [len(there.files[batch["input_file_id"]][1]) for batch in there.batches.values()]
    assert len(sizes) > 2
    assert max(sizes) <= 20_000


def test_a_server_with_bad_moments(desk: TestDesk) -> None:
    paths = ("/v1/files", "/v1/batches", "/v1/batches/batch_1", "/v1/files/file-2/content", "/v1/batches/batch_2")
    left = dict.fromkeys(paths, 5)  # more than one request's tries, so that it has to come back to it

    def meddle(request: web.Request) -> web.StreamResponse | None:
        if not left.get(request.path):
            return None
        left[request.path] -= 1
        return server.failing(503)

    with batch_server(Behaviour(meddle=meddle)) as there:
        said = generate(desk, there.url, 3)
        assert said.status == 0, said.err
        assert set(left.values()) == {0}
        assert set(there.asked().values()) == {1}
    assert len(desk.drafts()) == 3


def test_a_batch_that_was_begun_without_an_answer_is_found_by_its_name(desk: TestDesk) -> None:
    """The server begins it, and its answer gets lost: it is not begun again."""
    lost = [True]

    class Losing(server.BatchServer):
        async def _create(self, request: web.Request) -> web.Response:
            made = await super()._create(request)
            return server.failing(502) if lost and lost.pop() else made

    with batch_server(server_class=Losing) as there:
        assert generate(desk, there.url, 3).status == 0
        assert len(there.batches) == 2
    assert len(desk.drafts()) == 3


def test_a_key_that_is_no_good_stops_it(desk: TestDesk) -> None:
    with batch_server(Behaviour(meddle=lambda _: server.failing(401))) as there:
        said = generate(desk, there.url, 3)
    assert said.status == 1
    assert "stopped: HTTP 401" in said.err
    assert "Check the key" in said.err


def test_an_endpoint_without_batches_says_so(desk: TestDesk) -> None:
    with batch_server(Behaviour(meddle=lambda _: server.failing(404))) as there:
        said = generate(desk, there.url, 3)
    assert said.status == 1
    assert "takes no batches" in said.err
    assert "export-batch" in said.err
    assert desk.run("generate", "items.csv", "--engine", "batch", "--base-url", "embedded").status == 2


def test_a_batch_that_vanishes_is_sent_again(desk: TestDesk) -> None:
    def meddle(request: web.Request) -> web.StreamResponse | None:
        return server.failing(404) if request.path == "/v1/batches/batch_1" else None

    with batch_server(Behaviour(meddle=meddle)) as there:
        assert generate(desk, there.url, 2).status == 0
    assert len(desk.drafts()) == 2


def test_a_batch_that_is_cancelled_keeps_what_is_finished(desk: TestDesk) -> None:
    deal = lambda number, asked: None if number == 1 and server.item(asked) > 1 else server.well(0, asked)  # noqa: E731
    with batch_server(Behaviour(deal=deal, ends=lambda n: "cancelled" if n == 1 else "completed")) as there:
        assert generate(desk, there.url, 4).status == 0
        asked = there.asked()
    assert [asked[f"item {n:04d}", "answer"] for n in range(4)] == [1, 1, 2, 2]


def test_a_file_that_comes_short_is_read_again(desk: TestDesk) -> None:
    short = [True]

    class Short(server.BatchServer):
        async def _content(self, request: web.Request) -> web.Response:
            whole = await super()._content(request)
            assert isinstance(whole.body, bytes)
            return web.Response(body=whole.body[: len(whole.body) // 2]) if short and short.pop() else whole

    with batch_server(server_class=Short) as there:
        assert generate(desk, there.url, 4).status == 0
        assert all(count == 1 for count in there.asked().values())
    assert len(desk.drafts()) == 4


def test_without_the_batch_engine_nothing_is_asked_that_waits_in_one(desk: TestDesk) -> None:
    with batch_server(Behaviour(ends=lambda _: "in_progress")) as there:
        there.behaviour.meddle = lambda request: (
            server.failing(401) if request.path.startswith("/v1/batches/") and request.method == "GET" else None
        )
        assert generate(desk, there.url, 3).status == 1  # sent, and then the key was taken away
        there.behaviour.meddle = lambda _: None
        said = desk.run("generate", desk.items(range(4)), "--base-url", there.url)
        assert said.status == 0
        assert "3 rows wait for batches" in said.err
        assert len(there.online) == 2
        listed = desk.run("batch", "list", "--json")
        assert json.loads(listed.out)["requests"]["open"] == 3
        assert "in_progress" not in listed.out
        there.behaviour.ends = lambda _: "completed"
        assert generate(desk, there.url, 4).status == 0
        assert all(count == 1 for count in there.asked().values())
    assert len(desk.drafts()) == 4


def test_what_it_costs(desk: TestDesk) -> None:
    prices = "{input: 1, output: 2, batch: {input: 0.5, output: 1}}"
    desk.write("answerdesk.yaml", QUICK.replace("{input: 1, output: 2}", prices))
    with batch_server() as there:
        said = generate(desk, there.url, 2, "--json")
    assert said.json["cost"] == pytest.approx(4 * (100 * 0.5 + 50 * 1) / 1e6)


def test_interrupted_while_it_waits(desk: TestDesk) -> None:
    def meddle(request: web.Request) -> None:
        if request.path == "/v1/batches/batch_1":
            os.kill(os.getpid(), signal.SIGINT)

    slow = Behaviour(polls=10**6, meddle=meddle)
    with batch_server(slow) as there:
        said = generate(desk, there.url, 3)
        assert said.status == 130
        assert "1 batch is under way; the same command goes on with it" in said.err
        assert "--engine batch" in said.err
        slow.meddle, slow.polls = lambda _: None, 0
        assert generate(desk, there.url, 3).status == 0
        assert set(there.asked().values()) == {1}
    assert len(desk.drafts()) == 3
