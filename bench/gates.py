"""What gates and candidates cost beside a plain run, in calls and dollars, and what they leave undone.

    python bench/gates.py [--rows 100] [--bad 0.3] [--mends 0.7] [--seed 1]

A server of this file's own speaks of itself as a machine in a part of its answers (`--bad`), and mends that when it is
asked again in a part of them (`--mends`). So the calls are counted, not a model's worth: what a real model mends is for
the workspace's own ledger to tell. Each row has questions of its own, and what `plan` expected for it beforehand, from
the rows above it.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from gen import load_page

CHECK = "machine-voice"
VARIANTS: dict[str, tuple[str, ...]] = {
    "plain": (),
    "--gate": ("--gate", CHECK),
    "--candidates 2": ("--candidates", "2"),
    "--candidates 3": ("--candidates", "3"),
    "--candidates 2 --gate": ("--candidates", "2", "--gate", CHECK),
}
SETTINGS = """\
model: fake
models:
  fake: {price: {input: 0.75, output: 4.5, cached_input: 0.075}}
run: {concurrency: 16}
"""
PARAGRAPH = "The valve opens when the pressure before it is higher than behind it, and closes when that turns round. "
ANSWER = f"{PARAGRAPH}\n\n### How the valve works\n\n{PARAGRAPH * 2}\n\n### When the valve fails\n\n{PARAGRAPH * 2}"
MACHINE = "As an AI language model, I can tell you about valves. "
FIELDS = {
    "page_description": "How a valve works, what keeps its leaflets in place and what it means when one stays open.",
    "page_keywords": ["valve", "pressure", "opens", "closes", "turns round", "higher", "behind", "works", "fails"],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--bad", type=float, default=0.3)
    parser.add_argument("--mends", type=float, default=0.7)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    print(f"{args.rows} questions each; {args.bad:.0%} of answers bad, {args.mends:.0%} mended when asked again")
    print(f"{'':24} {'calls a draft':>14} {'planned':>8} {'cents a draft':>14} {'still bad':>10}")
    with tempfile.TemporaryDirectory() as folder, serving(args.bad, args.mends, args.seed) as url:
        desk = Path(folder) / "desk"
        answerdesk("init", str(desk))
        (desk / "answerdesk.yaml").write_text(SETTINGS, encoding="utf-8")
        for number, (name, options) in enumerate(VARIANTS.items()):
            rows = question_list(desk / f"{number}.csv", number, args.rows)
            planned = json.loads(answerdesk("-C", str(desk), "plan", rows, *options, "--json"))
            done = json.loads(answerdesk("-C", str(desk), "generate", rows, *options, "--base-url", url, "--json"))
            expected = planned["models"]["fake"]["calls"]["expected"] / args.rows
            calls, cents = done["calls"] / args.rows, 100 * done["cost"] / args.rows
            print(f"{name:24} {calls:14.2f} {expected:8.2f} {cents:14.3f} {still_bad(desk, f'part-{number}-'):10}")
    return 0


def answerdesk(*argv: str) -> str:
    """A command; what it prints."""
    return subprocess.run(
        [sys.executable, "-m", "answerdesk", *argv], check=True, capture_output=True, text=True
    ).stdout


def question_list(path: Path, part: int, rows: int) -> str:
    """A list of questions that no other list has."""
    questions = (f"How does part {part} {number} of the valve work?,Medicine" for number in range(rows))
    path.write_text("question,subject\n" + "\n".join(questions) + "\n", encoding="utf-8")
    return str(path)


def still_bad(desk: Path, part: str) -> int:
    """Drafts of a list that speak as a machine."""
    pages = [load_page(path.read_text(encoding="utf-8")) for path in desk.glob(f"drafts/*/*{part}*.md")]
    return sum(MACHINE.strip() in page.answer for page in pages)


@contextmanager
def serving(bad: float, mends: float, seed: int) -> Iterator[str]:
    """The server, for the length of a `with` block."""
    chance, lock = random.Random(seed), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with lock:
                drawn = chance.random()
            spoilt = drawn < (1 - mends if b"This is not right yet" in body else bad)
            said = json.dumps(FIELDS) if b'"json_schema"' in body else (MACHINE if spoilt else "") + ANSWER
            answer = json.dumps(completion(said, len(body))).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()


def completion(text: str, asked: int) -> dict[str, Any]:
    """A chat completion with these words; tokens are a quarter of the bytes."""
    usage = {"prompt_tokens": asked // 4, "completion_tokens": len(text) // 4}
    message = {"role": "assistant", "content": text}
    return {"model": "fake", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage}


if __name__ == "__main__":
    sys.exit(main())
