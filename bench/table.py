"""What generation costs, in one table of Markdown, everything in it measured in the same hour.

    python -m bench.table FAKE_SERVER [--calls 10000] [--concurrency 256] [--rounds 3] [--curator PYTHON]
                          [--parts rate again first faults memory batch many] [--picture docs/images/memory.svg]

FAKE_SERVER as in bench/generate.py, which says what is compared. `--curator` names a Python that has
`bespokelabs-curator`, in an environment of its own outside of the repository: bench/curator_loop.py sends it the bare
loop's prompts. All commands are measured from process start to process end, by turns; the ratio is the median of pairs.
The parts are `rate` (the default), and those of bench/generate.py, bench/memory.py, bench/batch.py and bench/many.py.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import batch, many, memory
from bench.generate import (
    BARE,
    FAULTS,
    LENGTHS,
    Measured,
    first_draft,
    generate,
    question_list,
    reruns,
    serving,
    stats,
    timed,
    verify,
)

CURATOR = Path(__file__).with_name("curator_loop.py")
LATENCY = 50  # milliseconds
AGAIN = 36_000  # rows of the list that is finished
FAULTY = 2_000  # calls
LINES = 5_000  # of a batch
MANY = (40, 4, 3_000)  # rows, at once, milliseconds


def main() -> int:
    args = arguments()
    began = time.strftime("%Y-%m-%d %H:%M")
    load = os.getloadavg()[0]
    for name, part in PARTS.items():
        if name in args.parts:
            print("\n".join(part(args)), end="\n\n", flush=True)
    loads = f"load {load:.1f} before and {os.getloadavg()[0]:.1f} after"
    using = f"Python {platform.python_version()}{versions(args.curator)}"
    print(f"{began} to {time.strftime('%H:%M')}, {os.cpu_count()} processors, {loads}; {using}.")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", type=Path)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--concurrency", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--curator", metavar="PYTHON")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=["rate"])
    parser.add_argument("--memory-rows", type=int, default=100_000)
    parser.add_argument("--picture", type=Path)
    return parser.parse_args()


def versions(python: str | None) -> str:
    if python is None:
        return ""
    code = "from importlib.metadata import version; print(version('bespokelabs-curator'))"
    said = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return f"; curator {said.stdout.strip()}"


# --- calls a second


@dataclass(frozen=True, slots=True)
class Way:
    """One way of making the calls: its name, and what does it for the round with a number."""

    name: str
    run: Callable[[int], Measured]


def rate(args: argparse.Namespace) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, serving(args.server, (), latency=LATENCY) as url:
        ways = list(ways_of(args, Path(folder), url))
        runs: dict[str, list[Measured]] = {way.name: [] for way in ways}
        for number in range(args.rounds):
            for way in ways:
                before = stats(url)["ok"]
                runs[way.name].append(way.run(number))
                made = stats(url)["ok"] - before
                assert made >= args.calls, f"{way.name}: {made:.0f} answers of {args.calls}"
    what = f"{args.calls:,} calls, {args.concurrency} at once, {LATENCY} ms"
    yield f"| {what} | seconds | calls/s | CPU ms a call | peak MB | time, bare loop = 1 |"
    yield "|---|---|---|---|---|---|"
    bare = next(iter(runs.values()))
    for name, measured in runs.items():
        yield f"| {name} | {figures(measured, args.calls)} | {ratio(measured, bare):.2f} |"


def ways_of(args: argparse.Namespace, folder: Path, url: str) -> Iterator[Way]:
    rows = question_list(folder / "list.csv", args.calls // 2)
    given = [url, str(args.calls), str(args.concurrency)]

    def ours(number: int) -> Measured:
        measured = generate(folder / f"desk{number}", rows, url, args.concurrency)
        verify(folder / f"desk{number}", args.calls // 2)
        return measured

    yield Way("bare client loop", lambda _: timed([sys.executable, str(BARE), *given]))
    yield Way(f"`generate`, {args.calls // 2:,} rows", ours)
    if args.curator:
        yield Way("curator, one prompt a call", lambda _: timed([args.curator, str(CURATOR), *given]))


def figures(runs: list[Measured], calls: int) -> str:
    seconds = statistics.median(run.seconds for run in runs)
    cpu = 1000 * statistics.median(run.cpu for run in runs) / calls
    return f"{seconds:.1f} | {calls / seconds:,.0f} | {cpu:.2f} | {max(run.megabytes for run in runs):.0f}"


def ratio(runs: list[Measured], others: list[Measured]) -> float:
    return statistics.median(run.seconds / other.seconds for run, other in zip(runs, others, strict=True))


# --- the other parts: a line of two cells each


def again(args: argparse.Namespace) -> Iterator[str]:
    runs = reruns(args.server, AGAIN, args.concurrency, args.rounds)
    seconds, cpu = (statistics.median(getattr(run, name) for run in runs) for name in ("seconds", "cpu"))
    yield from ("| a list that is finished | |", "|---|---|")
    yield f"| {AGAIN:,} rows | {seconds:.1f} s, of the processor {cpu:.1f} s |"


def first(args: argparse.Namespace) -> Iterator[str]:
    yield from ("| the first draft on the disk | latencies after the first request |", "|---|---|")
    for number in LENGTHS:
        yield f"| of {number:,} rows | {first_draft(args.server, number, args.concurrency):.2f} |"


def faults(args: argparse.Namespace) -> Iterator[str]:
    rows, concurrency = FAULTY // 2, min(64, args.concurrency)
    with tempfile.TemporaryDirectory() as folder, serving(args.server, FAULTS) as url:
        desk = Path(folder) / "desk"
        run = generate(desk, question_list(Path(folder) / "list.csv", rows), url, concurrency)
        verify(desk, rows)
    said = json.loads(run.said)
    yield from ("| with faults | |", "|---|---|")
    yield f"| asked of the server | {', '.join(FAULTS)} |"
    yield f"| {rows:,} rows, {concurrency} at once | {said['rows']['drafted']:,} drafts in {run.seconds:.1f} s |"
    yield f"| retries | {said['retries']:,} |"


def remembered(args: argparse.Namespace) -> Iterator[str]:
    concurrency, latency = 64, 5
    samples = memory.measured(args.server, args.memory_rows, concurrency, latency)
    if args.picture:
        title = f"{args.memory_rows:,} rows, {concurrency} requests at once"
        args.picture.write_text(memory.picture(samples, title), encoding="utf-8")
    yield from ("| memory | |", "|---|---|")
    yield f"| {args.memory_rows:,} rows in {samples[-1].at:.0f} s | {memory.told(samples)} |"


def batches(args: argparse.Namespace) -> Iterator[str]:
    yield from (f"| {LINES:,} batch lines | lines/s | µs of the processor a line |", "|---|---|---|")
    for name, (wall, cpu) in batch.measured(LINES, args.rounds).items():
        yield f"| {name} | {1 / wall:,.0f} | {cpu * 1e6:,.0f} |"


def several(args: argparse.Namespace) -> Iterator[str]:
    rows, concurrency, latency = MANY
    yield f"| {rows:,} rows, {concurrency} at once each, {latency:,} ms | seconds | drafts of each |"
    yield "|---|---|---|"
    for name, seconds, drafted in many.measured(args.server, rows, concurrency, latency):
        yield f"| {name} | {seconds:.1f} | {', '.join(map(str, drafted))} |"


PARTS: dict[str, Callable[[argparse.Namespace], Iterator[str]]] = {
    "rate": rate,
    "again": again,
    "first": first,
    "faults": faults,
    "memory": remembered,
    "batch": batches,
    "many": several,
}

if __name__ == "__main__":
    sys.exit(main())
