"""What is told of a draft's tries, and why one of them was kept."""

from collections.abc import Mapping
from typing import Any

import pytest

from review.tried import because, tries_of

OPENER = {"check": "machine-voice", "message": "it speaks of itself"}
LOST = {"kept": False, "error": "the answer was cut off"}


def a_try(score: float, *failing: Mapping[str, str], kept: bool = False) -> dict[str, Any]:
    return {"why": "candidate", "kept": kept, "score": score, "failing": list(failing), "calls": []}


@pytest.mark.parametrize(
    ("tries", "reason"),
    [
        ([], ""),
        ([a_try(0.5), LOST], ""),
        ([LOST, a_try(0.5, kept=True)], "nothing came of the others"),
        ([a_try(0.9, OPENER), a_try(0.5, kept=True)], "it alone passes the gate"),
        ([a_try(0.9, OPENER), LOST, a_try(0.5, kept=True)], "no other that came passes the gate"),
        ([a_try(0.4), a_try(0.5, kept=True)], "its score is the best"),
        ([a_try(0.9, OPENER), a_try(0.4), a_try(0.5, kept=True)], "its score is the best of those that pass the gate"),
        ([a_try(0.5, kept=True), a_try(0.5)], "of the best it is the first"),
        ([a_try(0.4, OPENER), a_try(0.5, OPENER, kept=True)], "none passes the gate, and its score is the best"),
        (
            [a_try(0.5, OPENER, OPENER), a_try(0.5, OPENER, kept=True)],
            "none passes the gate, and of the best scores it has the fewest findings at the gate",
        ),
    ],
)
def test_why_one_was_kept(tries: list[dict[str, Any]], reason: str) -> None:
    assert because(tries_of({"tries": tries}, [])) == reason


def test_a_receipt_without_tries() -> None:
    assert tries_of(None, []) == tries_of({"model": "small"}, []) == ()
