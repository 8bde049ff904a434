"""Gives verdicts, until it is killed or at once with somebody else, and says each one. `test_crash.py` starts it."""

import random
from multiprocessing.synchronize import Barrier
from pathlib import Path

from gen.errors import VerdictError
from review.reviewer import Reviewer
from review.verdicts import accept, reject, undo
from tests.review.tray import JANE, desk_of


def main(root: Path, seed: int) -> None:
    chance = random.Random(seed)
    with desk_of(root) as desk:
        while True:
            number = chance.randint(1, 3)
            try:
                if chance.random() < 0.5:
                    given = undo(desk, number, JANE)
                elif chance.random() < 0.5:
                    given = accept(desk, number, JANE)
                else:
                    given = reject(desk, number, JANE, "style")
            except VerdictError:
                continue
            print(given.verdict.id, given.verdict.kind, number, flush=True)


def race(root: Path, name: str, both: Barrier) -> None:
    """Give a verdict on each of three drafts at the same time as somebody else."""
    with desk_of(root) as desk:
        both.wait(60)
        for number in (1, 2, 3):
            try:
                accept(desk, number, Reviewer(name)) if name == "ann" else reject(desk, number, Reviewer(name), "style")
                print(number, name)
            except VerdictError as error:
                if "does not wait" not in error.message and "changed while" not in error.message:
                    raise
            except Exception as error:
                if "is not there" not in str(error):  # the other one has just moved it
                    raise
