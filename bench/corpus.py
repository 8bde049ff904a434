"""Holds the page reader and writer against published pages, and against the site's own YAML reader.

    python bench/corpus.py SHARED_DIR [--renderer DIR] [--hostile 4000] [--seed 1]

SHARED_DIR has `corpus/*.tar.gz` with published pages and `site/example*.md`. DIR is a folder with `render.mjs` and its
`node_modules`; without it or without node, only our own reader and PyYAML are compared. Exit status 1 on any mismatch.
"""

import argparse
import collections
import datetime
import json
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import yaml

from gen.errors import PageError
from gen.page.front_matter import split
from gen.page.page import Page, Related, new_page
from gen.page.reader import load_page
from gen.page.values import Value
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile

SITE = SiteProfile()
PIECES = [
    *"abcxyzABC019 .,;:!?#&*%@`'\"|>-+=~^<>[]{}()/\\_$\n\t",
    *["\n\n", "\r", "\0", "\x85", "\u2028", "\u2029", "\ufeff", "\u200f", "\u202e", "\xa0", "\x7f", "\x1b"],
    *[
        "é",
        "漢字",
        "🙂",
        "👩‍🔬",
        "مرحبا",
        "\\n",
        "\\neq",
        "\\\\n",
        "\\t",
        "---",
        "\n---\n",
        "...",
        ": ",
        " #",
        "- ",
        "? ",
    ],
    *["yes", "No", "null", "~", "12:30", "010", "0o17", "0x1f", "1e5", "1_000", "2025-01-01", ".5", ".nan", "<<", "="],
    *[
        "!!js/function",
        "&a",
        "*a",
        "%YAML",
        "{{x}}",
        "$x$",
        "$$\n",
        "```\n",
        "| a |",
        "&nbsp;",
        "<script>",
        "__proto__",
    ],
]


