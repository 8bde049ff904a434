"""Gives verdicts until it is killed, and says each one that was answered. Not a test: `test_crash.py` kills it."""

import random
import sys
from pathlib import Path

from gen.errors import VerdictError
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
            sys.stdout.write(f"{given.verdict.id} {given.verdict.kind} {number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
