"""A ledger that nobody has used, as a file: a copy of it is there fifty times faster than one is made."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from gen.ledger import Ledger

URL = "sqlite:///ledger.sqlite"


def put_ledger(root: Path) -> None:
    """Make it `ledger.sqlite` of a workspace."""
    (root / "ledger.sqlite").write_bytes(_fresh())


@cache
def _fresh() -> bytes:
    with TemporaryDirectory() as folder:
        Ledger.open(URL, root=Path(folder)).close()
        return (Path(folder) / "ledger.sqlite").read_bytes()
