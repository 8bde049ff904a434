"""Verdicts in a real browser: keys, dialogs, toasts, a lost connection."""

import json
from typing import TYPE_CHECKING

import pytest

from gen.ledger import State
from tests.review.tray import ANSWER, add_drafts
from tests.review.web.conftest import Office

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

expect = pytest.importorskip("playwright.sync_api").expect
TOAST = "#toasts .toast"


def at(page: "Page", draft_id: int) -> None:
    """Wait until that draft is open."""
    page.wait_for_url(f"**/drafts/{draft_id}")
    expect(page.locator("#draft")).to_have_attribute("data-draft", str(draft_id))


def press(page: "Page", key: str) -> None:
    """Once the page's scripts listen."""
    ready(page)
    page.keyboard.press(key)


def ready(page: "Page") -> None:
    """Wait until its scripts listen."""
    page.wait_for_load_state("load")


def test_accept_goes_on_and_is_taken_back_by_a_key(office: Office) -> None:
    page = office.seat("/drafts/1")
    press(page, "a")
    at(page, 2)
    expect(page.locator(TOAST)).to_contain_text("Accepted")
    assert office.state(1) is State.ACCEPTED
    press(page, "u")
    at(page, 1)
    expect(page.locator(TOAST)).to_contain_text("Taken back")
    assert office.verdicts(1) == ["accept", "undo"]


def test_the_toast_takes_back_and_so_does_the_draft(office: Office) -> None:
    page = office.seat("/drafts/2")
    press(page, "a")
    at(page, 3)
    page.get_by_role("button", name="Undo").click()
    at(page, 2)
    press(page, "a")
    at(page, 3)
    page.goto("/drafts/2")
    press(page, "u")
    expect(page.locator(TOAST)).to_contain_text("Waits again")
    assert office.state(2) is State.WAITING


def test_reject_asks_for_a_reason(office: Office) -> None:
    page = office.seat("/drafts/1")
    press(page, "x")
    box = page.locator("dialog#reject")
    expect(box).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    assert office.verdicts(1) == []
    press(page, "x")
    box.get_by_role("button", name="Reject").click()
    expect(box).to_be_visible()
    box.get_by_text("incorrect", exact=True).click()
    box.get_by_label("Words to keep").fill("The dose.")
    box.get_by_role("button", name="Reject").click()
    at(page, 2)
    with office.ledger() as ledger:
        given = list(ledger.history(1))
    assert [(each.kind, each.reason, each.note) for each in given] == [("reject", "incorrect", "The dose.")]


def test_revise_needs_words_for_the_model(office: Office) -> None:
    page = office.seat("/drafts/1")
    press(page, "r")
    box = page.locator("dialog#revise")
    box.get_by_role("button", name="Send back").click()
    expect(box).to_be_visible()
    box.get_by_label("What the model is told").fill("Shorter, please.")
    box.get_by_role("button", name="Send back").click()
    at(page, 2)
    assert office.state(1) is State.REVISE


def test_keys_walk_the_queue_as_it_was_filtered(office: Office) -> None:
    add_drafts(office.root, "What is a cell?", "What is a gene?", subject="Biology")
    page = office.seat("/drafts/4?subject=Biology")
    press(page, "j")
    page.wait_for_url("**/drafts/5?subject=Biology")
    press(page, "k")
    page.wait_for_url("**/drafts/4?subject=Biology")
    press(page, "e")
    page.wait_for_url("**/drafts/4/edit?subject=Biology")
    page.goto("/drafts/5?subject=Biology")
    press(page, "j")
    page.wait_for_url("**/?subject=Biology")
    assert office.verdicts(4) == office.verdicts(5) == []


