"""Several people, many drafts at once, and the page for everybody: phone, keyboard, dark, screen readers."""

from typing import TYPE_CHECKING, Any

import pytest

from gen.ledger import State
from tests.review.tray import ANSWER, BOB, add_drafts, add_tries, edit
from tests.review.web.conftest import Office

if TYPE_CHECKING:
    from playwright.sync_api import Page

expect = pytest.importorskip("playwright.sync_api").expect
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
VALVE = "drafts/medicine/what-does-the-valve-do.md"
WRONG = f"{ANSWER}\n\n| a | b |\n|---|---|\n| $x^2$ | `code` |\n\n- one\n- two\n\nIt is WRONG and DOUBTFUL."
TOAST = "#toasts .toast"
PAGES = {
    "queue": "/",
    "everything": "/?state=all",
    "nothing": "/?text=nobody+asked",
    "draft": "/drafts/4",
    "judged": "/drafts/2",
    "edit": "/drafts/4/edit",
    "numbers": "/numbers",
    "refusal": "/drafts/99",
}


def test_two_people_on_one_draft(office: Office) -> None:
    office.expected = "409"
    jane = office.seat("/drafts/1")
    expect(jane.locator("#held")).to_be_hidden()
    _until_held(jane)
    bob = office.seat("/drafts/1", BOB)
    expect(bob.locator("#held")).to_contain_text("Jane Doe <jane@example.org> reads this draft now")
    edit(office.root / VALVE, "It opens", "It never opens")
    bob.get_by_role("button", name="Accept").click()
    box = bob.locator("dialog#changed")
    expect(box).to_contain_text("changed since you read it")
    expect(box.locator("ins")).to_have_text(["never "])
    bob.keyboard.press("a")
    assert office.verdicts(1) == []
    box.get_by_role("button", name="Load it as it stands").click()
    expect(bob.locator("#view-page")).to_contain_text("It never opens")
    bob.get_by_role("button", name="Accept").click()
    bob.wait_for_url("**/drafts/2")
    jane.get_by_role("button", name="Accept").click()
    expect(jane.locator(TOAST)).to_be_visible()
    assert office.verdicts(1) == ["accept"]
    with office.ledger() as ledger:
        assert [each.who for each in ledger.history(1)] == ["bob"]


def test_the_queue_says_who_reads_what_until_they_leave(office: Office) -> None:
    jane = office.seat("/drafts/1")
    _until_held(jane)
    bob = office.seat("/", BOB)
    held = bob.locator("tr", has_text="What does the valve do?").locator(".held")
    expect(held).to_contain_text("Jane Doe")
    jane.goto("/numbers")
    office.wait_for(lambda: not office.held())
    bob.reload()
    expect(held).to_have_count(0)


def test_many_at_once_with_those_that_cannot_be_and_one_undo(office: Office) -> None:
    add_drafts(office.root, "What is wrong?", answer=WRONG)
    page = office.seat("/")
    page.get_by_label("Choose all on this page").check()
    page.get_by_role("button", name="Accept those that qualify").click()
    box = page.locator("dialog#refused")
    expect(box.locator("h2")).to_have_text("1 not done")
    expect(box.locator("li")).to_contain_text("error that nobody settled")
    box.get_by_role("button", name="Close").click()
    expect(page.locator(TOAST)).to_contain_text("3 accepted")
    expect(page.locator("h1")).to_have_text("1 draft waiting")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_have_text("4 drafts waiting")
    assert [office.verdicts(number) for number in (1, 2, 3, 4)] == [["accept", "undo"]] * 3 + [[]]


def test_a_row_of_drafts_is_rejected_with_one_reason(office: Office) -> None:
    page = office.seat("/")
    boxes = page.locator('input[name="id"]')
    boxes.nth(0).check()
    boxes.nth(1).click(modifiers=["Shift"])
    expect(page.locator("#chosen")).to_have_text("2 chosen")
    page.get_by_role("button", name="Reject…").click()
    box = page.locator("dialog#reject-many")
    box.get_by_label("Reason").select_option("style")
    box.get_by_role("button", name="Reject").click()
    expect(page.locator(TOAST)).to_contain_text("2 rejected")
    page.wait_for_load_state("load")
    page.keyboard.press("u")
    expect(page.locator(TOAST)).to_contain_text("Taken back")
    assert office.state(1) is State.WAITING


def test_a_view_is_saved_and_forgotten(office: Office) -> None:
    add_drafts(office.root, "What is a cell?", subject="Biology")
    page = office.seat("/?subject=Biology")
    page.get_by_role("button", name="Save this view").click()
    page.keyboard.type("Cells")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Cells").click()
    page.wait_for_url("**/?subject=Biology")
    page.get_by_role("button", name="Forget the view Cells").click()
    expect(page.get_by_role("link", name="Cells")).to_have_count(0)


