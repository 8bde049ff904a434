"""A workspace for tests, and the front door called as a user calls it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

import answerdesk
from gen import Page, load_page
from tests.fresh import put_ledger

SETTINGS = """\
model: test-model
models:
  test-model: {price: {input: 1, output: 2}}
run:
  concurrency: 4
  retry: {attempts: 3, first_wait: 0, longest_wait: 0}
"""
ASKED_WITH = {"general.md.j2", "medicine.md.j2", "_health.md.j2", "small.md.j2"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class TestDesk:
    """A workspace in a folder of the test's own."""

    __test__ = False

    root: Path
    capture: pytest.CaptureFixture[str]
    ledger: str = ""  # its URL, where it is no file

    def run(self, *argv: str) -> Said:
        """`answerdesk -C ROOT ARGV`."""
        self.capture.readouterr()
        try:
            status = answerdesk.main(["-C", str(self.root), *argv])
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        out, err = self.capture.readouterr()
        return Said(status, out, err)

    def write(self, name: str, text: str) -> Path:
        """A file of the workspace."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def items(self, numbers: Sequence[int], subject: str = "Medicine") -> str:
        """A list that asks about these items; its file name."""
        rows = "".join(f"What does the valve of item {n:04d} do?,{subject}\n" for n in numbers)
        return self.write("items.csv", f"question,subject\n{rows}").name

    def drafts(self) -> dict[str, Page]:
        """The tray: path below it, and page."""
        tray = self.root / "drafts"
        paths = sorted(path for path in tray.rglob("[!.]*") if path.is_file())  # no reader looks at a dot file
        return {path.relative_to(tray).as_posix(): load_page(path.read_text(encoding="utf-8")) for path in paths}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Straight from the ledger's database."""
        engine = create_engine(self.ledger or f"sqlite:///{self.root}/ledger.sqlite")
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.exec_driver_sql(query)]
        finally:
            engine.dispose()


def make_desk(root: Path, capture: pytest.CaptureFixture[str], settings: str = SETTINGS) -> TestDesk:
    """A new workspace with these settings, a ledger, and of the shipped templates for answers those in `ASKED_WITH`.

    Each command checks all templates that there are, which takes longer than many a test.
    """
    desk = TestDesk(root / "desk", capture)
    assert answerdesk.main(["init", str(desk.root)]) == 0
    for template in (desk.root / "prompts" / "answer").iterdir():
        if template.name not in ASKED_WITH:
            template.unlink()
    desk.write("answerdesk.yaml", settings)
    put_ledger(desk.root)
    return desk