def main() -> int:
    args = arguments()
    problems: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        pages = published(args.shared, work)
        read_back(pages, problems)
        render = renderer(args.renderer)
        if render:
            differential(render, {path: load_page(text) for path, text in pages.items()}, work, problems)
            rewritten = write_all(pages, work / "rewritten")
            differential(render, rewritten, work, problems)
        hostile = write_hostile(args.hostile, args.seed, work / "hostile", problems)
        if render:
            differential(render, hostile, work, problems)
    for kind, count in problems.items():
        print(f"MISMATCH {kind}: {count}")
    print("no mismatch" if not problems else "mismatches")
    return 1 if problems else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--renderer", type=Path)
    parser.add_argument("--hostile", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def published(shared: Path, work: Path) -> dict[Path, str]:
    for archive in sorted((shared / "corpus").glob("*.tar.gz")):
        with tarfile.open(archive) as tar:
            tar.extractall(work / "corpus", filter="data")
    paths = [*sorted((work / "corpus").rglob("*.md")), *sorted((shared / "site").glob("example*.md"))]
    return {path: path.read_bytes().decode() for path in paths}


def read_back(pages: dict[Path, str], problems: collections.Counter[str]) -> None:
    """Reads and writes every page; house style byte by byte, all by value, our values against PyYAML's."""
    began = time.perf_counter()
    loaded = {path: load_page(text) for path, text in pages.items()}
    reading = time.perf_counter() - began
    began = time.perf_counter()
    written = {path: dump_page(page) for path, page in loaded.items()}
    writing = time.perf_counter() - began
    began = time.perf_counter()
    values = {path: data(text) for path, text in pages.items()}
    by_yaml = time.perf_counter() - began
    house = [path for path, text in pages.items() if "\ntitle: >-\n" in text]
    same = sum(written[path] == pages[path] for path in house)
    problems["bytes"] += len(house) - same
    problems["page"] += sum(load_page(text) != loaded[path] for path, text in written.items())
    problems["value"] += sum(data(text) != values[path] for path, text in written.items())
    problems["answer"] += sum(page.answer != site_answer(values[path]) for path, page in loaded.items())
    resaved(loaded, values, problems)
    each = 1e6 / max(len(pages), 1)
    print(f"{len(pages)} pages, {len(house)} in the house style, {same} of them byte for byte")
    print(
        f"read {reading * each:.0f} us, write {writing * each:.0f} us, PyYAML's C loader {by_yaml * each:.0f} us a page"
    )
    for kind in [kind for kind, count in problems.items() if not count]:
        del problems[kind]


def resaved(loaded: dict[Path, Page], values: dict[Path, dict[str, Value]], problems: collections.Counter[str]) -> None:
    """Pages as another program saves them: folded at 80 columns, single quotes."""
    for path, page in loaded.items():
        text = yaml.dump(values[path], Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=80)
        again = load_page(f"---\n{text}---\n\n&nbsp;")
        problems["resaved"] += again != page


def data(text: str) -> dict[str, Value]:
    found: dict[str, Value] = yaml.load(split(text)[0], yaml.CSafeLoader)
    return found


def site_answer(values: dict[str, Value]) -> str:
    return str(values["answer"]).replace("\\n", "\n")


def renderer(folder: Path | None) -> list[str] | None:
    node = shutil.which("node")
    if folder is None or node is None or not (folder / "node_modules").is_dir():
        print("no renderer: the site's own reader is not compared")
        return None
    return [node, str(folder / "render.mjs")]


def write_all(pages: dict[Path, str], folder: Path) -> dict[Path, Page]:
    folder.mkdir()
    made = {}
    for number, text in enumerate(pages.values()):
        page = load_page(text)
        path = folder / f"{number}.md"
        path.write_text(dump_page(page), encoding="utf-8", newline="")
        made[path] = page
    return made


def write_hostile(count: int, seed: int, folder: Path, problems: collections.Counter[str]) -> dict[Path, Page]:
    """Random pages: refused, or read back as they were by ourselves and by PyYAML."""
    folder.mkdir()
    rng = random.Random(seed)
    refused: collections.Counter[str] = collections.Counter()
    made: dict[Path, Page] = {}
    while len(made) < count:
        page = hostile(rng)
        try:
            text = dump_page(page)
        except PageError as error:
            refused[error.field] += 1
            continue
        path = folder / f"{len(made)}.md"
        path.write_text(text, encoding="utf-8", newline="")
        made[path] = page
        problems["hostile page"] += load_page(text) != page
        problems["hostile answer"] += site_answer(data(text)) != page.answer
    print(f"{count} hostile pages written, {sum(refused.values())} refused: {dict(refused)}")
    for kind in [kind for kind, found in problems.items() if not found]:
        del problems[kind]
    return made


def hostile(rng: random.Random) -> Page:
    def words(longest: int, odds: float = 0.7) -> str:
        pieces = PIECES if rng.random() < odds else PIECES[:40]
        return "".join(rng.choices(pieces, k=rng.randint(0, longest)))

    page = new_page(
        id=rng.randint(0, 2**53 - 1),
        date=datetime.date.fromordinal(rng.randint(400000, 3000000)),
        question=words(6) + "a",
        subject=words(2, 0.3) + "Physics" + words(2, 0.3),
        answer=words(12),
        description=words(6),
        keywords=[words(2) for _ in range(rng.randint(0, 3))],
        related=[Related(n, words(3), words(2), words(2)) for n in range(rng.randint(0, 5))]
        if rng.random() < 0.3
        else [],
        profile=SITE,
    )
    if rng.random() < 0.3:
        page = replaced(page, rng, words(2))
    return page


def replaced(page: Page, rng: random.Random, text: str) -> Page:
    values: list[Value] = [None, True, 0, -3, 1e-7, 1e21, text, [text, 1], {"a": text, "b": []}, [[text], {text: None}]]
    other = {text or "x": rng.choice(values), "_schema": rng.choice(values)}
    return Page(**{**{name: getattr(page, name) for name in Page.__dataclass_fields__}, "other": other, "score": 1e-5})


def differential(render: list[str], pages: dict[Path, Page], work: Path, problems: collections.Counter[str]) -> None:
    """What the site makes of the files against what we say it does."""
    rows = collections.Counter[str]()
    output = work / "rendered.jsonl"
    names = work / "names"  # a file: node cannot wait on a pipe
    names.write_text("\n".join(map(str, pages)))
    with output.open("wb") as file, names.open("rb") as standard_input:
        subprocess.run(render, stdin=standard_input, stdout=file, check=True)
    with output.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            path = Path(row["file"])
            kind = compare(row, pages[path], path.read_bytes().decode())
            rows[kind or "same"] += 1
            if kind and rows[kind] <= 3:
                print(f"{kind}: {path}: {row.get('error', '')}\n{path.read_text()[:1500]}")
            if kind:
                problems[kind] += 1
    if sum(rows.values()) != len(pages):
        problems["rows"] += 1
    print(f"{len(pages)} pages by the site's reader: {dict(rows)}")


def compare(row: dict[str, object], page: Page, text: str) -> str:
    """What differs, `""` for nothing."""
    if not row["ok"]:
        return "site error"
    if row["answer"] != page.answer:
        return "site answer"
    ours = json.loads(json.dumps(data(text), default=_as_javascript))
    return "" if _numbers(ours) == _numbers(row["data"]) else "site data"


def _as_javascript(value: object) -> str:
    assert isinstance(value, datetime.date)
    return f"{value.isoformat()}T00:00:00.000Z"


def _numbers(value: object) -> object:
    """JavaScript has one kind of number: 1.0 is 1."""
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


if __name__ == "__main__":
    sys.exit(main())
