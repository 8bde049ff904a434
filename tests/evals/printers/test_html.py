"""The report: what stands in the file, and what a real browser makes of it."""

import gzip
import io
import json
import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given
from hypothesis import strategies as st

from evals.finding import Severity
from evals.printers.packed import PackedText
from evals.report import PageReport, Suppressed
from tests.browser import OpenPage
from tests.evals.printers.samples import HOSTILE, REPORTS, UNHURRIED, finding, page, printed


def packed(text: str) -> list[list[Any]]:
    data = re.search(r'id="packed">([^<]*)</script>', text)
    assert data
    rows: list[list[Any]] = json.loads(gzip.decompress(b64decode(data[1], validate=True)))
    return rows


def figures(text: str) -> dict[str, Any]:
    data = re.search(r'id="figures">([^<]*)</script>', text)
    assert data
    said: dict[str, Any] = json.loads(data[1])
    return said


@UNHURRIED
@given(REPORTS)
def test_it_holds_its_pages_as_data(reports: list[PageReport]) -> None:
    text = printed("html", reports)
    rows = packed(text)
    assert [(row[0], row[1], len(row[6]), len(row[7])) for row in rows] == [
        (each.path, each.question, len(each.findings), len(each.suppressed)) for each in reports
    ]
    said = figures(text)
    assert said["totals"]["pages"] == len(reports) == sum(said["worst"].values())
    assert sum(said["bins"]) == sum(each.score >= 0 for each in reports)
    assert sum(each["findings"] for each in said["counts"]) == sum(len(each.findings) for each in reports)
    for row, each in zip(rows, reports, strict=True):
        assert said["subjects"][row[2]]["name"] == each.subject
        assert [said["checks"][said_of[0]]["id"] for said_of in row[6]] == [one.check for one in each.findings]


@UNHURRIED
@given(REPORTS)
def test_nothing_in_it_is_markup_but_its_own(reports: list[PageReport]) -> None:
    text = printed("html", reports)
    assert text.count("<script") == text.count("</script>") == 3
    assert not re.search(r"<[^>]*\b(?:src|href)=\"[^#]|url\(|@import", text)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_packed_text_is_what_gzip_and_base64_say(texts: list[str]) -> None:
    stream = io.StringIO()
    text = PackedText(stream)
    for each in texts:
        text.write(each)
    text.close()
    assert gzip.decompress(b64decode(stream.getvalue(), validate=True)).decode() == "".join(texts)


SITE = [
    page(finding(message="it says `no`", suggestion="say yes"), path="biology/a.md", question="Why is grass green?"),
    page(finding("answer-short", Severity.NOTE), path="biology/b.md", question="What is a cell?", score=0.95),
    page(finding("id-twice"), finding(), path="physics/c.md", question="What is mass?", subject="Physics", score=0.31),
    page(
        path="physics/d.md",
        question="What is time?",
        subject="Physics",
        score=1.0,
        suppressed=(Suppressed(finding("money-bare", Severity.WARNING), "it is a quotation"),),
    ),
    page(finding("check-crashed"), path="physics/e.md", subject="", question="", score=-1.0, needs_person=True),
]


@pytest.fixture
def report(tmp_path: Path) -> str:
    file = tmp_path / "report.html"
    file.write_text(printed("html", SITE), encoding="utf-8")
    return file.as_uri()


def shown(browsed: Any) -> list[str]:
    paths = browsed.locator("#pages .path").all_inner_texts()
    return [path.split(" · ")[-1] for path in paths]


def counted(browsed: Any, pages: int) -> None:
    browsed.get_by_text(f"{pages} of 5 pages", exact=True).wait_for()


def test_charts_and_pages_are_shown_the_worst_first(open_page: OpenPage, report: str) -> None:
    browsed = open_page(report)
    browsed.wait_for_selector("#pages li")
    assert browsed.inner_text("h1") == "3 of 5 pages need work"
    assert browsed.locator("#checks button").count() == 4
    assert browsed.locator("#subjects .name").all_inner_texts() == ["Physics", "Biology"]
    assert browsed.locator("#scores button").nth(10).get_attribute("aria-label") == "Score 0.50 to 0.55: 1 page"
    assert [text.split("\n")[0] for text in browsed.locator("#pages summary").all_inner_texts()] == [
        *("?", "0.31", "0.50", "0.95", "1.00"),
    ]


FILTERS: list[tuple[dict[str, str], list[str]]] = [
    ({"words": "GRASS"}, ["biology/a.md"]),
    ({"words": "quotation"}, ["physics/d.md"]),
    ({"check": "refusal"}, ["physics/c.md", "biology/a.md"]),
    ({"kind": "1"}, ["biology/b.md"]),
    ({"kind": "none"}, ["physics/d.md"]),
    ({"kind": "person"}, [""]),
    ({"kind": "ignored"}, ["physics/d.md"]),
    ({"low": "0.4", "high": "0.95"}, ["biology/a.md", "biology/b.md"]),
    ({"order": "path", "check": "refusal"}, ["biology/a.md", "physics/c.md"]),
]


