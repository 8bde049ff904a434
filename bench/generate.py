"""Calls a second of a whole `generate`, beside the bare client's loop over the same number of calls in the same run.

    python -m bench.generate FAKE_SERVER [--rows 5000] [--concurrency 256] [--rounds 3] [--faults | --again | --first]

FAKE_SERVER is the path of an OpenAI-compatible server that answers after a fixed latency and takes `--port`,
`--latency-ms` and the fault options; it is pinned to one core. The bare loop is `AsyncOpenAI(max_retries=0)` over
aiohttp and `chat.completions.create`, from process start to process end, as `generate` is: templates, both calls,
ledger, page, checks and atomic files included. Rounds alternate; the ratio is of pairs. The peak is of the command's
own process; processes that score are beside it, and their time counts.

`--again`: how long a run over a finished list takes (36,000 rows unless `--rows` says otherwise); its drafts are made
in the ledger alone. `--first`: how long after the first request the first draft is on the disk, for lists of three
lengths, in latencies.
"""

import argparse
import csv
import json
import os
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from gen import load_page
from gen.ledger import Ledger, RunStart, RunState
from gen.question import Question
from gen.questions.read import read_questions

LENGTHS = (100, 10_000, 1_000_000)  # rows of the lists whose first draft is waited for
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
    parser.add_argument("--rows", type=int)
    parser.add_argument("--concurrency", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--first", action="store_true")
    args = parser.parse_args()
    args.rows = args.rows or (36_000 if args.again else 5000)
    if args.again or args.first:
        again(args) if args.again else first(args)
        return 0
    with tempfile.TemporaryDirectory() as folder, serving(args.server, FAULTS if args.faults else ()) as url:
        rows = question_list(Path(folder) / "list.csv", args.rows)
        ours, bare = [], []
        for number in range(args.rounds):
            desk = Path(folder) / f"desk{number}"
            ours.append(generate(desk, rows, url, args.concurrency))
            verify(desk, args.rows)
            if not args.faults:
                argv = [url, str(2 * args.rows), str(args.concurrency)]
                bare.append(timed([sys.executable, str(BARE), *argv]))
        report(args, ours, bare, stats(url))
    return 0


def again(args: argparse.Namespace) -> None:
    """A run over a list whose drafts are all there."""
    runs = reruns(args.server, args.rows, args.concurrency, args.rounds)
    seconds, cpu = (statistics.median(getattr(run, name) for run in runs) for name in ("seconds", "cpu"))
    print(f"{args.rows} rows, all of them done: {seconds:.1f} s, {cpu:.1f} s of processor time")


def reruns(server: Path, number: int, concurrency: int, rounds: int) -> list[Measured]:
    with tempfile.TemporaryDirectory() as folder, serving(server, ()) as url:
        desk, rows = Path(folder) / "desk", question_list(Path(folder) / "list.csv", number)
        subprocess.run([*FRONT, "init", str(desk)], check=True, capture_output=True)
        finish(desk, rows)
        runs = [timed(command(desk, rows, url, concurrency)) for _ in range(rounds)]
        assert json.loads(runs[-1].said)["rows"]["skipped"] == number
    return runs


def finish(desk: Path, rows: Path) -> None:
    """Make the drafts of a list in the ledger, without pages."""
    with Ledger.open("sqlite:///ledger.sqlite", root=desk) as ledger:
        run = ledger.start_run(RunStart(str(rows)))
        questions = (row for row in read_questions(rows) if isinstance(row, Question))
        while chunk := list(islice(questions, 300)):
            ledger.claim(chunk, run)
        ledger.end_run(run, RunState.DONE, {}, 0.0)
    with closing(sqlite3.connect(desk / "ledger.sqlite")) as connection, connection:
        connection.execute("UPDATE drafts SET state = 'waiting', path = 'drafts/x.md', score = 1, receipt = '{}'")


def first(args: argparse.Namespace) -> None:
    """From the first request to the first draft on the disk, for lists of several lengths."""
    for number in LENGTHS:
        seconds = first_draft(args.server, number, args.concurrency)
        print(f"{number:>9,} rows: the first draft {seconds:.2f} latencies after the first request")


def first_draft(server: Path, number: int, concurrency: int) -> float:
    """Latencies, of a second, between the first request and the first draft of a list."""
    with tempfile.TemporaryDirectory() as folder, serving(server, (), latency=1000) as url:
        desk, rows = Path(folder) / "desk", question_list(Path(folder) / "list.csv", number)
        subprocess.run([*FRONT, "init", str(desk)], check=True, capture_output=True)
        with subprocess.Popen(
            command(desk, rows, url, concurrency), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            begun = until(partial(requests, url))
            seconds = until(partial(has_drafts, desk)) - begun
            process.kill()
    return seconds


def requests(url: str) -> float:
    return stats(url)["requests"]


def has_drafts(desk: Path) -> bool:
    return any((desk / "drafts").rglob("[!.]*.md"))


def until(there: Callable[[], object]) -> float:
    """The moment at which something is there."""
    while not there():
        time.sleep(0.01)
    return time.perf_counter()


BARE = Path(__file__).with_name("bare.py")
FRONT = (sys.executable, "-m", "answerdesk")


def generate(desk: Path, rows: Path, url: str, concurrency: int) -> Measured:
    subprocess.run([*FRONT, "init", str(desk)], check=True, capture_output=True)
    return timed(command(desk, rows, url, concurrency))


def command(desk: Path, rows: Path, url: str, concurrency: int) -> list[str]:
    argv = ["-C", str(desk), "generate", str(rows), "--model", "gpt-4o-mini", "--base-url", url, "--json"]
    return [*FRONT, *argv, "--concurrency", str(concurrency)]


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
def serving(server: Path, options: tuple[str, ...], latency: int = 50) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, str(server), "--port", str(port), "--latency-ms", str(latency), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://\S+/v1", line)
        if not found:
            raise SystemExit(f"the server said: {line}")
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(process.pid, {0})
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
