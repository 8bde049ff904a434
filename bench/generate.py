"""Calls a second of a whole `generate`, beside the bare client's loop over the same number of calls in the same run.

    python bench/generate.py FAKE_SERVER [--rows 2000] [--concurrency 64] [--rounds 3] [--faults]

FAKE_SERVER is the path of an OpenAI-compatible server that answers after a fixed latency and takes `--port`,
`--latency-ms` and the fault options. The bare loop is `AsyncOpenAI(max_retries=0)` with its default transport and
`chat.completions.create`, from process start to process end, as `generate` is: templates, both calls, ledger, page,
checks and atomic files included. Rounds alternate; the ratio is of the medians.
"""

import argparse
import asyncio
import csv
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import openai

from gen import load_page

SUBJECTS = ("Medicine", "Physics", "Biology", "Mathematics", "Nursing")
FAULTS = ("--rate-429=0.05", "--rate-500=0.02", "--rate-reset=0.01", "--rate-malformed=0.02", "--retry-after=0.2")


@dataclass(frozen=True, slots=True)
class Measured:
    seconds: float
    cpu: float
    megabytes: float
    said: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", type=Path)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--bare", metavar="URL", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.bare:
        asyncio.run(bare_loop(args.bare, args.rows * 2, args.concurrency))
        return 0
    with tempfile.TemporaryDirectory() as folder, serving(args.server, FAULTS if args.faults else ()) as url:
        rows = question_list(Path(folder) / "list.csv", args.rows)
        ours, bare = [], []
        for number in range(args.rounds):
            desk = Path(folder) / f"desk{number}"
            ours.append(generate(desk, rows, url, args.concurrency))
            verify(desk, args.rows)
            if not args.faults:
                bare.append(
                    timed(
                        [
                            sys.executable,
                            __file__,
                            str(args.server),
                            "--bare",
                            url,
                            f"--rows={args.rows}",
                            f"--concurrency={args.concurrency}",
                        ]
                    )
                )
        report(args, ours, bare, stats(url))
    return 0


async def bare_loop(url: str, calls: int, concurrency: int) -> None:
    numbers = iter(range(calls))

    async def work(client: openai.AsyncOpenAI) -> None:
        for number in numbers:
            await client.chat.completions.create(
                model="gpt-4o-mini", messages=[{"role": "user", "content": f"What is question {number}?"}]
            )

    async with openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0) as client:
        await asyncio.gather(*(work(client) for _ in range(concurrency)))


def generate(desk: Path, rows: Path, url: str, concurrency: int) -> Measured:
    front = [sys.executable, "-m", "answerdesk"]
    subprocess.run([*front, "init", str(desk)], check=True, capture_output=True)
    argv = ["-C", str(desk), "generate", str(rows), "--model", "gpt-4o-mini", "--base-url", url, "--json"]
    return timed([*front, *argv, "--concurrency", str(concurrency)])


def timed(command: list[str]) -> Measured:
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{command[:4]} ended with {process.returncode}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)


def question_list(path: Path, rows: int) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["question", "subject"])
        for number in range(rows):
            question = f"What changes in case {number} when the valve closes late [item {number:06d}]?"
            writer.writerow([question, SUBJECTS[number % len(SUBJECTS)]])
    return path


def verify(desk: Path, rows: int) -> None:
    """Every draft once, whole, with an id of its own."""
    files = [path for path in (desk / "drafts").rglob("[!.]*") if path.is_file()]
    pages = [load_page(path.read_text(encoding="utf-8")) for path in files]
    assert len(pages) == rows, f"{len(pages)} drafts of {rows}"
    assert len({page.id for page in pages}) == rows
    assert len({page.question for page in pages}) == rows


@contextmanager
def serving(server: Path, options: tuple[str, ...]) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, str(server), "--port", str(port), "--latency-ms", "50", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://\S+/v1", line)
        if not found:
            raise SystemExit(f"the server said: {line}")
        try:
            yield found.group()
        finally:
            process.kill()


def stats(url: str) -> dict[str, float]:
    with urllib.request.urlopen(url.removesuffix("/v1") + "/stats") as response:
        found: dict[str, float] = json.load(response)
    return found


def report(args: argparse.Namespace, ours: list[Measured], bare: list[Measured], seen: dict[str, float]) -> None:
    calls = 2 * args.rows
    print(f"{args.rows} questions, {args.concurrency} at once, {args.rounds} rounds, {os.cpu_count()} cores")
    print(f"{'':22}{'seconds':>9}{'calls/s':>9}{'CPU ms/call':>13}{'peak MB':>9}")
    for name, runs in (("generate", ours), ("bare client loop", bare)):
        if runs:
            seconds = statistics.median(run.seconds for run in runs)
            cpu = statistics.median(run.cpu for run in runs)
            peak = max(run.megabytes for run in runs)
            print(f"{name:22}{seconds:9.2f}{calls / seconds:9.0f}{1000 * cpu / calls:13.2f}{peak:9.0f}")
    if bare:
        ratio = statistics.median(b.seconds / o.seconds for o, b in zip(ours, bare, strict=True))
        print(f"rate, generate / bare loop, pair by pair: {ratio:.2f}")
    print("the last report:", ours[-1].said.strip()[:300])
    print("the server:", json.dumps(seen))


if __name__ == "__main__":
    sys.exit(main())
