"""Takes the pictures of docs/review.md anew, of drafts made for them. It needs Chromium.

Run it from the repository: `.venv/bin/python docs/review_pictures.py`.
"""

import asyncio
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import answerdesk  # noqa: E402
from evals.suite import Suite  # noqa: E402
from gen.config import Settings  # noqa: E402
from gen.files import page_hash, write_atomic  # noqa: E402
from gen.ledger import Finished, Inspected, Ledger, RunStart  # noqa: E402
from gen.page.page import Page, new_page  # noqa: E402
from gen.page.writer import dump_page  # noqa: E402
from gen.question import Question  # noqa: E402
from review.commands.review import listen  # noqa: E402
from review.desk import open_desk  # noqa: E402
from review.reviewer import Reviewer  # noqa: E402
from review.web.app import create_app  # noqa: E402
from tests.browser import chromium  # noqa: E402
from tests.evals.cases import BASE  # noqa: E402

PICTURES = ROOT / "docs" / "images"
DRAFTS = {
    "How does osmosis move water through a membrane?": "",
    "Why do roots take up water?": "\n\nThe pressure is \\( p = cRT \\), where $c \neq 0$.".replace("\\n", "\n"),
    "What does salt do to a cell?": "\n\nI hope this helps!",
    "Why do leaves wilt in the sun?": "\n\nA pot costs from $5 to $10 in a shop.",
    "How do plants lift water into their leaves?": "\n\n## Osmosis\n\n## In trees",
}
RECEIPT = {
    "model": "large",
    "answered_by": "large-2026",
    "prompt_tokens": 1180,
    "completion_tokens": 640,
    "cost": 0.0041,
}


def page(number: int, question: str, more: str) -> Page:
    """A draft's page, of the answer that the checks are tested with."""
    made = new_page(
        id=number,
        date=BASE.date,
        question=question,
        subject="Biology",
        answer=BASE.answer + more,
        description=BASE.description,
        keywords=BASE.keywords.split(", "),
        profile=Settings().site,
    )
    return replace(made, related=BASE.related)


def workspace(root: Path) -> None:
    """A tray with drafts that wait."""
    (root / "answerdesk.yaml").write_text("review: {reviewer: Jane Doe}\n", encoding="utf-8")
    suite = Suite.from_settings(Settings())
    with Ledger.open("sqlite:///ledger.sqlite", root=root) as ledger:
        run = ledger.start_run(RunStart("plants.csv"))
        asked = [Question(question, "Biology", where=f"plants.csv:{row}") for row, question in enumerate(DRAFTS, 2)]
        for claim in ledger.claim(asked, run):
            made = page(claim.id, claim.question.text, DRAFTS[claim.question.text])
            said = suite.inspect(made, dump_page(made))
            text = dump_page(replace(made, score=said.score))
            place = f"drafts/{claim.question.key}.md"
            write_atomic(root / place, text)
            findings = tuple(finding.as_dict() for finding in said.findings)
            inspected = Inspected(page_hash(text), said.score, said.needs_person, findings)
            asyncio.run(ledger.finish_draft(Finished(claim.id, run, place, RECEIPT, inspected)))


def take(browser: Browser, address: str, name: str, scheme: str, width: int, height: int) -> None:
    """One picture."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})  # type: ignore[arg-type]
    shown = context.new_page()
    shown.goto(address)
    shown.wait_for_timeout(1500)  # fonts, and in the editor the first look of the checks
    shown.screenshot(path=PICTURES / f"{name}.png")
    context.close()


def main() -> None:
    """Take all of them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace(root)
        with open_desk(root, answerdesk.load_suite) as desk, listen("127.0.0.1", 0) as listening:  # type: ignore[arg-type]
            app = create_app(desk, alone=Reviewer("Jane Doe"), hosts=frozenset({"localhost"}))
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
            serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
            serving.start()
            address = f"http://localhost:{listening.getsockname()[1]}"
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
                take(browser, f"{address}/", "review-queue", "light", 1180, 620)
                take(browser, f"{address}/drafts/2", "review-draft", "light", 1180, 760)
                take(browser, f"{address}/drafts/2/edit", "review-edit", "dark", 1180, 720)
                browser.close()
            server.should_exit = True
            serving.join(5)


if __name__ == "__main__":
    main()
