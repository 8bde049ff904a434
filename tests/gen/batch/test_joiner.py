"""Whatever comes back, in whatever order and in whatever pieces: what is an answer is written down once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.batch.calls import Terms
from gen.batch.joiner import Joiner
from gen.call import Call, Request
from gen.ledger import Ledger, RunStart, batch_requests, batches
from gen.ledger.batch_requests import Queued
from gen.model.redact import Redactor
from tests.gen.misbehaving import completion

TERMS = Terms(None, 0.0, 1.0, Redactor("sk-very-secret-0123456789"))
KINDS = ("good", "cut", "error", "unknown", "broken", "half", "blank", "odd")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    root: Path = tmp_path_factory.mktemp("joiner")
    with Ledger.open("sqlite:///ledger.sqlite", root=root) as opened:
        yield opened


def put(ledger: Ledger, number: int) -> tuple[int, list[Request]]:
    """A batch of four requests that nobody has asked before."""
    asked = [Request({"model": "m", "batch": number, "n": each}) for each in range(4)]
    with ledger.transaction() as connection:
        batch_id = batches.begin(connection, 1, "", "m", asked[0].url)
        batch_requests.add(connection, [Queued(batch_id, "q", each) for each in asked])
    return batch_id, asked


def raw(kind: str, key: str) -> bytes:
    body: object = completion("An answer with a key: sk-very-secret-0123456789", "length" if kind == "cut" else "stop")
    status = 200
    if kind == "error":
        status, body = 500, {"error": {"message": "no"}}
    said = {"custom_id": "never" if kind == "unknown" else key, "response": {"status_code": status, "body": body}}
    line = json.dumps(said).encode()
    return {
        "broken": b"{" + line,
        "half": line[: len(line) // 2],
        "blank": b"  ",
        "odd": b'{"custom_id": 7}',
    }.get(kind, line)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 3)), max_size=12), st.integers(1, 50))
def test_each_answer_once(ledger: Ledger, dealt: list[tuple[str, int]], step: int) -> None:
    number = len(ledger.runs(10_000)) + 1
    ledger.start_run(RunStart("list.csv"))
    batch_id, asked = put(ledger, number)
    counted: list[Call] = []
    file = b"\n".join(raw(kind, asked[which].key) for kind, which in dealt)
    joiner = Joiner(ledger, lambda _: TERMS, counted.append, batch_id)
    for start in range(0, len(file), step * 20):
        joiner.feed(file[start : start + step * 20])
    tally = joiner.end()
    expected: dict[int, str] = {}
    for kind, which in dealt:
        if kind in ("good", "cut", "error"):
            expected.setdefault(which, {"good": "ok", "cut": "cut", "error": "failed"}[kind])
    assert {call.request.key: call.outcome for call in counted} == {
        asked[which].key: outcome for which, outcome in expected.items()
    }
    assert len(counted) == len(expected) == tally.answered + tally.failed
    assert not any("sk-very-secret" in call.response + call.text for call in counted)
    # Once more: nothing is written twice.
    again = Joiner(ledger, lambda _: TERMS, counted.append, batch_id)
    again.feed(file)
    assert again.end().before == len(expected)
    assert len(counted) == len(expected)
    wrong = sum(kind in ("broken", "half", "odd", "unknown") for kind, _ in dealt)
    assert sum(len(lines) for lines in tally.remarks.values()) >= wrong
