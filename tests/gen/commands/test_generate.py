"""Whole runs through the front door, against a model server over HTTP."""

import asyncio
import json
import os
import re
import signal
import threading
from pathlib import Path

import pytest

from gen.errors import LedgerError
from tests.forked import command, forked
from tests.gen.desk import SETTINGS, TestDesk, make_desk
from tests.gen.misbehaving import Deed, Received, answers, errs, resets
from tests.gen.model_server import DESCRIPTION, KEYWORDS, about, answer_text, is_seo, model_server, well


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> TestDesk:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return make_desk(tmp_path, capsys)


def test_a_page_field_by_field(desk: TestDesk) -> None:
    name = desk.write(
        "one.csv", "question,subject,date\nHow does the heart's: valve & pump work?,medicine,2026-02-03\n"
    ).name
    with model_server() as server:
        said = desk.run("generate", name, "--base-url", server.url, "--json")
    assert said.status == 0, said.err
    (path, page), *others = desk.drafts().items()
    assert not others
    slug = "how-does-the-hearts-valve--pump-work"
    assert path == f"medicine/{slug}.md"
    assert page.id == 1
    assert page.date.isoformat() == "2026-02-03"
    assert page.question == page.title == page.article_title == "How does the heart's: valve & pump work?"
    assert page.subject == "Medicine"
    assert page.seo_title == "QuickTakes | Medicine"
    assert page.author == "QuickTakes"
    assert page.description == DESCRIPTION
    assert page.keywords == ", ".join(KEYWORDS)
    assert page.file_name == f"{slug}.md"
    assert page.url == f"/learn/medicine/questions/{slug}"
    assert page.answer.startswith("The valve keeps the flow going in one direction")
    assert "\n\n### How the valve works\n\n" in page.answer
    assert page.score is not None
    assert 0 < page.score <= 1
    assert page.related == ()
    text = (desk.root / "drafts" / path).read_text()
    assert text.startswith("---\n_schema: default\nid: 1\ndate: 2026-02-03\ntitle: >-\n    How does")
    assert text.endswith("\n---\n\n&nbsp;")


def test_the_report_counts_everything(desk: TestDesk) -> None:
    with model_server() as server:
        report = desk.run("generate", desk.items(range(5)), "--base-url", server.url, "--json").json
    assert report["rows"] == {"drafted": 5, "failed": 0, "faults": 0, "skipped": 0, "busy": 0, "waiting": 0}
    assert report["calls"] == 10
    assert report["prompt_tokens"] == 1000
    assert report["cached_tokens"] == 400
    assert report["cost"] == pytest.approx(10 * (100 * 1 + 50 * 2) / 1e6)
    assert sorted(report["drafts"]) == [1, 2, 3, 4, 5]
    assert report["state"] == "done"


def test_ids_count_up_from_the_largest_in_the_content_tree(desk: TestDesk) -> None:
    with model_server() as server:
        desk.run("generate", desk.items([1]), "--base-url", server.url)
        path = next(iter(desk.drafts()))
        text = (desk.root / "drafts" / path).read_text().replace("\nid: 1\n", "\nid: 4711\n")
        desk.write("content/physics/old.md", text)
        desk.run("generate", desk.items([2, 3]), "--base-url", server.url)
    assert sorted(page.id for page in desk.drafts().values()) == [1, 4712, 4713]


def test_a_second_run_asks_nothing(desk: TestDesk) -> None:
    name = desk.items(range(6))
    with model_server() as server:
        desk.run("generate", name, "--base-url", server.url)
        before = len(server.received)
        again = desk.run("generate", name, "--base-url", server.url, "--json")
        assert len(server.received) == before
    assert again.status == 0
    assert again.json["rows"]["skipped"] == 6


def test_a_limit_is_of_what_is_to_do(desk: TestDesk) -> None:
    name = desk.items(range(9))
    with model_server() as server:
        for done in (4, 8, 9):
            desk.run("generate", name, "--base-url", server.url, "--limit", "4")
            assert len(desk.drafts()) == done


