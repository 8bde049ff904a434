import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gen.ledger import Ledger
from review.desk import Desk
from tests.review.tray import add_drafts, desk_of, make_workspace

QUESTIONS = ("What does the valve do?", "How does the heart beat?", "Why is blood red?")


@pytest.fixture(scope="session")
def fresh_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of it is opened fifty times faster than one is made."""
    root = tmp_path_factory.mktemp("fresh")
    Ledger.open("sqlite:///ledger.sqlite", root=root).close()
    return root / "ledger.sqlite"


@pytest.fixture
def empty(tmp_path: Path, fresh_ledger: Path) -> Path:
    """A workspace without drafts."""
    root = make_workspace(tmp_path / "desk")
    shutil.copy(fresh_ledger, root)
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
