"""Batch lines: written and joined, a second, beside `json.dumps` and `json.loads` of the same lines.

    python bench/batch.py [--lines 5000] [--rounds 3]

Answers are as long as published ones. The best round of each counts, since whatever else the machine does only ever
makes a round slower.
"""

import argparse
import asyncio
import io
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gen.batch.calls import Terms
from gen.batch.joiner import Joiner
from gen.batch.sending import write_lines
from gen.call import Request
from gen.ledger import Ledger, RunStart, batches
from gen.ledger.batch_requests import Queued
from gen.model.redact import Redactor

ANSWER = "The valve keeps the flow going in one direction. " * 50  # 2,500 characters
PROMPT = "Answer the question for students, in Markdown, with headings. " * 40


def request(number: int) -> Request:
    messages = [{"role": "system", "content": PROMPT}, {"role": "user", "content": f"What does valve {number} do?"}]
    return Request({"model": "m", "messages": messages, "max_tokens": 2048})


def reply(asked: Request) -> bytes:
    message = {"role": "assistant", "content": ANSWER}
    usage = {"prompt_tokens": 700, "completion_tokens": 600}
    choices = [{"index": 0, "finish_reason": "stop", "message": message}]
    body = {"id": "c", "object": "chat.completion", "model": "m", "choices": choices, "usage": usage}
    response = {"status_code": 200, "request_id": "q", "body": body}
    return json.dumps({"id": "r", "custom_id": asked.key, "response": response, "error": None}).encode() + b"\n"


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the wall and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def one_round(requests: list[Request], replies: list[bytes]) -> dict[str, tuple[float, float]]:
    with tempfile.TemporaryDirectory() as root, Ledger.open("sqlite:///ledger.sqlite", root=Path(root)) as ledger:
        run_id = ledger.start_run(RunStart("list.csv"))
        with ledger.transaction() as connection:
            batch_id = batches.begin(connection, run_id, "", "m", requests[0].url)
            batch = batches.find(connection, batch_id)
        assert batch is not None

        async def queue() -> None:
            await asyncio.gather(*(ledger.queue_request(Queued(batch_id, "q", each)) for each in requests))

        terms = Terms(None, 0.0, 0.0, Redactor(""))
        joiner = Joiner(ledger, lambda _: terms, lambda _: None, batch_id)
        data = b"".join(replies)

        def collect() -> None:
            for start in range(0, len(data), 1 << 16):
                joiner.feed(data[start : start + (1 << 16)])
            assert joiner.end().answered == len(requests)

        return {
            "put into a batch": timed(lambda: asyncio.run(queue())),
            "written as lines": timed(lambda: write_lines(ledger, batch, io.BytesIO())),
            "json.dumps of the same": timed(lambda: [json.dumps(each.batch_line(each.key)) for each in requests]),
            "joined into calls": timed(collect),
            "json.loads of the same": timed(lambda: [json.loads(line) for line in replies]),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    for name, (wall, cpu) in measured(args.lines, args.rounds).items():
        print(f"{name:<24} {1 / wall:>9,.0f} lines/s {cpu * 1e6:>7,.0f} µs of the processor a line")


def measured(lines: int, rounds: int) -> dict[str, tuple[float, float]]:
    """Seconds a line, on the wall and of the processor, of each thing that is done with it."""
    requests = [request(number) for number in range(lines)]
    replies = [reply(each) for each in requests]
    found = [one_round(requests, replies) for _ in range(rounds)]
    best = {name: [min(each[name][part] for each in found) / lines for part in (0, 1)] for name in found[0]}
    return {name: (wall, cpu) for name, (wall, cpu) in best.items()}


if __name__ == "__main__":
    main()