def test_axe_finds_nothing(office: Office) -> None:
    """In the light all that it knows; in the dark colours, since nothing else is another there."""
    office.expected = "404"
    page = _full(office)
    found = []
    for name, path in PAGES.items():
        page.goto(path)
        if name == "edit":
            expect(page.locator("#found .finding")).not_to_have_count(0)
        page.wait_for_load_state("load")
        found += [(name, *trouble) for trouble in _troubles(page)]
    page.goto("/drafts/4")
    for tab in ("source", "result", "related", "history", "changes", "receipt"):
        page.locator(f"#tab-{tab}").click()
        if tab == "receipt":
            page.get_by_text("2 tries; one was kept").click()
            page.get_by_text("Try 1: the first").click()
            expect(page.get_by_text("it says <i>so</i>")).to_be_visible()
        expect(page.locator(f"#view-{tab}")).not_to_contain_text("Loading")
        found += [(tab, *trouble) for trouble in _troubles(page, f"#view-{tab}")]
    page.locator("h1").click()
    for key in ("?", "x", "r"):
        page.keyboard.press(key)
        found += [(f"dialog {key}", *trouble) for trouble in _troubles(page, "dialog[open]")]
        page.keyboard.press("Escape")
    assert found == []


def test_a_phone_never_scrolls_sideways_and_shows_rows_at_once(office: Office) -> None:
    office.expected = "404"
    page = _full(office, viewport={"width": 390, "height": 800}, has_touch=True)
    wide = {}
    for name, path in PAGES.items():
        page.goto(path)
        if name == "edit":
            expect(page.locator("#found .finding")).not_to_have_count(0)
        for width in (320, 390):
            page.set_viewport_size({"width": width, "height": 800})
            wide[name, width] = page.evaluate("document.documentElement.scrollWidth")
    assert {at: each for at, each in wide.items() if each > at[1]} == {}
    page.goto("/")
    first = page.locator("a.question").first.bounding_box()
    assert first
    assert first["y"] < 400, "rows are seen on the first screen"
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_label("Words", exact=True)).to_be_visible()
    page.get_by_role("button", name="Filters").click()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_label("Words", exact=True)).to_be_focused()


def test_a_draft_is_judged_with_the_keyboard_alone(office: Office) -> None:
    add_drafts(office.root, "What is wrong?", answer=WRONG)
    page = office.seat("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, "a.question")
    page.keyboard.press("Enter")
    page.wait_for_url("**/drafts/4")
    page.keyboard.press("f")
    expect(page.locator(".finding.chosen")).to_have_count(1)
    _tab_to(page, '[role="tab"]')
    page.keyboard.press("ArrowRight")
    expect(page.locator("#view-source")).to_be_visible()
    _tab_to(page, '.finding.error [data-settle="dismiss"]')
    page.keyboard.press("Enter")
    expect(page.locator("dialog#dismiss")).to_be_visible()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("dialog#dismiss")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".finding.error")).to_contain_text("Dismissed (wrong)")
    page.wait_for_load_state("load")
    page.keyboard.press("a")
    page.wait_for_url("**/drafts/1")
    assert office.verdicts(4) == ["accept"]


def _until_held(page: "Page") -> None:
    """Until the page holds its draft: renewing the lease is answered after the first one was."""
    page.wait_for_load_state("load")
    with page.expect_response("**/lease"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def _tab_to(page: "Page", wanted: str) -> None:
    """Press Tab until that has the focus, as people do; not for ever."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    pytest.fail(f"Tab never comes to {wanted}")


def _full(office: Office, **said: Any) -> "Page":
    """A workspace that has something of everything."""
    add_drafts(office.root, "What is wrong with $x$ and a question that goes on " + "and on " * 12 + "?", answer=WRONG)
    add_tries(office.root, 4, "it says <i>so</i>")
    page = office.seat("/drafts/2", **said)
    page.keyboard.press("a")
    page.wait_for_url("**/drafts/3")
    page.keyboard.press("x")
    page.locator('dialog#reject input[value="style"]').check()
    page.locator("dialog#reject").get_by_role("button", name="Reject").click()
    page.wait_for_url("**/")
    page.wait_for_load_state("load")
    return page


def _troubles(page: "Page", part: str | None = None) -> list[tuple[str, str, str]]:
    """What axe-core says, in both colour schemes."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.Axe().axe_script)
    found = []
    for scheme, rules in (("dark", {"runOnly": ["color-contrast"]}), ("light", {})):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        asked = [part, {"resultTypes": ["violations"], **rules}]
        said = page.evaluate(
            "([part, options]) => axe.run(part ?? document, options).then((all) => all.violations)", asked
        )
        found += [(scheme, str(each["id"]), str(each["nodes"][0]["html"][:160])) for each in said]
    return found
