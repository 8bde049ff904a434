"""Hostile answers, questions, people and views on all pages: they are shown, and do nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gen.ledger import Ledger, edits
from review.reviewer import Reviewer
from tests.review.tray import add_drafts
from tests.review.web.conftest import Visitor, serving
from tests.review.web.hostile import ANSWERS, BIDI, BREAKOUT, intruders

EVE = Reviewer(f"Eve {BREAKOUT}", BREAKOUT)
QUESTION = f"What is <script>alert(1)</script> & </title> {BIDI}?"


@pytest.fixture
def eve(empty: Path) -> Iterator[tuple[Visitor, list[int]]]:
    numbers = [
        number for name, answer in ANSWERS.items() for number in add_drafts(empty, f"{name} {QUESTION}", answer=answer)
    ]
    with Ledger.open("sqlite:///ledger.sqlite", root=empty) as ledger, ledger.transaction() as connection:
        edits.keep(connection, numbers[0], EVE.name, BREAKOUT, "x")
    with serving(empty, alone=EVE) as port:
        visitor = Visitor(port)
        visitor.ask("/")
        saved = visitor.ask("/views", {"name": BREAKOUT[:60], "query": {"text": BREAKOUT}})
        assert saved.status == 200, saved.text
        visitor.ask(f"/drafts/{numbers[1]}/verdict", {"kind": "reject", "reason": "style", "note": BREAKOUT})
        visitor.ask(f"/drafts/{numbers[0]}/lease", {"tab": BREAKOUT})
        yield visitor, numbers


def paths(numbers: list[int]) -> list[str]:
    each = [f"/drafts/{number}{more}" for number in numbers for more in ("", "/edit", "/changes")]
    each.remove(f"/drafts/{numbers[1]}/edit")  # it is rejected
    return ["/", "/?state=rejected", "/numbers", *each]


def test_nothing_of_theirs_is_markup_on_any_page(eve: tuple[Visitor, list[int]]) -> None:
    visitor, numbers = eve
    for path in paths(numbers):
        answer = visitor.ask(path)
        assert answer.status == 200, (path, answer.text[:300])
        assert intruders(answer.text) == [], path
    for path in ("/?text=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/?state=%3Cscript%3E", "/%3Cscript%3E"):
        assert intruders(visitor.ask(path).text) == [], path


def test_the_preview_of_an_edit_is_as_safe(visitor: Visitor) -> None:
    for name, answer in ANSWERS.items():
        said = visitor.ask("/drafts/1/check", {"answer": answer})
        assert said.status == 200, name
        assert intruders(said.json.get("html") or "") == [], name


def test_intruders_are_seen() -> None:
    assert intruders('<a href=" java\nscript:x">')
    assert intruders("<p OnClick=x>")
    assert intruders("<script>1</script>")
    assert intruders('<p title="<script>"><a href="/x">') == []
