"""Takes the pictures of docs/formats.md anew, of a report on the pages that the checks are tested with.

Run it from the repository: `.venv/bin/python docs/pictures.py`. It needs Chromium.
"""

import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from evals.printers.html import HtmlPrinter  # noqa: E402
from evals.report import Gate, PageReport, Totals  # noqa: E402
from evals.suite import Suite  # noqa: E402
from gen.config import Settings  # noqa: E402
from tests.browser import chromium  # noqa: E402
from tests.evals.cases import load_case, names  # noqa: E402

PICTURES = ROOT / "docs" / "images"
QUESTIONS = {
    "Biology": ("Why do leaves change colour in autumn?", "How does osmosis move water through a membrane?"),
    "Chemistry": ("Why does ice float?", "What makes an acid strong?", "How do catalysts work?"),
    "Economics": ("What moves an exchange rate?", "Why do prices rise?"),
    "History of the World": ("What did the Hansa trade in?", "Why was the Suez Canal built?"),
    "Mathematics": ("When does a series converge?", "What is an eigenvalue?", "How are primes counted?"),
    "Physics": ("Why is the sky blue?", "What is angular momentum?", "How do lenses form images?"),
    "Psychology": ("What is working memory?", "Why do habits form?"),
}


def reports(suite: Suite) -> Iterator[PageReport]:
    """What the checks say of the cases, as if they were pages of many subjects."""
    subjects = cycle((subject, question) for subject, questions in QUESTIONS.items() for question in questions)
    cases = [(kind, name) for kind in ("has", "near") for name in names(kind)]
    for (kind, name), (subject, question) in zip(cases, subjects, strict=False):
        case = load_case(kind, name)
        said = suite.inspect(case.page, case.text)
        path = f"content/{subject.lower().replace(' ', '-')}/{name}.md"
        yield PageReport(path, said.findings, said.score, False, subject, question, said.suppressed)


def report(file: Path) -> None:
    """Write the report of them."""
    suite = Suite.from_settings(Settings())
    totals = Totals(version=suite.version)
    with file.open("w", encoding="utf-8") as stream:
        printer = HtmlPrinter(stream, lambda: datetime(2026, 11, 24, 9, 30, tzinfo=UTC))
        for each in sorted(reports(suite), key=lambda each: each.path):
            printer.page(each)
            totals.add(each, Gate())
        printer.close(totals)


def take(browser: Browser, address: str, name: str, scheme: str, width: int, height: int) -> None:
    """One picture: of the top, or where the address asks for something, of the list with its first page open."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#pages li")
    if "#" in address:
        page.locator("#pages summary").first.click()
        page.evaluate("document.getElementById('list').scrollIntoView()")
    page.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def main() -> None:
    """Take all of them."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "report.html")
        report(file)
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        take(browser, file.as_uri(), "report", "light", 1180, 830)
        take(browser, f"{file.as_uri()}#check=maths-delimiter", "report-pages", "dark", 1180, 620)
        take(browser, file.as_uri(), "report-phone", "light", 390, 780)
        browser.close()


if __name__ == "__main__":
    main()
