from pathlib import Path

import pytest

from tests.gen.desk import SETTINGS, TestDesk, make_desk


@pytest.fixture
def batch_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> TestDesk:
    """A workspace whose batches are looked at all the time."""
    return make_desk(tmp_path, capsys, f"{SETTINGS}batch: {{poll: 0.01}}\n")