def test_what_was_paid_for_is_not_paid_for_again_when_a_draft_is_lost(desk: TestDesk) -> None:
    """A run that dies between answer and page leaves the claim; the next one takes the answer from the ledger."""

    def fails_at_seo(request: Received) -> Deed:
        return errs(500) if is_seo(request) else answers(answer_text(request))

    name = desk.items([1, 2])
    with model_server(fails_at_seo) as server:
        first = desk.run("generate", name, "--base-url", server.url, "--json")
    assert first.status == 1
    assert first.json["rows"]["failed"] == 2
    with model_server() as server:
        second = desk.run("generate", name, "--base-url", server.url, "--json")
        assert server.asked() == {("item 0001", "seo"): 1, ("item 0002", "seo"): 1}
    assert second.json["served"] == 2
    assert sorted(page.id for page in desk.drafts().values()) == [1, 2]


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (answers("", "stop"), "nothing"),
        (answers("Half of an ans", "length"), "cut off"),
        (answers(None, "stop", message={"refusal": "I will not."}), "refused"),
        (answers("Half", "content_filter"), "filter"),
        (answers(r"In Python, `print('\n')` breaks the line."), "backslash"),
    ],
)
def test_an_answer_that_is_no_page_ends_named_with_its_text_kept(desk: TestDesk, deed: Deed, words: str) -> None:
    name = desk.items([1])
    with model_server(lambda _: deed) as server:
        said = desk.run("generate", name, "--base-url", server.url)
        assert said.status == 1
        assert words in said.err
        assert desk.drafts() == {}
        assert len(server.received) == 1
        # It was paid for: only --retry-failed asks again.
        again = desk.run("generate", name, "--base-url", server.url)
        assert "--retry-failed" in again.err
        assert len(server.received) == 1
    assert desk.rows("SELECT count(*) FROM calls WHERE response <> ''") == [(1,)]
    with model_server() as server:
        assert desk.run("generate", name, "--base-url", server.url, "--retry-failed").status == 0
    assert len(desk.drafts()) == 1


def test_seo_fields_are_asked_again_with_what_was_wrong(desk: TestDesk) -> None:
    def first_broken(request: Received) -> Deed:
        return (
            answers('{"page_description": "Too sh')
            if is_seo(request) and b"cut off" not in request.body
            else well(request)
        )

    with model_server(first_broken) as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url, "--json")
        seo = [request.json["messages"] for request in server.received if is_seo(request)]
    assert said.status == 0
    assert len(seo) == 2
    assert [message["role"] for message in seo[1]][-2:] == ["assistant", "user"]
    assert "cut off or malformed" in seo[1][-1]["content"]
    (page,) = desk.drafts().values()
    assert page.description == DESCRIPTION


def test_after_the_last_try_the_draft_stands_with_its_findings(desk: TestDesk) -> None:
    with model_server(lambda r: answers("no json") if is_seo(r) else well(r)) as server:
        said = desk.run("generate", desk.items([1]), "--base-url", server.url)
        assert server.asked()["item 0001", "seo"] == 3
    assert said.status == 0
    (page,) = desk.drafts().values()
    assert page.description == ""
    fields = {field for (field,) in desk.rows("SELECT field FROM findings")}
    assert {"description", "keywords"} <= fields


def test_of_several_tries_the_one_with_fewest_faults_stands(desk: TestDesk) -> None:
    good = json.dumps({"page_description": DESCRIPTION, "page_keywords": [*KEYWORDS[:-1], "elephant"]})
    bad = json.dumps({"page_description": "Short", "page_keywords": ["elephant"]})

    def worse_and_worse(request: Received) -> Deed:
        first = is_seo(request) and len(request.json["messages"]) < 4
        return answers(good if first else bad) if is_seo(request) else well(request)

    with model_server(worse_and_worse) as server:
        assert desk.run("generate", desk.items([1]), "--base-url", server.url).status == 0
    (page,) = desk.drafts().values()
    assert page.description == DESCRIPTION


