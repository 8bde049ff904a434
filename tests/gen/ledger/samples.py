"""Records as a run would make them, and small programs that run beside the tests."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from gen.call import Attempt, Call, Outcome, Request
from gen.ledger import Failed, Finished, Inspected, Ledger, Verdict, VerdictKind
from gen.question import Question

# Everything a Python string can hold, half surrogate pairs included: JSON may.
WORDS = st.text(st.characters(), max_size=40)
COUNTS = st.none() | st.integers(0, 10**12)
SECONDS = st.floats(0, 1e9)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
REQUESTS = st.builds(
    Request,
    body=st.dictionaries(WORDS, JSON, max_size=4).map(lambda body: {**body, "model": "m"}),
    sample=st.integers(0, 9),
    kind=st.sampled_from(["answer", "seo"]),
)
ATTEMPTS = st.builds(
    Attempt,
    status=st.none() | st.integers(100, 599),
    error=WORDS,
    seconds=SECONDS,
    waited=SECONDS,
    maybe_paid=st.booleans(),
)
CALLS = st.builds(
    Call,
    request=REQUESTS,
    outcome=st.sampled_from(Outcome),
    text=WORDS,
    response=WORDS,
    finish_reason=WORDS,
    model=WORDS,
    prompt_tokens=COUNTS,
    completion_tokens=COUNTS,
    cached_tokens=COUNTS,
    cost=st.none() | st.floats(0, 1e6),
    failed_attempts=st.lists(ATTEMPTS, max_size=3).map(tuple),
    seconds=SECONDS,
    started=SECONDS,
    error=WORDS,
)

FINDING: dict[str, Any] = {
    "check": "length",
    "severity": "warning",
    "message": "The answer is short.",
    "field": "answer",
    "line": 3,
    "column": 1,
    "end_line": 3,
    "end_column": 9,
    "evidence": "Because.",
    "suggestion": "",
    "place": "trial.md:12",
    "passage": "The trial.",
}


def call(words: str = "Why?", outcome: Outcome = Outcome.OK, **said: Any) -> Call:
    request = Request({"model": "m", "messages": [{"role": "user", "content": words}]})
    return Call(request, outcome, **{"text": "Because.", **said})


def record(ledger: Ledger, run_id: int, *calls: Call, key: str = "physics/why") -> None:
    async def all_of_them() -> None:
        await asyncio.gather(*(ledger.record_call(each, run_id=run_id, question_key=key) for each in calls))

    asyncio.run(all_of_them())


def questions(*texts: str, subject: str = "Physics") -> list[Question]:
    return [Question(text, subject, id=f"row {n}", where=f"list.csv:{n}") for n, text in enumerate(texts, 2)]


def inspected(page_hash: str = "h1", score: float = 0.5, findings: Sequence[Mapping[str, Any]] = ()) -> Inspected:
    return Inspected(page_hash, score, False, tuple(findings))


def finished(draft_id: int, run_id: int, said: Inspected | None = None) -> Finished:
    receipt = {"run": run_id, "prompt_hash": "p"}
    return Finished(draft_id, run_id, f"drafts/{draft_id}.md", receipt, said or inspected())


def finish(ledger: Ledger, draft_id: int, run_id: int, said: Inspected | None = None) -> None:
    asyncio.run(ledger.finish_draft(finished(draft_id, run_id, said)))


def fail(ledger: Ledger, draft_id: int, run_id: int, *, retryable: bool, outcome: str = "refused") -> None:
    asyncio.run(ledger.fail_draft(Failed(draft_id, run_id, outcome, "it would not", retryable)))


def waiting(ledger: Ledger, run_id: int, text: str = "Why?", said: Inspected | None = None) -> int:
    """A draft that waits for a verdict."""
    claim = ledger.claim(questions(text), run_id)[0]
    finish(ledger, claim.id, run_id, said)
    return claim.id


def verdict(draft_id: int, kind: VerdictKind, page_hash: str = "h1", **said: Any) -> Verdict:
    return Verdict(draft_id, kind, "jane", 1_700_000_000.0, page_hash, **said)


def program(code: str, *arguments: object, cwd: Path) -> "subprocess.Popen[str]":
    """Start a Python program; its output can be read."""
    command = [sys.executable, "-c", code, *(str(argument) for argument in arguments)]
    return subprocess.Popen(command, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def outputs(programs: Sequence["subprocess.Popen[str]"]) -> list[str]:
    """Wait for programs; what they said, if all went well."""
    said = []
    for each in programs:
        out, err = each.communicate(timeout=60)
        assert each.returncode == 0, err
        assert err == ""
        said.append(out)
    return said
