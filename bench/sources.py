"""How long the references take to be indexed and searched, and how well passages are found.

    python bench/sources.py [--pages TREE] [--documents 2000] [--embeddings] [--wice FILE] [--json]

Documents are the answers of published pages, each in a Markdown file of its own. With WiCE's development set
(`wice-dev.jsonl`), its passages are the references and its claims are held against them, as a page that names its
references is held, and as one that names none.
"""

import argparse
import hashlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evals.claims.figures import figures
from evals.facts.about import Shared, shared
from evals.facts.numbers import missing_figures
from gen.sources.sources import Sources

SEARCHES = 200


def main() -> int:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, help="a tree of published pages")
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--embeddings", action="store_true")
    parser.add_argument("--wice", type=Path, help="wice-dev.jsonl")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    said: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        if args.pages is not None:
            said |= times(args.pages, args.documents, Path(folder), embeds=args.embeddings)
        if args.wice is not None:
            said |= found(args.wice, Path(folder), embeds=args.embeddings)
    if args.json:
        print(json.dumps(said))
    else:
        print("\n".join(f"{name:48} {value}" for name, value in said.items()))
    return 0


def times(pages: Path, documents: int, folder: Path, *, embeds: bool) -> dict[str, Any]:
    """Seconds of a first look, a second one and one at one file that changed; milliseconds of a search."""
    home = folder / "sources"
    questions = list(_written(pages, documents, home))
    sources = Sources(home, folder / "sources.sqlite", embeds=embeds)
    first = _seconds(sources.sync)
    second = _seconds(sources.sync)
    path = next(home.iterdir())
    path.write_text(f"{path.read_text(encoding='utf-8')}\nOne more line.\n", encoding="utf-8")
    changed = _seconds(sources.sync)
    asked = questions[:: max(1, len(questions) // SEARCHES)]
    sources.passages_for(asked[0])  # loads the model, and the vectors
    each = [_seconds(lambda text=text: sources.passages_for(text)) * 1000 for text in asked]  # type: ignore[misc]
    return {
        "documents": len(questions),
        "passages": sum(file.passages for file in sources.files.values()),
        "index, s": round(first, 2),
        "second look, s": round(second, 3),
        "one file changed, s": round(changed, 3),
        "search, ms (median)": round(statistics.median(each), 2),
        "search, ms (95 %)": round(statistics.quantiles(each, n=20)[-1], 2),
    }


def _written(pages: Path, documents: int, home: Path) -> Iterator[str]:
    home.mkdir()
    for path in sorted(pages.rglob("*.md"))[:documents]:
        page = yaml.load(path.read_text(encoding="utf-8").split("---")[1], Loader=yaml.CSafeLoader)
        text = str(page["answer"]).replace("\\n", "\n")
        (home / f"{path.parent.name}-{path.name}").write_text(f"# {page['question']}\n\n{text}\n", encoding="utf-8")
        yield str(page["question"])


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with a figure, and what was found for it among all passages but its own, all of them, its own alone."""

    supported: bool
    rank: int
    near: Shared
    missing: dict[str, bool]
    about: dict[str, Shared]


def found(path: Path, folder: Path, *, embeds: bool) -> dict[str, Any]:
    """How often a claim's own passage is found, and how often the number rule is right on what is found."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    home = folder / "wice"
    home.mkdir()
    names = []
    for row in rows:
        text = "\n\n".join(row["evidence"])
        names.append(f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.txt")
        (home / names[-1]).write_text(text, encoding="utf-8")
    sources = Sources(home, folder / "wice.sqlite", embeds=embeds)
    sources.sync()
    held = ((row, name) for row, name in zip(rows, names, strict=True) if figures(row["claim"]))
    cases = [_case(sources, row, name) for row, name in held]
    named = [case for case in cases if case.about["own"].share >= 0.2]
    any_ = [case for case in cases if case.about["all"].share >= 0.6 and case.about["all"].words >= 4]
    foreign = [case for case in cases if case.about["foreign"].share >= 0.6 and case.about["foreign"].words >= 4]
    return {
        "claims with figures": len(cases),
        "own passage first": _share([case.rank == 0 for case in cases]),
        "own passage among five": _share([0 <= case.rank < 5 for case in cases]),
        **_rule("named", "own", named, cases),
        **_rule("none named", "all", any_, cases),
        "flagged where its own passage is not there": round(
            sum(case.missing["foreign"] for case in foreign) / len(cases), 3
        ),
    }


def _case(sources: Sources, row: dict[str, Any], name: str) -> Case:
    claim = row["claim"]
    ranked = sources.passages_for(claim, limit=10)
    sets = {
        "own": sources.passages_for(claim, sources=[name], limit=5),
        "all": ranked[:5],
        "foreign": [each for each in ranked if each.passage.source != name][:5],
    }
    texts = {kind: [each.passage.text for each in some] for kind, some in sets.items()}
    about = {
        kind: max((shared(claim, text) for text in some), key=lambda one: one.share, default=Shared())
        for kind, some in texts.items()
    }
    rank = next((place for place, each in enumerate(ranked) if each.passage.source == name), -1)
    missing = {kind: bool(missing_figures(claim, some)) for kind, some in texts.items()}
    return Case(row["label"] == "supported", rank, about["all"], missing, about)


def _rule(said: str, kind: str, seen: Sequence[Case], cases: Sequence[Case]) -> dict[str, Any]:
    flagged = [case for case in seen if case.missing[kind]]
    supported = [case for case in cases if case.supported]
    wrong = [case for case in flagged if case.supported]
    return {
        f"{said}: flags": len(flagged),
        f"{said}: precision": _share([not case.supported for case in flagged]),
        f"{said}: recall": round((len(flagged) - len(wrong)) / (len(cases) - len(supported)), 3),
        f"{said}: false alarms on supported claims": round(len(wrong) / len(supported), 3),
    }


def _share(each: Sequence[bool]) -> float:
    return round(sum(each) / len(each), 3) if each else 0.0


if __name__ == "__main__":
    sys.exit(main())
