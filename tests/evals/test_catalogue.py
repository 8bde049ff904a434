"""The catalogue, and the document that is written from it."""

import re
from pathlib import Path

import pytest

from evals.catalogue import ALL, CATALOGUE, FRAME_CHECKS, TREE_CATALOGUE, as_markdown, find_check
from evals.check import Check, Described, TreeCheck
from gen.errors import SettingsError

DOCUMENT = Path(__file__).parents[2] / "docs" / "checks.md"


def subclasses(base: type[Described]) -> set[type[Described]]:
    return {one for one in base.__subclasses__() if one.__module__.startswith("evals.checks.")}


def test_every_check_is_registered_once() -> None:
    assert set(CATALOGUE.values()) == subclasses(Check)
    assert set(TREE_CATALOGUE.values()) == subclasses(TreeCheck)
    assert len(ALL) == len(CATALOGUE) + len(TREE_CATALOGUE)
    assert not ALL.keys() & FRAME_CHECKS.keys()


@pytest.mark.parametrize("check", ALL.values(), ids=ALL)
def test_a_check_says_all_of_itself(check: type[Described]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", check.id)
    assert check.title()
    assert not check.title().endswith(".")
    assert check.rationale().endswith((".", "`"))
    assert all(text.strip() for text in (check.source, check.bad, check.good))
    for field in check.model_fields.values():
        assert field.description


def test_the_document_is_current() -> None:
    said = "docs/checks.md is not what the catalogue says; write it with `.venv/bin/python -m evals.catalogue`"
    assert DOCUMENT.read_text(encoding="utf-8") == as_markdown(), said


def test_the_close_name_is_offered() -> None:
    assert find_check("loop") is ALL["loop"]
    with pytest.raises(SettingsError, match="Did you mean `loop`"):
        find_check("lop")
