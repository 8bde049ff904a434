"""How often figures and support are right on labelled sets, without any model that reads.

    .venv/bin/python bench/factuality.py [--wice FILE] [--kqa FILE] [--healthver FILE] [--words] [--json] [--fit]

The files are of the form of the published sets (WiCE as JSON Lines, K-QA and HealthVer as CSV), theirs or others. The
number rule has no weights. The weights of `support` were fitted on the two files that `bench/labelled.py` names: of
these, every claim is scored by weights fitted without its fold of ten (claims of one page or question are in one fold);
any other file is scored by the shipped weights, and its labels set nothing. Intervals are of 1,000 samples drawn again,
whole pages or questions at a time. Embeddings are used where they are installed; `--words` leaves them out. `--fit`
writes `evals/facts/weights.py` anew from `--wice` and `--kqa`.
"""

import argparse
import json
import math
import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from bench.labelled import READERS, Item, fold, was_fitted
from bench.logistic import fit
from evals.facts.evidence import evidence
from evals.facts.meaning import Meaning
from evals.facts.numbers import missing_figures
from evals.facts.support import SUPPORTED_FROM
from evals.facts.weights import MEANING, WORDS
from gen.sources import embedding

WEIGHTS = Path(__file__).parents[1] / "evals" / "facts" / "weights.py"
FOLDS = 10
SAMPLES = 1000
PUBLISHED = {
    (
        "wice",
        "balanced accuracy",
    ): "word overlap and embeddings 0.675; AlignScore 0.660, GPT-3.5 0.685, MiniCheck 0.722, GPT-4o 0.785",
    ("kqa", "AUROC"): "word overlap and embeddings 0.775; physicians against their peers 0.90 to 0.94",
    ("wice", "precision"): "0.95, with 3.6 % false alarms",
    ("kqa", "precision"): "0.91",
}
Judged = list[tuple[bool, float, str]]  # flagged by people, how much is to be said against it, group
Measure = Callable[[Judged], float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in READERS:
        parser.add_argument(f"--{name}", type=Path, metavar="FILE")
    parser.add_argument("--words", action="store_true", help="no embeddings")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--fit", action="store_true")
    args = parser.parse_args()
    paths = {name: path for name in READERS if (path := getattr(args, name))}
    if not paths:
        parser.error("name a file: --wice, --kqa or --healthver")
    meaning = None if args.words or embedding.missing() else Meaning(embedding.embed)
    sets = {name: Labelled.read(name, path, meaning) for name, path in paths.items()}
    if args.fit:
        _write_weights(list(sets.values()), meaning is not None)
        return
    report = {name: each.report(sets) for name, each in sets.items()}
    print(json.dumps(report, indent=1) if args.json else "\n\n".join(map(as_text, report.values())))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled set, with what is seen of each claim.

    Attributes:
        name: which form it has.
        items: the claims.
        seen: what is seen of each.
        missing: whether the number rule flags it.
        fitted: whether the shipped weights were fitted on this file.
        with_meaning: whether embeddings were used.
    """

    name: str
    items: list[Item]
    seen: list[tuple[float, ...]]
    missing: list[bool]
    fitted: bool
    with_meaning: bool

    @classmethod
    def read(cls, name: str, path: Path, meaning: Meaning | None) -> "Labelled":
        items = list(READERS[name](path))
        seen = [astuple(evidence(item.claim, item.passages, item.topic, meaning)) for item in items]
        missing = [bool(missing_figures(item.claim, item.passages)) for item in items]
        return cls(name, items, seen, missing, was_fitted(path), meaning is not None)

    def report(self, sets: dict[str, "Labelled"]) -> dict[str, Any]:
        """All that is measured, each with its interval of 95 %."""
        flagged = [(item.flagged, float(one), item.group) for item, one in zip(self.items, self.missing, strict=True)]
        fitted = [each for each in sets.values() if each.fitted]
        rule = {"precision": precision, "recall": recall, "false alarms": false_alarms}
        report: dict[str, Any] = {
            "set": self.name,
            "claims": len(self.items),
            "flagged by people": sum(item.flagged for item in self.items),
            "scored by": "weights fitted without the claim's tenth" if self.fitted else "the shipped weights",
            "embeddings": self.with_meaning,
            "number rule": {"flags": sum(self.missing), **{k: self._measured(k, m, flagged) for k, m in rule.items()}},
            "support": self._ranked(self._scores(fitted)),
        }
        others = [each for each in fitted if each is not self]
        if self.fitted and others:
            weights = fitted_on(others)
            report["support, weights of the other set"] = self._ranked([sigmoid(weights, seen) for seen in self.seen])
        return report

    def _ranked(self, scores: Sequence[float]) -> dict[str, Any]:
        against = [(item.flagged, 1 - score, item.group) for item, score in zip(self.items, scores, strict=True)]
        measures = {"AUROC": auroc, "balanced accuracy": balanced_accuracy}
        return {name: self._measured(name, measure, against) for name, measure in measures.items()}

    def _measured(self, name: str, measure: Measure, judged: Judged) -> dict[str, Any]:
        low, high = interval(measure, judged)
        found = {"value": round(measure(judged), 4), "from": round(low, 4), "to": round(high, 4)}
        published = PUBLISHED.get((self.name, name))
        return {**found, "published": published} if published else found

    def _scores(self, fitted: Sequence["Labelled"]) -> list[float]:
        if not self.fitted:
            weights = MEANING if self.with_meaning else WORDS
            return [sigmoid(weights, seen) for seen in self.seen]
        by_fold = [fitted_on(fitted, without=number) for number in range(FOLDS)]
        numbers = (fold(item, FOLDS) for item in self.items)
        return [sigmoid(by_fold[number], seen) for number, seen in zip(numbers, self.seen, strict=True)]


def fitted_on(sets: Sequence[Labelled], without: int | None = None) -> list[float]:
    """Weights of these sets, a fold left out: each set counts as much, and in each both labels do."""
    rows: list[tuple[float, ...]] = []
    labels: list[bool] = []
    shares: list[float] = []
    for each in sets:
        chosen = [number for number, item in enumerate(each.items) if fold(item, FOLDS) != without]
        supported = [not each.items[number].flagged for number in chosen]
        rows += [each.seen[number] for number in chosen]
        labels += supported
        shares += [0.5 / max(1, supported.count(label)) for label in supported]
    return fit(rows, labels, [share * len(rows) / sum(shares) for share in shares])


def sigmoid(weights: Sequence[float], seen: Sequence[float]) -> float:
    bias, *rest = weights
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, bias + sum(w * x for w, x in zip(rest, seen, strict=True))))))


def precision(judged: Judged) -> float:
    hit = [flagged for flagged, value, _ in judged if value > 1 - SUPPORTED_FROM]
    return sum(hit) / len(hit) if hit else math.nan


def recall(judged: Judged) -> float:
    return _share([value > 1 - SUPPORTED_FROM for flagged, value, _ in judged if flagged])


def false_alarms(judged: Judged) -> float:
    return _share([value > 1 - SUPPORTED_FROM for flagged, value, _ in judged if not flagged])


def balanced_accuracy(judged: Judged) -> float:
    return (recall(judged) + 1 - false_alarms(judged)) / 2


def auroc(judged: Judged) -> float:
    """The chance that a flagged claim has the higher value than one that is not; ties count half."""
    flagged = sum(one for one, _, _ in judged)
    others, ranks, at = len(judged) - flagged, 0.0, 0
    ordered = sorted((value, one) for one, value, _ in judged)
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        ranks += (at + end + 1) / 2 * sum(one for _, one in ordered[at:end])
        at = end
    return (ranks - flagged * (flagged + 1) / 2) / (flagged * others) if flagged and others else math.nan


def interval(measure: Measure, judged: Judged, seed: int = 0) -> tuple[float, float]:
    """Between which values 95 of 100 samples lie that are drawn again from the set, whole groups at a time."""
    groups: dict[str, Judged] = defaultdict(list)
    for one in judged:
        groups[one[2]].append(one)
    names, chance = list(groups), random.Random(seed)
    drawn = ([one for name in chance.choices(names, k=len(names)) for one in groups[name]] for _ in range(SAMPLES))
    values = sorted(value for sample in drawn if not math.isnan(value := measure(sample)))
    return (values[int(0.025 * len(values))], values[int(0.975 * len(values))]) if values else (math.nan, math.nan)


def as_text(report: dict[str, Any]) -> str:
    """A report as lines."""
    means = "with embeddings" if report["embeddings"] else "words alone"
    lines = [
        f"{report['set']}: {report['claims']:,} claims, {report['flagged by people']:,} flagged by people",
        f"  number rule, {report['number rule']['flags']} flags",
        *(_line(name, found) for name, found in report["number rule"].items() if name != "flags"),
        f"  support, {means}, {report['scored by']}",
        *(_line(name, found) for name, found in report["support"].items()),
    ]
    if other := report.get("support, weights of the other set"):
        lines += ["  support, weights and threshold of the other set alone", *(_line(*one) for one in other.items())]
    return "\n".join(lines)


def _line(name: str, found: dict[str, Any]) -> str:
    published = f"   published: {found['published']}" if "published" in found else ""
    return f"    {name:18} {found['value']:.3f}  ({found['from']:.3f} to {found['to']:.3f}){published}"


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else math.nan


def _write_weights(sets: Sequence[Labelled], with_meaning: bool) -> None:
    """Fit on all of the sets, and write the module that the product reads."""
    name = "MEANING" if with_meaning else "WORDS"
    text = WEIGHTS.read_text(encoding="utf-8")
    found = ", ".join(f"{weight:.4g}" for weight in fitted_on(sets))
    WEIGHTS.write_text(re.sub(rf"^{name} = \(.*?\)$", f"{name} = ({found})", text, flags=re.M | re.S), encoding="utf-8")


if __name__ == "__main__":
    main()
