"""What nobody would write: checks that read it in time, and say nothing wrong of it."""

import dataclasses
import time

import pytest

from evals.checks import flattened, markup, maths, shown
from evals.reading import Reading
from tests.evals.cases import BASE

CHECKS = [check for kind in (shown, flattened, markup, maths) for check in kind.CHECKS]
PIECES = ["$ ", "$$\n", "|", "|a", "|---", "- ", "**a ", "1. x ", "2. x 1. ", ": - A - ", "• a • ", "`a ", "``` "]
PIECES += ["<a ", "[a](", "; a", "(a) b", "\\( ", "$1 ", "\\frac{", "a: - B ", "\n2. a\n"]


@pytest.mark.parametrize("piece", PIECES)
def test_checks_take_no_time_over_one_piece_again_and_again(piece: str) -> None:
    reading = Reading(dataclasses.replace(BASE, answer=piece * 4_000))
    assert reading.shown.problem == ""
    assert reading.prose
    start = time.process_time()
    for check in CHECKS:
        for hit in check()(reading):
            assert 0 <= hit.start <= hit.end <= len(reading.answer)
    assert time.process_time() - start < 2
