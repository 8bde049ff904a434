"""One list by one process, by several that share a ledger in PostgreSQL, and by workers on Ray.

    python -m bench.many FAKE_SERVER [--rows 1000] [--concurrency 32] [--latency-ms 200]

FAKE_SERVER as in bench/generate.py; it is pinned to one core. The PostgreSQL is one of the bench's own that flushes
every commit. Every process or worker has the concurrency for itself: with the latency given and enough processors, two
would take half the time of one. From start to end, Python's and Ray's own starts included; Ray is left out where it is
not installed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from bench.generate import FRONT, command, question_list, serving
from gen.ledger import DraftQuery, Ledger, State
from tests.postgres import Cluster
from tests.postgres import serving as postgres

PRICED = "model: gpt-4o-mini\nmodels:\n  gpt-4o-mini: {price: {input: 0.15, output: 0.6}}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", type=Path)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--concurrency", type=int, default=32)
    parser.add_argument("--latency-ms", type=int, default=200)
    args = parser.parse_args()
    least = 2 * args.rows * args.latency_ms / 1000 / args.concurrency
    load = os.getloadavg()[0]
    print(f"{args.rows} questions, {args.concurrency} at once each, {args.latency_ms} ms, {os.cpu_count()} processors")
    print(f"at the latency's own pace one takes {least:.1f} s; the machine's load before: {load:.1f}")
    for name, seconds, drafted in measured(args.server, args.rows, args.concurrency, args.latency_ms):
        print(f"{name:34}{seconds:8.1f} s {2 * args.rows / seconds:8.0f} calls/s   drafts: {drafted}", flush=True)
    return 0


def measured(server: Path, number: int, concurrency: int, latency: int) -> Iterator[tuple[str, float, list[int]]]:
    """Each way, its seconds, and the drafts of each of its processes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(server, (), latency=latency) as url,
        postgres({"fsync": "on", "synchronous_commit": "on"}) as cluster,
    ):
        rows = question_list(Path(folder) / "list.csv", number)
        for name, kind, processes, workers in ways():
            with ledger_url(cluster, kind) as ledger:
                desks = [make(Path(folder) / f"{name}-{each}", ledger) for each in range(processes)]
                began = time.perf_counter()
                width = concurrency * (workers or 1)
                reports = at_once([[*command(desk, rows, url, width), *engine(workers)] for desk in desks])
                seconds = time.perf_counter() - began
                check(ledger, desks[0], number)
            yield name, seconds, [report["rows"]["drafted"] for report in reports]


def ways() -> Iterator[tuple[str, str, int, int]]:
    yield "one process, SQLite", "sqlite", 1, 0
    yield "one process, PostgreSQL", "postgresql", 1, 0
    yield "two processes, PostgreSQL", "postgresql", 2, 0
    if find_spec("ray") is not None:
        yield "Ray, one worker, PostgreSQL", "postgresql", 1, 1
        yield "Ray, two workers, PostgreSQL", "postgresql", 1, 2


def engine(workers: int) -> list[str]:
    return ["--engine", "ray", "--workers", str(workers)] if workers else []


@contextmanager
def ledger_url(cluster: Cluster, kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield "sqlite:///ledger.sqlite"
    else:
        with cluster.ledger() as url:
            yield url


def make(desk: Path, ledger: str) -> Path:
    subprocess.run([*FRONT, "init", str(desk)], check=True, capture_output=True)
    (desk / "answerdesk.yaml").write_text(f"{PRICED}ledger: {ledger}\n", encoding="utf-8")
    return desk


def at_once(commands: list[list[str]]) -> list[Mapping[str, Mapping[str, int]]]:
    running = [
        subprocess.Popen(each, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path.cwd())
        for each in commands
    ]
    reports = []
    for process in running:
        out, err = process.communicate()
        if process.returncode:
            raise SystemExit(err[-2000:])
        reports.append(json.loads(out))
    return reports


def check(url: str, root: Path, rows: int) -> None:
    with Ledger.open(url, root=root) as ledger:
        made = ledger.drafts(DraftQuery(states=(State.WAITING,)))
    assert len(made) == len({draft.key for draft in made}) == rows, len(made)


if __name__ == "__main__":
    sys.exit(main())
