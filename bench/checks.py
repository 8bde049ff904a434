"""Pages a second of the check suite, beside bare YAML reading of the same pages in the same run.

    .venv/bin/python bench/checks.py TREE [--repeat N] [--checks]

TREE is a folder of page files; `--checks` adds a table of what each check costs. One process, one core.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from evals.files import page_files
from evals.suite import Suite
from gen.config import Settings
from gen.page.page import Page
from gen.page.reader import load_page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--checks", action="store_true")
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
    if args.checks:
        each_check(suite, pages)


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
