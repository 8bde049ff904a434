"""What the bench of factual flags computes."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from bench.factuality import auroc, balanced_accuracy, interval
from bench.labelled import fold, kqa, wice
from bench.logistic import fit

ROOT = Path(__file__).parents[2]


def test_auroc_counts_pairs_and_ties_by_half() -> None:
    judged = [(True, 0.9, "a"), (True, 0.4, "b"), (False, 0.4, "c"), (False, 0.1, "d")]
    assert auroc(judged) == 3.5 / 4
    assert balanced_accuracy(judged) == 0.75
    assert math.isnan(auroc(judged[:2]))


def test_an_interval_holds_the_value_and_draws_groups_whole() -> None:
    judged = [(number % 2 == 0, number / 100, str(number)) for number in range(100)]
    low, high = interval(auroc, judged)
    assert low < auroc(judged) < high
    one = [(flagged, value, "one") for flagged, value, _ in judged]
    assert interval(auroc, one) == (auroc(one), auroc(one))


def test_a_fit_finds_the_weights_that_made_the_labels() -> None:
    rows = [(x / 10, y / 10) for x in range(-10, 11) for y in range(-10, 11)]
    bias, first, second = fit(rows, [2 * x - y > 0.5 for x, y in rows], [1.0] * len(rows))
    assert first / second == pytest.approx(-2, rel=0.1)
    assert bias / second == pytest.approx(0.5, abs=0.1)


def test_sets_of_the_published_forms_are_read(tmp_path: Path) -> None:
    one = {
        "claim": "It is 5.",
        "evidence": ["It is 6.", "So."],
        "label": "partially_supported",
        "meta": {"claim_title": "T"},
    }
    (tmp_path / "w.jsonl").write_text(json.dumps(one) + "\n\n", encoding="utf-8")
    (tmp_path / "k.csv").write_text('Question,answer,claim,majority_label\nQ?,"It is, 5.",It is 5.,Entailment\n')
    (first,), (second,) = wice(tmp_path / "w.jsonl"), kqa(tmp_path / "k.csv")
    assert (first.passages, first.flagged, first.group) == (("It is 6.", "So."), True, "T")
    assert (second.passages, second.flagged, second.topic) == (("It is, 5.",), False, "Q?")
    assert 0 <= fold(first, 10) < 10


def test_the_bench_prints_its_figures(tmp_path: Path) -> None:
    lines = [
        "Question,answer,claim,majority_label",
        "Q?,It is 5 mg.,It is 5 mg.,Entailment",
        "R?,It is 5 mg.,It is 6 mg.,Neutral",
    ]
    (tmp_path / "k.csv").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "bench.factuality", "--words", "--json", "--kqa", str(tmp_path / "k.csv")]
    said = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)["kqa"]
    assert said["number rule"]["precision"]["value"] == said["number rule"]["recall"]["value"] == 1.0
    assert said["support"]["AUROC"]["value"] == 1.0
    assert said["scored by"] == "the shipped weights"
