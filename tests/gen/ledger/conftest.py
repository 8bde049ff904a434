import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gen.ledger import Ledger, RunStart

URL = "sqlite:///ledger.sqlite"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh ledger's file. A copy of it is opened fifty times faster than one is made."""
    root = tmp_path_factory.mktemp("fresh")
    Ledger.open(URL, root=root).close()
    return root / "ledger.sqlite"


@pytest.fixture
def ledger(tmp_path: Path, fresh: Path) -> Iterator[Ledger]:
    shutil.copy(fresh, tmp_path)
    with Ledger.open(URL, root=tmp_path) as opened:
        yield opened


@pytest.fixture
def run_id(ledger: Ledger) -> int:
    return ledger.start_run(RunStart("list.csv"))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ledger, int]]:
    """A ledger for property tests: one for all examples, and a run in it."""
    with Ledger.open(URL, root=tmp_path_factory.mktemp("shared")) as opened:
        yield opened, opened.start_run(RunStart("list.csv"))
