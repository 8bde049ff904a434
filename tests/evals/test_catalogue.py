"""The catalogue, and the document that is written from it."""

import re
from pathlib import Path

import pytest

from evals.catalogue import ALL, CATALOGUE, EVERY, FRAME_CHECKS, TREE_CATALOGUE, as_markdown
from evals.check import Check, Described, FrameCheck, TreeCheck

DOCUMENT = Path(__file__).parents[2] / "docs" / "checks.md"


def subclasses(base: type[Described]) -> set[type[Described]]:
    return {one for one in base.__subclasses__() if one.__module__.startswith("evals.checks.")}


def test_every_check_is_registered_once() -> None:
    assert set(CATALOGUE.values()) == subclasses(Check)
    assert set(TREE_CATALOGUE.values()) == subclasses(TreeCheck)
    assert set(FRAME_CHECKS.values()) == subclasses(FrameCheck)
    assert len(ALL) == len(CATALOGUE) + len(TREE_CATALOGUE)
    assert not ALL.keys() & FRAME_CHECKS.keys()


@pytest.mark.parametrize("check", EVERY.values(), ids=EVERY)
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
