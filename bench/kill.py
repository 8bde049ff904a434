"""`kill -9` at random moments, ten times in a row, then to the end: what is lost, and what is paid for twice.

    python -m bench.kill FAKE_SERVER [--rows 2000] [--kills 10] [--concurrency 64] [--seed 1]

FAKE_SERVER as in bench/generate.py. Exit status 1 where a draft is missing, there twice, half written or has a wrong
id, or where a call that the ledger has was asked again.
"""

import argparse
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.generate import question_list, serving, stats, verify


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", type=Path)
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder, serving(args.server, ()) as url:
        rows, desk = question_list(Path(folder) / "list.csv", args.rows), Path(folder) / "desk"
        front = [sys.executable, "-m", "answerdesk"]
        subprocess.run([*front, "init", str(desk)], check=True, capture_output=True)
        argv = [*front, "-C", str(desk), "generate", str(rows), "--model", "gpt-4o-mini", "--base-url", url]
        argv += ["--concurrency", str(args.concurrency)]
        for _ in range(args.kills):
            with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
                time.sleep(chance.uniform(0.3, 3.0))
                run.send_signal(signal.SIGKILL)
        status = subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
        verify(desk, args.rows)
        return report(args, desk, stats(url), status)


def report(args: argparse.Namespace, desk: Path, seen: dict[str, float], status: int) -> int:
    connection = sqlite3.connect(desk / "ledger.sqlite")
    twice = connection.execute(
        "SELECT count(*) FROM (SELECT key FROM calls WHERE outcome = 'ok' GROUP BY key HAVING count(*) > 1)"
    ).fetchone()[0]
    waiting = connection.execute("SELECT count(*) FROM drafts WHERE state = 'waiting'").fetchone()[0]
    runs = connection.execute("SELECT count(*) FROM runs").fetchone()[0]
    connection.close()
    print(f"{args.rows} questions, {args.kills} kills, {runs} runs in the ledger, exit status {status}")
    print(f"{waiting} drafts, each once, whole, with its own id")
    print(f"answers that were in flight when a run was killed, and asked again: {seen['ok_extra']:.0f}")
    print(f"answers that were recorded and asked again: {twice}")
    return int(bool(twice or waiting != args.rows or status))


if __name__ == "__main__":
    sys.exit(main())
