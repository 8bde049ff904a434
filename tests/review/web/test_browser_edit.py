"""Editing in a real browser: the checks beside the text, and words that are not lost."""

import re
from typing import TYPE_CHECKING

import pytest

from gen.ledger import State
from tests.review.tray import ANSWER, BOB, add_drafts, edit
from tests.review.web.conftest import Office, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api").expect
VALVE = "drafts/medicine/what-does-the-valve-do.md"
EDITOR, SCORE, KEPT, PREVIEW, TOAST = "#editor .cm-content", "#score", "#kept", "#preview", "#toasts .toast"


def write(page: "Page", words: str) -> None:
    """Put words before the answer."""
    expect(page.locator(SCORE)).not_to_have_text("…")
    page.locator(EDITOR).click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(words)


def test_the_score_changes_as_one_types_and_saving_keeps_it(office: Office) -> None:
    page = office.seat("/drafts/1/edit")
    write(page, "It is WRONG. ")
    expect(page.locator(SCORE)).to_have_text("0.50")
    expect(page.locator("#found .finding.error")).to_contain_text("it says WRONG")
    expect(page.locator("#editor .found-error")).to_have_text("WRONG")
    expect(page.locator(f"{PREVIEW} mark.error")).to_have_text("WRONG")
    page.locator(EDITOR).press("Control+Home")
    for _ in range(6):
        page.keyboard.press("Control+Delete")
    expect(page.locator(SCORE)).to_have_text("1.00")
    write(page, "It is DOUBTFUL: ")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/drafts/1")
    expect(page.locator(TOAST)).to_contain_text("Saved")
    expect(page.locator(".finding.warning")).to_contain_text("it says DOUBTFUL")
    assert "It is DOUBTFUL: " in (office.root / VALVE).read_text(encoding="utf-8")
    assert office.state(1) is State.WAITING


def test_a_finding_leads_to_its_words(office: Office) -> None:
    add_drafts(office.root, "What is wrong?", answer=f"{ANSWER} It is WRONG.")
    page = office.seat("/drafts/4/edit")
    page.locator("#found button").click()
    page.keyboard.type("right")
    expect(page.locator("#number")).to_have_text("0 findings")
    expect(page.locator(PREVIEW)).to_contain_text("It is right.")


def test_unsaved_words_survive_a_reload(office: Office) -> None:
    page = office.seat("/drafts/1/edit")
    write(page, "Kept words. ")
    expect(page.locator(KEPT)).to_have_text("Kept, not saved")
    page.reload()
    expect(page.locator(EDITOR)).to_contain_text("Kept words.")
    expect(page.locator(".notice")).to_contain_text("did not save")
    assert "Kept words." not in (office.root / VALVE).read_text(encoding="utf-8")
    page.get_by_role("button", name="Throw away").click()
    page.wait_for_url("**/drafts/1")
    page.goto("/drafts/1/edit")
    expect(page.locator(EDITOR)).to_contain_text("It opens")
    expect(page.locator(EDITOR)).not_to_contain_text("Kept words.")


def test_words_survive_a_tab_that_is_closed_at_once(office: Office) -> None:
    page = office.seat("/drafts/1/edit")
    write(page, "Last words. ")
    page.close(run_before_unload=True)
    office.wait_for(lambda: "Last words." in office.kept(1))
    page = page.context.new_page()
    page.goto("/drafts/1")
    expect(page.locator('[data-action="edit"]')).to_contain_text("unsaved words")
    page.goto("/drafts/1/edit")
    expect(page.locator(EDITOR)).to_contain_text("Last words.")


def test_words_survive_a_server_that_is_started_anew(office: Office) -> None:
    office.expected = "ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET"
    with serving(office.root) as port:
        page = office.seat("/drafts/1/edit", url=f"http://127.0.0.1:{port}")
        write(page, "Before. ")
        expect(page.locator(KEPT)).to_have_text("Kept, not saved")
    page.locator(EDITOR).press("Control+Home")
    page.keyboard.type("Meanwhile. ")
    expect(page.locator(KEPT)).to_contain_text("cannot be reached")
    with serving(office.root, port=port):
        page.keyboard.type("After. ")
        expect(page.locator(KEPT)).to_have_text("Kept, not saved")
        page.reload()
        expect(page.locator(EDITOR)).to_contain_text("Meanwhile. After. Before. It opens")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/drafts/1")
        page.goto("about:blank")
    assert "Meanwhile. After. Before. It opens" in (office.root / VALVE).read_text(encoding="utf-8")


def test_a_save_over_somebody_elses_words_is_refused(office: Office) -> None:
    office.expected = "409"
    jane, bob = office.seat("/drafts/1/edit"), office.seat("/drafts/1/edit", BOB)
    write(jane, "Jane's. ")
    write(bob, "Bob's. ")
    expect(jane.locator(KEPT)).to_have_text("Kept, not saved")
    bob.get_by_role("button", name="Save").click()
    bob.wait_for_url("**/drafts/1")
    jane.get_by_role("button", name="Save").click()
    box = jane.locator("dialog#changed")
    expect(box).to_contain_text("changed since")
    expect(box.locator("del")).to_have_text(["Jane"])
    expect(box.locator("ins")).to_have_text(["Bob"])
    box.get_by_role("button", name="Close").click()
    jane.reload()
    expect(jane.locator(".notice")).to_contain_text("changed by somebody since")
    expect(jane.locator(EDITOR)).to_contain_text("Jane's.")
    assert "Jane's." not in (office.root / VALVE).read_text(encoding="utf-8")


def test_a_page_that_was_edited_on_disk_is_not_saved_over(office: Office) -> None:
    office.expected = "409"
    page = office.seat("/drafts/1/edit")
    write(page, "Mine. ")
    edit(office.root / VALVE, "It opens", "It never opens")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("dialog#changed")).to_contain_text("changed since")
    assert "It never opens" in (office.root / VALVE).read_text(encoding="utf-8")


def test_keys_rest_inside_the_editor(office: Office) -> None:
    """Neither the review's keys nor a dialog come up while one writes; Tab leads out, as the editor says."""
    page = office.seat("/drafts/1/edit")
    write(page, "axrjkefu/? ")
    expect(page.locator(EDITOR)).to_contain_text("axrjkefu/? It opens")
    for field in ("#description", "#keywords"):
        page.locator(field).press("End")
        page.keyboard.type("ax?")
        expect(page.locator(field)).to_have_value(re.compile(r"ax\?$"))
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith("/drafts/1/edit")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("dialog#help")).to_be_visible()
    assert office.verdicts(1) == []


def test_words_on_their_way_do_not_come_back_after_a_save(office: Office) -> None:
    """A keep that is held up arrives when the page was saved already."""
    page = office.seat("/drafts/1/edit")
    page.route("**/drafts/1/keep", lambda _: None)  # never answered, and never passed on
    with page.expect_request("**/drafts/1/keep") as asked:
        write(page, "Saved. ")
    kept = asked.value.post_data or ""
    page.locator("#save").click()
    page.wait_for_url("**/drafts/1")
    expect(page.locator(TOAST)).to_contain_text("Saved")
    token = page.locator("html").get_attribute("data-csrf") or ""
    late = page.request.post("/drafts/1/keep", data=kept, headers={"x-csrf-token": token})
    assert late.json() == {"overtaken": True}
    assert office.kept(1) == ""
