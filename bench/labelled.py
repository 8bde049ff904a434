"""Sets of claims with labels, as `bench/factuality.py` reads them: WiCE (JSON Lines), K-QA and HealthVer (CSV)."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

# The files that the shipped weights were fitted on; of these, every claim is scored by weights that have not seen it.
FITTED = {
    "ae33170930d690cb96cd46f097ec5658daaf7fd6700d6d2bf97644e3a8dfb2f9": "WiCE, development set, oracle chunks",
    "98372a3feea2ac7b445357ec2ab2e6f6251ecd72ad03a102ea4e4cdf53956779": "K-QA, 399 statements against answers",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A claim with what it is held against.

    Attributes:
        claim, passages: as the set has them.
        flagged: whether people say that the passages do not say all of it.
        topic: the question that the passages answer, `""` where the set has none.
        group: what stands together in one fold: a page, a question.
    """

    claim: str
    passages: tuple[str, ...]
    flagged: bool
    topic: str
    group: str


def wice(path: Path) -> Iterator[Item]:
    """Flagged: what is not supported, or only in part."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            group = row.get("meta", {}).get("claim_title") or row["claim"]
            yield Item(row["claim"], tuple(row["evidence"]), row["label"] != "supported", "", group)


def kqa(path: Path) -> Iterator[Item]:
    """Flagged: what the majority does not call entailed."""
    for row in _rows(path):
        question = row.get("Question") or ""
        group = question or row["answer"]
        yield Item(row["claim"], (row["answer"],), row["majority_label"] != "Entailment", question, group)


def healthver(path: Path) -> Iterator[Item]:
    """Flagged: what is not supported."""
    for row in _rows(path):
        group = row.get("question") or row["claim"]
        yield Item(row["claim"], (row["evidence"],), row["label"] != "Supports", "", group)


READERS: dict[str, Callable[[Path], Iterator[Item]]] = {"wice": wice, "kqa": kqa, "healthver": healthver}


def was_fitted(path: Path) -> bool:
    """Whether the shipped weights were fitted on this file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() in FITTED


def fold(item: Item, folds: int) -> int:
    """The fold of an item, by its group: the same on every machine."""
    return int(hashlib.sha256(item.group.encode()).hexdigest()[:8], 16) % folds


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
