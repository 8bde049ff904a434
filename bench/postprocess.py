"""Holds the post-processor against published pages: what it changes, whether formulas survive, what it costs.

    python bench/postprocess.py SHARED_DIR [--renderer DIR] [--megabyte]

SHARED_DIR has `corpus/*.tar.gz` with published pages and `site/example.md` beside `site/example-mojibake.md`. DIR is a
folder with `render.mjs` and its `node_modules`: the formulas that the site's renderer finds before and after are
compared, and those that went are shown. `--megabyte` runs hostile answers of a megabyte, which take seconds. Exit
status 1 where the example does not come out or a page changes at the second go.
"""

import argparse
import collections
import json
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from gen.errors import PageError
from gen.page.reader import load_page
from gen.postprocess import postprocess

HOSTILE = [
    *[
        "$",
        "$ ",
        "$5 and ",
        "$a$",
        "$$\n",
        "a $$\n",
        "`",
        "` ``",
        "\\",
        "\\(",
        "\\(a\\)",
        "\\[x=y\\]\n",
        "\\n",
        "$\\nu$",
    ],
    *["- ", "> ", "1. ", "\n", " ", "\t", "|", "|-", "```\n", "~~~\n", "    a\n", "---\n", "*", "a\n"],
    *["â€™", "é’", "Ã©", "\r", "\x85", "\0", "\u200d", "\f"],
    *["<think>", "<think></think>", "<|im_end|>", "<s>", "</s>", "【4†", "Sure! ", "I hope this helps! ", "Answer: "],
]


def answers(archive: Path) -> Iterator[tuple[str, str]]:
    """Path and answer of every page that can be read."""
    with tarfile.open(archive) as pages:
        for member in pages:
            file = pages.extractfile(member)
            if file and member.name.endswith(".md"):
                yield member.name, load_page(file.read().decode()).answer


def processed(text: str) -> tuple[str, tuple[str, ...]]:
    """The answer afterwards and the steps that changed it; as it was where it is refused."""
    try:
        result = postprocess(text)
    except PageError as error:
        return text, (f"refused: {error.message}",)
    return result.answer, result.steps


def formulas(renderer: Path, texts: list[str]) -> list[tuple[collections.Counter[str], int]]:
    """The formulas that the site's renderer finds in each answer, white space folded, and how many it cannot read."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.md") for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            written = text.replace("\n", "\\n")
            file.write_text(f"---\nanswer: {json.dumps(written)}\n---\n\n&nbsp;", encoding="utf-8")
        listed = Path(folder, "files.txt")  # node cannot read a long list from a pipe in one go
        listed.write_text("\n".join(map(str, files)))
        with listed.open() as paths:
            done = subprocess.run(
                ["node", "render.mjs"], cwd=renderer, stdin=paths, capture_output=True, text=True, check=True
            )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [
        (collections.Counter(" ".join(node.split()) for node in row["mathNodes"]), len(row["katexErrors"]))
        for row in rows
    ]


def compare_formulas(renderer: Path, names: list[str], before: list[str], after: list[str]) -> None:
    """Shows the formulas that the renderer finds no more: money, if all is well."""
    lost_total, gained_total = 0, 0
    errors = [0, 0]
    for name, (was, bad), (now, still_bad) in zip(
        names, formulas(renderer, before), formulas(renderer, after), strict=True
    ):
        lost_total += (was - now).total()
        gained_total += (now - was).total()
        errors = [errors[0] + bad, errors[1] + still_bad]
        for formula in was - now:
            print(f"  gone: {name}: {formula[:90]}")
    print(f"formulas gone {lost_total}, new {gained_total}; unreadable to KaTeX {errors[0]}, then {errors[1]}")


def hostile(size: int) -> None:
    """Processor seconds for answers of one piece over and over: the five slowest."""
    slowest = []
    for piece in HOSTILE:
        text = f"x{piece * (size // len(piece))}x"
        start = time.process_time()
        processed(text)
        slowest.append((time.process_time() - start, piece))
    for seconds, piece in sorted(slowest, reverse=True)[:5]:
        print(f"  {size} characters of {piece!r}: {seconds:.2f} s of processor time")


def main() -> int:
    """Runs it all and prints what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--renderer", type=Path)
    parser.add_argument("--megabyte", action="store_true")
    args = parser.parse_args()

    good, garbled = (
        load_page((args.shared / "site" / name).read_text()).answer for name in ("example.md", "example-mojibake.md")
    )
    mended = postprocess(garbled).answer == good and postprocess(good).answer == good
    print(f"the example with mojibake comes out as the example: {mended}")

    pages = [page for archive in sorted((args.shared / "corpus").glob("*.tar.gz")) for page in answers(archive)]
    names, before = [name for name, _ in pages], [text for _, text in pages]
    start = time.perf_counter()
    results = [processed(text) for text in before]
    seconds = time.perf_counter() - start
    after = [text for text, _ in results]
    again = sum(processed(text)[0] != text for text in after)
    steps = collections.Counter(step for _, changed in results for step in changed)
    print(f"{len(pages)} pages, {seconds / len(pages) * 1000:.2f} ms each; changed again at the second go: {again}")
    print(f"changed by: {dict(steps.most_common())}")
    if args.renderer:
        compare_formulas(args.renderer, names, before, after)
    if args.megabyte:
        hostile(1_000_000)
    return 0 if mended and not again else 1


if __name__ == "__main__":
    sys.exit(main())
