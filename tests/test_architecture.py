"""docs/architecture.md shows the rooms as they are: every package, in the order in which they stand on each other."""

import importlib
import re
from pathlib import Path

import pytest

from tests.test_imports import FILES, IMPORTS

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = ("gen", "evals", "review")


def rows(room: str) -> list[str]:
    """What the first column of a room's table names, from top to bottom."""
    table = TEXT.partition(f"## Inside `{room}`")[2].partition("\n## ")[0]
    cells = re.findall(r"(?m)^\| (`.*?) \|", table)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def packages(room: str) -> set[str]:
    return {f"{folder.parent.relative_to(ROOT / room)}/" for folder in (ROOT / room).glob("*/**/__init__.py")}


@pytest.mark.parametrize("room", ROOMS)
def test_every_package_is_named_and_nothing_that_is_gone(room: str) -> None:
    named = rows(room)
    assert len(named) == len(set(named))
    assert packages(room) - set(named) == set()
    assert [name for name in named if not (ROOT / room / name).exists()] == []


@pytest.mark.parametrize("room", ROOMS)
def test_each_package_stands_on_those_above_it(room: str) -> None:
    order = [name.rstrip("/") for name in rows(room) if name.endswith("/") and name.count("/") == 1]
    upward = {
        f"{found.module} imports {found.target}"
        for found in IMPORTS
        for above in [part(found.module, room)]
        for below in [part(found.target, room)]
        if above in order and below in order and order.index(above) < order.index(below)
    }
    assert upward == set()


def part(module: str, room: str) -> str:
    """`ledger` of `gen.ledger.calls`; of other rooms nothing."""
    top, _, rest = module.partition(".")
    return rest.partition(".")[0] if top == room else ""


def test_what_the_ways_name_is_there() -> None:
    ways = TEXT.partition("## One question's way")[2]
    names = set(re.findall(r"`((?:gen|evals|review)(?:\.\w+)+)`", ways))
    assert len(names) > 10
    for name in names:
        module, _, attribute = name.rpartition(".")
        assert name in FILES or hasattr(importlib.import_module(module), attribute), name
    folders = set(re.findall(r"`(\w+)/`", ways))
    assert folders >= {"questions", "prompting"}
    assert [name for name in folders if not any((ROOT / room / name).is_dir() for room in ("gen", "."))] == []
