import shutil
from pathlib import Path

import pytest

from gen.ledger import Ledger
from tests.gen.desk import SETTINGS, TestDesk, make_desk


@pytest.fixture(scope="session")
def fresh_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh ledger's file: a copy of it is there fifty times faster than one is made."""
    root = tmp_path_factory.mktemp("fresh")
    Ledger.open("sqlite:///ledger.sqlite", root=root).close()
    return root / "ledger.sqlite"


@pytest.fixture
def batch_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], fresh_ledger: Path) -> TestDesk:
    """A workspace whose batches are looked at all the time."""
    desk = make_desk(tmp_path, capsys, f"{SETTINGS}batch: {{poll: 0.01}}\n")
    shutil.copy(fresh_ledger, desk.root)
    for template in (desk.root / "prompts" / "answer").glob("*.j2"):
        if template.name not in (
            "general.md.j2",
            "medicine.md.j2",
            "_health.md.j2",
        ):  # checking them all takes longer than the tests
            template.unlink()
    return desk
