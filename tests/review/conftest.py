from collections.abc import Iterator
from pathlib import Path

import pytest

from review.desk import Desk
from tests.fresh import put_ledger
from tests.review.tray import add_drafts, desk_of, make_workspace

QUESTIONS = ("What does the valve do?", "How does the heart beat?", "Why is blood red?")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A workspace without drafts."""
    root = make_workspace(tmp_path / "desk")
    put_ledger(root)
    return root


@pytest.fixture
def root(empty: Path) -> Path:
    """A workspace where drafts 1 to 3 wait."""
    assert add_drafts(empty, *QUESTIONS) == [1, 2, 3]
    return empty


@pytest.fixture
def desk(root: Path) -> Iterator[Desk]:
    with desk_of(root) as opened:
        yield opened
