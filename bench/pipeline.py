"""Answers a second of the site's pipeline inside Python, and whether it finds what the site's own renderer does.

    .venv/bin/python bench/pipeline.py TREE [--site DIR]

TREE is a folder of page files. DIR has the site's own `render.mjs` and its `node_modules`: KaTeX's errors, the formulas
and the HTML of every page are compared with what it says, and the exit status is 1 where any differs. One core.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from evals.files import page_files
from evals.pipeline.renderer import RENDERER
from evals.suite import Suite
from gen.config import Settings
from gen.page.page import Page
from gen.page.reader import load_page

BATCH = 500  # pages in one command line


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--site", type=Path)
    args = parser.parse_args()

    paths = [Path(file.path).resolve() for file in page_files([args.tree])]
    suite = Suite.from_settings(Settings())
    pages = [load_page(path.read_bytes().decode(), suite.site) for path in paths]
    speed(suite, pages)
    return compare(paths, pages, args.site) if args.site else 0


def speed(suite: Suite, pages: list[Page]) -> None:
    start = time.perf_counter()
    RENDERER.shown("")
    print(f"{len(pages):,} pages; an isolate is made in {(time.perf_counter() - start) * 1e3:.0f} ms")
    readings = [suite.reading(page) for page in pages]
    checked = rate("suite", len(pages), lambda: [suite.inspect(reading) for reading in readings])
    asked = [reading.answer for reading in readings if "shown" in vars(reading)]
    share = len(asked) / len(pages)
    print(f"  it asks the pipeline for {len(asked):,} pages, {share:.1%}, which take", end=" ")
    took = sum(seconds_of(lambda answer=answer: RENDERER.shown(answer)) for answer in asked)  # type: ignore[misc]
    print(f"{took / (len(pages) / checked):.0%} of its time: {len(asked) / max(took, 1e-9):,.0f} a second")
    every = rate("shown, of all pages", len(pages), lambda: [RENDERER.shown(page.answer) for page in pages])
    html = rate("html, of all pages", len(pages), lambda: [RENDERER.html(page.answer) for page in pages])
    print(f"suite : shown : html = {checked / html:.1f} : {every / html:.1f} : 1")


def seconds_of(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rate(name: str, count: int, work: Callable[[], object]) -> float:
    found = count / seconds_of(work)
    print(f"{name:24} {found:8,.0f} pages/s")
    return found


def compare(paths: list[Path], pages: list[Page], site: Path) -> int:
    """What the site's renderer says of the same pages."""
    counts: Counter[str] = Counter()
    for page, row in zip(pages, rendered(paths, site), strict=True):
        shown = RENDERER.shown(page.answer)
        counts["pages with KaTeX errors, on the site"] += bool(row["katexErrors"])
        counts["pages with KaTeX errors, here"] += any(maths.error for maths in shown.maths)
        differing = {
            "other pages with KaTeX errors": bool(row["katexErrors"]) != any(maths.error for maths in shown.maths),
            "other formulas": row["mathNodes"] != [maths.tex for maths in shown.maths],
            "other HTML": row["html"] != RENDERER.html(page.answer),
        }
        counts.update({name: int(differs) for name, differs in differing.items()})
    for name, count in counts.items():
        print(f"{name:38} {count:6,}")
    return int(any(count for name, count in counts.items() if name.startswith("other")))


def rendered(paths: list[Path], site: Path) -> Iterator[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        sys.exit("node is not installed: nothing to compare with")
    for at in range(0, len(paths), BATCH):
        command = [node, str(site / "render.mjs"), "--html", *map(str, paths[at : at + BATCH])]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        yield from map(json.loads, done.stdout.split("\n")[:-1])


if __name__ == "__main__":
    sys.exit(main())
