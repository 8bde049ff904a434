"""Flags in a real browser: the passage beside them, and keys alone to go through them."""

from typing import TYPE_CHECKING

import pytest

from gen.ledger import State
from tests.review.tray import ANSWER, add_drafts
from tests.review.web.conftest import Office

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api").expect
SAID = f"{ANSWER} It is INVENTED and DOUBTFUL. That is UNHEARD. So is this UNHEARD."


def press(page: "Page", key: str) -> None:
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def test_flags_are_settled_by_keys_alone(office: Office) -> None:
    add_drafts(office.root, "What is flagged?", answer=SAID)
    page = office.seat("/drafts/4")
    flag = page.locator("#facts .finding.warning")
    expect(flag.locator(".passage")).to_contain_text("who.md:12")
    expect(flag.locator(".passage")).to_contain_text("A dose of 4 g is the most.")
    expect(page.locator("#against")).to_contain_text("1 finding that nobody settled")
    press(page, "c")  # nothing is chosen
    press(page, "f")
    expect(flag).to_have_class("finding warning chosen")
    press(page, "d")
    box = page.locator("dialog#dismiss")
    box.locator('input[value="wrong"]').check()
    box.get_by_role("button", name="Dismiss").click()
    expect(flag).to_contain_text("Dismissed (wrong) by Jane Doe")
    chosen = page.locator(".finding.chosen")
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("no passage is about it")
    press(page, "c")
    expect(page.locator("#checklist summary")).to_contain_text("To confirm: 1 point")
    press(page, "c")
    expect(page.locator("#checklist summary")).to_contain_text("Looked at: 2")
    press(page, "a")
    page.wait_for_url("**/drafts/1")
    assert office.state(4) is State.ACCEPTED


def test_a_checklist_is_confirmed_at_once(office: Office) -> None:
    add_drafts(office.root, "What is flagged?", answer=SAID)
    page = office.seat("/drafts/4")
    page.locator("#checklist summary").click()
    page.get_by_role("button", name="I looked at all 2").click()
    expect(page.locator("#checklist summary")).to_contain_text("Looked at: 2")
    with office.ledger() as ledger, ledger.read() as connection:
        rows = connection.exec_driver_sql("SELECT how, who FROM settlements").all()
    assert [how for how, _ in rows] == ["confirm", "confirm"]
