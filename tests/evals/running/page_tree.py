"""Folders of pages, and checks that misbehave."""

import dataclasses
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.check import Check, Hit, TreeCheck
from evals.finding import Severity
from evals.reading import Reading
from evals.rules import Rule
from evals.suite import Suite
from evals.tree import Tree
from gen.config import Settings
from gen.page.page import Page, Related, derived
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile
from tests.evals.cases import BASE

SITE = SiteProfile()


def page(number: int, question: str = "", **changes: Any) -> Page:
    """A page of its own id and question, without related articles."""
    asked = question or f"What is osmosis number {number}?"
    rest: dict[str, Any] = {**derived(asked, BASE.subject, SITE), **changes}
    return dataclasses.replace(BASE, **{"id": number, "question": asked, "related": (), **rest})


def link(to: Page) -> Related:
    return Related(to.id, to.question, to.subject, to.url)


def write(path: Path, what: Page) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump_page(what), encoding="utf-8", newline="\n")
    return path


def plain_suite(*rules: Rule) -> Suite:
    """The given checks, and no check of many pages."""
    return Suite(rules)


def full_suite() -> Suite:
    return Suite.from_settings(Settings())


class _ForTests:
    severity = Severity.NOTE
    source = bad = good = ""


class Deadly(_ForTests, Check):
    """A check that takes its process with it where the answer says so

    As a fault in native code would.
    """

    id = "deadly"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if "kill -9" in reading.answer:
            os.kill(os.getpid(), signal.SIGKILL)
        yield Hit("still alive", "")


class Chatty(_ForTests, Check):
    """A check that finds fifty things on each page

    To see where they go.
    """

    id = "chatty"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield from (Hit(f"thing number {number} of the page {reading.page.id}", "") for number in range(50))


class Slow(_ForTests, Check):
    """A check that takes a while

    So that there is a middle to interrupt.
    """

    id = "slow"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield Hit(str(sum(range(200_000))), "")


class CrashingTree(_ForTests, TreeCheck):
    """A check of many pages that crashes after its first hit

    For the test.
    """

    id = "crashing-tree"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        yield 0, Hit("before the crash", "id")
        raise ZeroDivisionError("of course")


class LostTree(_ForTests, TreeCheck):
    """A check of many pages that speaks of what is not there

    For the test.
    """

    id = "lost-tree"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        yield 0, Hit("the third of no related articles", "related", article=3, part="url")


DEADLY = Rule(Deadly(), Severity.NOTE)
CHATTY = Rule(Chatty(), Severity.NOTE)