def test_pages_are_filtered_and_the_address_keeps_it(open_page: OpenPage, report: str) -> None:
    browsed = open_page(report)
    for change, paths in FILTERS:
        for name, value in change.items():
            field = browsed.locator(f"#{name}")
            field.select_option(value) if name in {"check", "kind", "order"} else field.fill(value)
        counted(browsed, len(paths))
        assert shown(browsed) == paths
        address = browsed.url
        browsed.click("#clear")
        assert browsed.inner_text("#count") == "5 pages"
        browsed.goto(address)  # nothing but the part after # is another one
        counted(browsed, len(paths))
        assert shown(browsed) == paths
        browsed.click("#clear")


def test_a_page_opens_by_keyboard_with_findings_and_what_they_mean(open_page: OpenPage, report: str) -> None:
    browsed = open_page(f"{report}#check=refusal")
    assert "refusal" in browsed.inner_text("#about")
    browsed.locator("#pages summary").nth(1).focus()
    browsed.keyboard.press("Enter")
    said = browsed.locator("#pages .findings").inner_text()
    assert "answer, line 3, column 5" in said
    assert "say yes" in said
    assert "0.500 = 1 / (1 + refusal 1.00)" in said
    browsed.keyboard.press("Tab")
    browsed.keyboard.press("Enter")
    assert browsed.locator("#pages .meaning").count() == 1
    browsed.keyboard.press("/")
    assert browsed.evaluate("document.activeElement.id") == "words"


def test_a_chart_filters(open_page: OpenPage, report: str) -> None:
    browsed = open_page(report)
    browsed.locator("#checks button", has_text="id-twice").click()
    assert shown(browsed) == ["physics/c.md"]
    assert browsed.locator("#checks button[aria-pressed=true]").inner_text().split("\n")[0].endswith("id-twice")
    browsed.click("#clear")
    browsed.locator("#scores button").nth(19).click()
    assert shown(browsed) == ["biology/b.md", "physics/d.md"]
    browsed.locator("#scores button").nth(19).click()
    browsed.locator("#worst .note").click()
    assert shown(browsed) == ["biology/b.md"]


def test_long_lists_come_in_parts(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(printed("html", [page(path=f"{at:04}.md") for at in range(120)]), encoding="utf-8")
    browsed = open_page(file.as_uri())
    assert browsed.locator("#pages > li").count() == 50
    browsed.get_by_role("button", name="Next").click()
    browsed.get_by_role("button", name="Next").click()
    assert browsed.locator("#pages > li").count() == 20
    assert browsed.locator("#pager span").inner_text() == "101–120 of 120"


def test_hostile_pages_are_words(open_page: OpenPage, tmp_path: Path) -> None:
    said = finding(message=HOSTILE, evidence=HOSTILE, suggestion=HOSTILE, field=HOSTILE)
    image = "<img src=x onerror=alert(2)>"
    bad = page(
        *(said, finding(image)),
        path=HOSTILE,
        question=image,
        subject=HOSTILE,
        suppressed=(Suppressed(said, f"javascript:alert(3){image}"),),
    )
    file = tmp_path / "report.html"
    file.write_text(printed("html", [bad]), encoding="utf-8", errors="backslashreplace")
    browsed = open_page(f"{file.as_uri()}#words=%3Cimg%20src=x%3E")
    browsed.on("dialog", lambda dialog: pytest.fail(dialog.message))
    browsed.click("#clear")
    browsed.click("#open-all")
    for button in browsed.locator("#pages .findings button").all():
        button.click()
    assert browsed.locator("img, iframe, a[href^=javascript]").count() == 0
    assert browsed.locator("#pages .question").inner_text().startswith(image)
    assert browsed.locator("script").count() == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_screen_is_not_scrolled_sideways(open_page: OpenPage, report: str, scheme: str) -> None:
    browsed = open_page(report, color_scheme=scheme, viewport={"width": 360, "height": 700})
    browsed.click("#open-all")
    assert browsed.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_breaks_no_rule_of_accessibility(open_page: OpenPage, report: str, scheme: str) -> None:
    browsed = open_page(f"{report}#check=refusal", color_scheme=scheme, bypass_csp=True)  # axe is put into the page
    browsed.click("#open-all")
    browsed.locator("#pages .findings button").first.click()
    found = Axe().run(browsed)
    assert found.violations_count == 0, found.generate_report()


def test_no_pages_are_a_report_too(open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(printed("html", []), encoding="utf-8")
    assert open_page(file.as_uri()).inner_text("h1") == "No pages were checked"


def test_without_scripts_the_counts_are_there(open_page: OpenPage, report: str) -> None:
    browsed = open_page(report, java_script_enabled=False)
    assert "5 pages: 4 errors, 0 warnings, 1 note" in browsed.inner_text("noscript")