def test_find_and_help(office: Office) -> None:
    add_drafts(office.root, "What is wrong?", answer=f"{ANSWER} It is WRONG and DOUBTFUL.")
    page = office.seat("/drafts/4")
    names = page.locator(".finding").evaluate_all("all => all.map((each) => each.dataset.name)")
    for name in [*names, names[0]]:
        press(page, "f")
        expect(page.locator(".finding.chosen")).to_have_attribute("data-name", name)
        expect(page.locator("mark.chosen")).to_have_attribute("data-finding", name)
    press(page, "?")
    expect(page.locator("dialog#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#help")).to_be_hidden()
    press(page, "/")
    page.wait_for_url("**/")
    press(page, "/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("axe?")
    expect(page.locator("#search")).to_have_value("axe?")


def test_no_verdict_on_keys_that_are_pressed_by_the_way(office: Office) -> None:
    page = office.seat("/drafts/1")
    for key in ("Enter", "Backspace", "Control+a", "Alt+a", "Meta+x"):
        press(page, key)
        press(page, "f")
        assert page.url.endswith("/drafts/1"), key
        expect(page.locator("dialog[open]")).to_have_count(0)
        assert office.verdicts(1) == [], key


def test_keys_rest_while_a_button_has_the_focus(office: Office) -> None:
    page = office.seat("/drafts/1")
    for place in ('[data-action="skip"]', "#tab-source", "#open-help"):
        page.locator(place).focus()
        for key in ("x", "r", "a"):
            press(page, key)
        expect(page.locator("dialog[open]")).to_have_count(0)
        assert page.url.endswith("/drafts/1"), place
        assert office.verdicts(1) == [], place


def test_keys_rest_while_a_verdict_is_under_way(office: Office) -> None:
    page = office.seat("/drafts/1")
    held: list[Route] = []

    def hold(route: "Route") -> None:
        held.append(route)

    page.route("**/drafts/1/verdict", hold)
    with page.expect_request("**/drafts/1/verdict"):
        press(page, "a")
    for key in ("a", "x", "j"):
        press(page, key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert len(held) == 1
    held[0].continue_()
    at(page, 2)
    assert office.verdicts(1) == ["accept"]


def test_keys_can_be_changed_and_turned_off(office: Office) -> None:
    page = office.seat("/drafts/1")
    press(page, "?")
    box = page.locator("dialog#help")
    box.locator('input[name="accept"]').fill("y")
    box.get_by_role("button", name="Keep").click()
    press(page, "a")
    press(page, "y")
    at(page, 2)
    assert office.verdicts(1) == ["accept"]
    page.locator("#open-help").click()
    expect(box.locator('input[name="accept"]')).to_have_value("y")
    box.locator('input[name="off"]').check()
    box.get_by_role("button", name="Keep").click()
    page.locator("h1").click()
    for key in ("y", "x", "j"):
        press(page, key)
    assert page.url.endswith("/drafts/2")
    press(page, "?")
    expect(box).to_be_visible()
    assert office.verdicts(2) == []


def test_a_connection_lost_in_the_middle_of_accept(office: Office) -> None:
    """The server got the request, the browser no answer; it asks again by the same name."""
    office.expected = "ERR_FAILED"
    page = office.seat("/drafts/1")
    asked: list[str] = []
    told = False

    def lose(route: "Route") -> None:
        asked.append(json.loads(route.request.post_data or "{}")["request"])
        if len(asked) < 3 or not told:  # else the page could go on before a busy machine has looked at it
            answer = route.fetch()
            assert answer.ok
            assert office.state(1) is State.ACCEPTED
            route.abort()
        else:
            route.continue_()

    page.route("**/drafts/1/verdict", lose)
    press(page, "a")
    expect(page.locator(TOAST)).to_contain_text("cannot be reached")
    told = True
    at(page, 2)
    assert len(asked) >= 3
    assert len(set(asked)) == 1
    assert office.verdicts(1) == ["accept"]


def test_an_override_says_why(office: Office) -> None:
    office.expected = "409"
    add_drafts(office.root, "What is wrong?", answer=f"{ANSWER} It is WRONG.")
    page = office.seat("/drafts/4")
    press(page, "a")
    box = page.locator("dialog#override")
    expect(box).to_contain_text("it says WRONG")
    box.get_by_role("button", name="Accept all the same").click()
    expect(box).to_be_visible()
    box.get_by_label("Why").fill("It is a quotation.")
    box.get_by_role("button", name="Accept all the same").click()
    page.wait_for_url("**/drafts/1")
    with office.ledger() as ledger:
        assert [each.override for each in ledger.history(4)] == ["It is a quotation."]


def test_findings_are_settled_and_the_draft_accepted(office: Office) -> None:
    add_drafts(office.root, "What is wrong?", answer=f"{ANSWER} It is WRONG and DOUBTFUL.")
    page = office.seat("/drafts/4")
    expect(page.locator("#against")).to_contain_text("1 error that nobody settled")
    error = page.locator(".finding.error")
    error.get_by_role("button", name="Dismiss").click()
    box = page.locator("dialog#dismiss")
    box.locator('input[value="meant"]').check()
    box.get_by_role("button", name="Dismiss").click()
    expect(error).to_contain_text("Dismissed (meant) by Jane Doe")
    expect(page.locator("#against")).to_be_empty()
    ready(page)
    error.get_by_role("button", name="reopen").click()
    expect(page.locator("#against")).not_to_be_empty()
    ready(page)
    error.get_by_role("button", name="it is right").click()
    expect(error).to_contain_text("Confirmed by Jane Doe")
    press(page, "a")
    page.wait_for_url("**/drafts/1")
    assert office.verdicts(4) == ["accept"]