def test_faults_on_the_way_cost_no_draft_and_make_none_twice(desk: TestDesk) -> None:
    tries: dict[bytes, int] = {}
    faults = [errs(429, "slow down", "requests", "rate_limit_exceeded", retry_after="0"), errs(500), resets()]

    def faulty(request: Received) -> Deed:
        tries[request.body] = number = tries.get(request.body, 0) + 1
        return faults[len(tries) % 3] if number == 1 else well(request)

    with model_server(faulty) as server:
        said = desk.run("generate", desk.items(range(20)), "--base-url", server.url, "--json")
    assert said.status == 0
    assert said.json["rows"]["drafted"] == 20
    assert said.json["retries"] == 40
    assert len({page.id for page in desk.drafts().values()}) == 20


def test_a_bad_key_stops_the_run_at_once(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-0123456789abcdef")
    with model_server(lambda _: errs(401, "Incorrect API key provided: sk-secret-0123456789abcdef")) as server:
        said = desk.run("generate", desk.items(range(50)), "--base-url", server.url)
        assert len(server.received) <= 4
    assert said.status == 1
    assert "OPENAI_API_KEY" in said.err or "key" in said.err
    assert "sk-secret-0123456789abcdef" not in said.err + said.out
    assert b"sk-secret-0123456789abcdef" not in b"".join(p.read_bytes() for p in desk.root.glob("ledger.sqlite*"))


def test_an_endpoint_that_is_gone_stops_the_run_and_loses_nothing(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", SETTINGS.replace("concurrency: 4", "concurrency: 4\n  give_up_after: 5"))
    name = desk.items(range(40))
    with model_server(lambda _: resets()) as server:
        said = desk.run("generate", name, "--base-url", server.url)
        assert len({about(request) for request in server.received}) < 20
    assert said.status == 1
    assert "same command again" in said.err
    assert said.err.count("counted from here") < 3
    with model_server() as server:
        assert desk.run("generate", name, "--base-url", server.url).status == 0
    assert len(desk.drafts()) == 40
    assert sorted(page.id for page in desk.drafts().values()) == sorted({p.id for p in desk.drafts().values()})


def test_no_key_and_no_endpoint_is_said_before_anything_is_claimed(desk: TestDesk) -> None:
    said = desk.run("generate", desk.items([1]))
    assert said.status == 2
    assert "OPENAI_API_KEY" in said.err
    assert desk.rows("SELECT count(*) FROM drafts") == [(0,)]


def test_a_question_is_data(desk: TestDesk) -> None:
    hostile = "What is {{ 7*7 }} and {% include 'seo/general.md.j2' %} of ../../../../etc/passwd in item 0001?"
    name = desk.write("hostile.csv", f'question,subject\n"{hostile}",Medicine\n').name
    with model_server() as server:
        said = desk.run("generate", name, "--base-url", server.url)
        assert hostile in server.received[0].json["messages"][-1]["content"]
    assert said.status == 0, said.err
    (path,) = desk.drafts()
    assert re.fullmatch(r"medicine/[a-z0-9-]+\.md", path)


def test_bad_rows_are_named_by_line_and_the_good_ones_done(desk: TestDesk) -> None:
    name = desk.write(
        "bad.csv",
        "question,subject,date,template\n"
        "What does the valve of item 0001 do?,Medicine,,\n"
        ",Medicine,,\n"
        "What is missing here?,,,\n"
        "What day is it?,Medicine,31/02/2026,\n"
        "What does the valve of item 0001 do?,Medicine,,\n"
        "What does the valve of item-0001 do,Medicine,,\n"
        "What does the valve, of item 0001 do?,Medicine,,\n"
        "Which template?,Medicine,,nonesuch\n"
        "What does the valve of item 0002 do?,Medicine,,\n",
    ).name
    with model_server() as server:
        said = desk.run("generate", name, "--base-url", server.url, "--json")
    assert said.status == 1
    assert {page.question for page in desk.drafts().values()} == {
        "What does the valve of item 0001 do?",
        "What does the valve of item 0002 do?",
        "What does the valve of item-0001 do",
    }
    for line in (3, 4, 5, 6, 8, 9):
        assert f"bad.csv:{line}:" in said.err, said.err
    report = said.json
    assert report["rows"] == {"drafted": 3, "failed": 1, "faults": 4, "skipped": 1, "busy": 0, "waiting": 0}


def test_a_list_that_breaks_off_is_told_and_the_rows_before_it_are_done(desk: TestDesk) -> None:
    rows = [{"question": f"What does the valve of item {n:04d} do?", "subject": "Medicine"} for n in range(5)]
    name = desk.write("broken.json", json.dumps(rows)[:-1] + ', {"question": "What').name
    with model_server() as server:
        said = desk.run("generate", name, "--base-url", server.url, "--json")
    assert said.status == 1
    assert said.json["rows"]["drafted"] == 5
    assert said.json["state"] == "stopped"
    assert "broken.json" in said.err
    assert "Traceback" not in said.err


def test_a_ledger_that_fails_stops_the_run_without_a_traceback(desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_: object, **__: object) -> None:
        raise LedgerError("the ledger does not do its work: disk full")

    monkeypatch.setattr("gen.ledger.Ledger.record_call", full)
    with model_server() as server:
        said = desk.run("generate", desk.items(range(50)), "--base-url", server.url)
        assert len(server.received) <= 16
    assert said.status == 1
    assert "disk full" in said.err
    assert desk.drafts() == {}


def test_two_runs_at_once_give_no_id_twice(desk: TestDesk, tmp_path: Path) -> None:
    with model_server() as server:
        one = desk.write(
            "one.csv", "question,subject\n" + "".join(f"What is item {n:04d}?,Medicine\n" for n in range(15))
        )
        two = desk.write(
            "two.csv", "question,subject\n" + "".join(f"What is item {n:04d}?,Medicine\n" for n in range(8, 25))
        )
        argv = ["-C", str(desk.root), "generate", "--base-url", server.url, "--json"]
        with forked(command, [*argv, str(one)]) as first, forked(command, [*argv, str(two)]) as second:
            assert (first.wait(), second.wait()) == (0, 0), first.err + second.err
            reports = [json.loads(first.out), json.loads(second.out)]
        assert max(server.asked().values()) == 1
    assert sum(report["rows"]["drafted"] for report in reports) == 25
    ids = [page.id for page in desk.drafts().values()]
    assert len(ids) == len(set(ids)) == 25


def test_the_first_interrupt_lets_calls_in_flight_come_home(desk: TestDesk) -> None:
    gate = threading.Event()
    asked = threading.Semaphore(0)

    def held(request: Received) -> Deed:
        asked.release()

        async def deed(writer: asyncio.StreamWriter) -> None:
            await asyncio.to_thread(gate.wait)
            await well(request)(writer)

        return deed

    def interrupt() -> None:
        for _ in range(4):
            asked.acquire(timeout=20)
        os.kill(os.getpid(), signal.SIGINT)
        gate.set()

    with model_server(held) as server:
        thread = threading.Thread(target=interrupt)
        thread.start()
        said = desk.run("generate", desk.items(range(30)), "--base-url", server.url, "--json")
        thread.join()
        assert said.status == 130
        assert said.json["state"] == "interrupted"
        paid = len(server.received)
        assert paid < 20
        assert desk.rows("SELECT count(*) FROM calls") == [(paid,)]
        assert desk.run("generate", desk.items(range(30)), "--base-url", server.url).status == 0
        assert max(server.asked().values()) == 1
    assert len(desk.drafts()) == 30


def test_limits_that_held_a_run_back_are_told(desk: TestDesk) -> None:
    desk.write("answerdesk.yaml", SETTINGS.replace("{price", "{requests_per_minute: 600, price"))
    with model_server() as server:
        said = desk.run("generate", desk.items(range(5)), "--base-url", server.url, "--json")
    assert said.status == 0, said.err
    limits = said.json["limits"]["test-model"]
    assert limits["requests"] == 600
    assert limits["runs"] == 1
    assert limits["waited"] > 0
    assert "1,500 tokens (40% of the prompts cached)" in said.err
    assert "by limits (600 requests)" in said.err
    assert desk.rows("SELECT * FROM draws") == []
