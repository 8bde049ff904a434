"""Pages a second of the check suite, beside bare YAML reading of the same pages in the same run.

    .venv/bin/python bench/checks.py TREE [--repeat N] [--checks] [--yoast FOLDER] [--sample N]

TREE is a folder of page files; `--checks` adds a table of what each check costs. The first rows are of one process;
`check` is the whole command, on all cores, first without and then with what it remembers. `--yoast` names a folder
where `npm install yoastseo` was run (GPL, no part of this project): its content and SEO analysis of some of the pages.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from evals.files import page_files
from evals.pipeline.renderer import RENDERER
from evals.suite import Suite
from gen.config import Settings
from gen.page.page import Page
from gen.page.reader import load_page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--checks", action="store_true")
    parser.add_argument("--yoast", type=Path)
    parser.add_argument("--sample", type=int, default=200)
    args = parser.parse_args()

    texts = [Path(file.path).read_bytes().decode() for file in page_files([args.tree])]
    suite = Suite.from_settings(Settings())
    pages = [load_page(text, suite.site) for text in texts]
    rows: dict[str, Callable[[int], object]] = {
        "yaml CSafeLoader, bare": lambda i: yaml.load(texts[i].split("---\n", 2)[1], yaml.CSafeLoader),
        "load_page": lambda i: load_page(texts[i], suite.site),
        "suite": lambda i: suite.inspect(pages[i]),
        "suite, with line and column": lambda i: suite.inspect(pages[i], texts[i]),
    }
    print(f"{len(pages):,} pages, {len(suite.rules)} checks, best of {args.repeat}")
    print(f"{'':28} {'pages/s':>8} {'median ms':>10} {'99 % ms':>8}")
    for name, work in rows.items():
        seconds = min((measure(work, len(pages)) for _ in range(args.repeat)), key=sum)
        print(
            f"{name:28} {len(pages) / sum(seconds):8,.0f} {statistics.median(seconds) * 1e3:10.3f}"
            f" {sorted(seconds)[int(len(seconds) * 0.99)] * 1e3:8.3f}"
        )
    whole_command(args.tree, len(pages))
    if args.yoast:
        yoast(args.yoast, pages[:: max(1, len(pages) // args.sample)][: args.sample])
    if args.checks:
        each_check(suite, pages)


def whole_command(tree: Path, count: int) -> None:
    """`answerdesk check`, from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "answerdesk.yaml").write_text("", encoding="utf-8")
        command = [sys.executable, "-m", "answerdesk", "-C", folder, "check", str(tree.resolve()), "--fail-on", "never"]
        for name in ("check, first", "check, nothing changed"):
            start = time.perf_counter()
            subprocess.run([*command, "--format", "json=out.jsonl"], check=True, capture_output=True)
            seconds = time.perf_counter() - start
            print(f"{name:28} {count / seconds:8,.0f} pages/s, {seconds:.1f} s on {os.cpu_count()} cores")


def yoast(folder: Path, pages: list[Page]) -> None:
    """yoastseo on some pages, one process, as HTML."""
    rows = [
        {
            "text": RENDERER.html(page.answer),
            "title": page.title,
            "description": page.description,
            "keyword": page.keywords.split(",")[0],
            "slug": page.file_name.removesuffix(".md"),
        }
        for page in pages
    ]
    said = "\n".join(json.dumps(row) for row in rows).encode()
    command = ["node", str(Path(__file__).with_name("yoast.mjs")), str(folder)]
    with tempfile.TemporaryFile() as file:  # Node cannot read a pipe that is not filled yet
        file.write(said)
        file.seek(0)
        told = json.loads(subprocess.run(command, stdin=file, check=True, capture_output=True).stdout)
    rate = told["pages"] / told["seconds"]
    print(f"{'yoastseo':28} {rate:8,.1f} pages/s, {told['results']:,} results on {told['pages']}")


def measure(work: Callable[[int], object], count: int) -> list[float]:
    """Seconds of each call."""
    seconds = []
    for index in range(count):
        start = time.perf_counter()
        work(index)
        seconds.append(time.perf_counter() - start)
    return seconds


def each_check(suite: Suite, pages: list[Page]) -> None:
    """What each check costs on top of the ones before it, which have computed the views it shares with them."""
    total: dict[str, float] = {rule.check.id: 0.0 for rule in suite.rules}
    for page in pages:
        reading = suite.reading(page)
        for rule in suite.rules:
            start = time.perf_counter()
            list(rule.check(reading))
            total[rule.check.id] += time.perf_counter() - start
    print(f"\n{'check':22} {'µs a page':>9}")
    for name, seconds in sorted(total.items(), key=lambda row: -row[1]):
        print(f"{name:22} {seconds / len(pages) * 1e6:9.1f}")


if __name__ == "__main__":
    main()
