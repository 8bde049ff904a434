"""Hostile answers, questions, people and views on all pages: they are shown, and do nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evals.pipeline.renderer import Renderer
from gen.ledger import Ledger, edits
from review.reviewer import Reviewer
from review.web import article
from tests.browser import OpenPage
from tests.review.tray import add_drafts
from tests.review.web.conftest import Visitor, serving
from tests.review.web.hostile import ANSWERS, BIDI, BREAKOUT, intruders

if TYPE_CHECKING:
    from playwright.sync_api import Dialog

expect = pytest.importorskip("playwright.sync_api").expect
EVE = Reviewer(f"Eve {BREAKOUT}", BREAKOUT)
QUESTION = f"What is <script>alert(1)</script> & </title> {BIDI}?"
TOGETHER = ("links", "script", "bidi", "code", "table")  # one page in a browser, where each takes its time


@pytest.fixture
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte that the pipeline cannot do in time is given up sooner than people would."""
    monkeypatch.setattr(article, "RENDERER", Renderer(seconds=0.7))


@contextmanager
def eves(root: Path, answers: Mapping[str, str]) -> Iterator[tuple[Visitor, list[int]]]:
    """Eve, who has said hostile words wherever words can be said, and the numbers of her drafts."""
    numbers = [n for name, answer in answers.items() for n in add_drafts(root, f"{name} {QUESTION}", answer=answer)]
    with Ledger.open("sqlite:///ledger.sqlite", root=root) as ledger, ledger.transaction() as connection:
        edits.keep(connection, numbers[0], EVE.name, BREAKOUT, "x")
    with serving(root, alone=EVE) as port:
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


@pytest.mark.usefixtures("impatience")
def test_nothing_of_theirs_is_markup_on_any_page(empty: Path) -> None:
    with eves(empty, ANSWERS) as (visitor, numbers):
        for path in paths(numbers):
            answer = visitor.ask(path)
            assert answer.status == 200, (path, answer.text[:300])
            assert intruders(answer.text) == [], path
        for path in ("/?text=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/?state=%3Cscript%3E", "/%3Cscript%3E"):
            assert intruders(visitor.ask(path).text) == [], path


@pytest.mark.usefixtures("impatience")
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


def test_no_alert_in_a_browser(empty: Path, open_page: OpenPage) -> None:
    """What the console says of a violated policy fails the test by itself, and so does a request for elsewhere."""
    few = {"together": "\n\n".join(ANSWERS[name] for name in TOGETHER), "maths": ANSWERS["maths"]}
    with eves(empty, {"first": BREAKOUT, "rejected": BREAKOUT, **few, "deep": ANSWERS["deep"]}) as (visitor, numbers):
        page = open_page(visitor.url)
        alerts: list[str] = []

        def trap(dialog: "Dialog") -> None:
            alerts.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", trap)
        page.evaluate("alert('is the trap set?')")
        links: list[str] = []
        for path in ("/?state=all", "/numbers", *(f"/drafts/{number}" for number in numbers[1:])):
            page.goto(visitor.url + path)
            page.evaluate("document.querySelectorAll('[role=tab]').forEach((tab) => tab.click())")
            expect(page.locator("body")).not_to_contain_text("Loading…")
            links += page.locator("#view-page a").evaluate_all("all => all.map((each) => each.href)")
        assert links, "no link of hers is shown"
        assert [each for each in links if not each.startswith(("http", "mailto:"))] == []
        for number in numbers[2:]:
            page.goto(f"{visitor.url}/drafts/{number}/edit")
            expect(page.locator("#score")).not_to_have_text("…")
        page.goto("about:blank")
        assert alerts == ["is the trap set?"]
