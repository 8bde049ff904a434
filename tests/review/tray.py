"""A workspace with drafts in its tray, made without a model."""

import asyncio
import datetime
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import update

from evals.finding import Finding, Severity
from gen.assessment import Assessment
from gen.config import Settings
from gen.files import page_hash, write_atomic
from gen.ledger import Failed, Finished, Inspected, Ledger, RunStart
from gen.ledger.schema import drafts
from gen.page.page import Page, new_page
from gen.page.writer import dump_page
from gen.question import Question
from gen.site.profile import SiteProfile
from gen.sources.references import References
from review.desk import Desk, Inspector, open_desk
from review.reviewer import Reviewer

SITE = SiteProfile()
JANE = Reviewer("Jane Doe <jane@example.org>", "editor")
BOB = Reviewer("bob")
ANSWER = "It opens when the pressure before it is higher.\n\n### How\n\nThe leaflets close when the flow turns round."
RECEIPT = {
    "prompt_hash": "a" * 64,
    "seo_prompt_hash": "b" * 64,
    "templates": ["answer/general.md.j2"],
    "model": "small",
    "answered_by": "small-2026",
    "parameters": {"max_tokens": 800},
    "calls": ["k1", "k2"],
    "prompt_tokens": 1200,
    "completion_tokens": None,
    "cost": None,
    "run_id": 1,
    "steps": ["brackets"],
}


@dataclass(frozen=True)
class Said:
    """What the checks of these tests say."""

    findings: tuple[Finding, ...]
    score: float
    needs_person: bool
    facts: tuple[Mapping[str, str], ...] = ()


class Checks:
    """Checks that look for words: WRONG is an error, DOUBTFUL a warning, and on CRASH one breaks down.

    `INVENTED` is a flag with its passage, each `UNHEARD` a sentence without a source.
    """

    def inspect(
        self, page: Page, text: str, references: References | None = None, assessed: Sequence[Assessment] = ()
    ) -> Said:
        line = text[: text.find("\nanswer:") + 1].count("\n") + 1
        words = {"WRONG": Severity.ERROR, "DOUBTFUL": Severity.WARNING}
        found = tuple(
            Finding(word.lower(), severity, f"it says {word}", "answer", line, 5, line, 10, word, "say something else")
            for word, severity in words.items()
            if word in page.answer
        )
        flag = Finding("source-figure", Severity.WARNING, "the passage has no such figure", "answer", line, 5, line, 13)
        flag = replace(flag, evidence="INVENTED", place="who.md:12", passage="A dose of 4 g is the most.")
        none = Finding("source-none", Severity.NOTE, "no passage is about it", "answer", line, 5, line, 12, "UNHEARD")
        found += (flag,) * ("INVENTED" in page.answer) + (none,) * page.answer.count("UNHEARD")
        crashed = "CRASH" in page.answer
        return Said(found, -1.0 if crashed else 1 / (1 + len(found)), crashed)


def load_checks(_settings: Settings) -> Inspector:
    return Checks()


def page(number: int, question: str, answer: str = ANSWER, subject: str = "Medicine") -> Page:
    return new_page(
        id=number,
        date=datetime.date(2026, 2, 3),
        question=question,
        subject=subject,
        answer=answer,
        description="How the valve works, and which signs tell that it has failed.",
        keywords=["valve", "leaflets"],
        profile=SITE,
    )


def make_workspace(root: Path, settings: str = "") -> Path:
    """An empty one. Verdicts in it are Jane's."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "answerdesk.yaml").write_text(settings or "review: {reviewer: jane}\n", encoding="utf-8")
    return root


def add_drafts(
    root: Path, *questions: str, answer: str = ANSWER, subject: str = "Medicine", url: str = "sqlite:///ledger.sqlite"
) -> list[int]:
    """Drafts that wait, checked by `Checks`; their ids."""
    with Ledger.open(url, root=root) as ledger:
        run_id = ledger.start_run(RunStart("list.csv"))
        asked = [Question(text, subject, id=f"row-{n}", where=f"list.csv:{n}") for n, text in enumerate(questions, 2)]
        claims = ledger.claim(asked, run_id)
        finished = [_finished(root, claim.id, claim.question, run_id, answer) for claim in claims]

        async def all_of_them() -> None:
            await asyncio.gather(*map(ledger.finish_draft, finished))

        _run(all_of_them())
    return [claim.id for claim in claims]


def _run(deed: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: a browser's driver may have an event loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, deed).result()


def _finished(root: Path, number: int, question: Question, run_id: int, answer: str) -> Finished:
    made = page(number, question.text, answer, question.subject)
    said = Checks().inspect(made, dump_page(made, SITE))
    text = dump_page(replace(made, score=said.score), SITE)
    place = f"drafts/{question.key}.md"
    write_atomic(root / place, text)
    findings = tuple(Checks().inspect(made, text).findings)
    inspected = Inspected(page_hash(text), said.score, said.needs_person, tuple(each.as_dict() for each in findings))
    return Finished(number, run_id, place, RECEIPT, inspected)


def fail_draft(root: Path, question: str, *, retryable: bool, question_list: str = "list.csv") -> int:
    """A draft that failed."""
    with Ledger.open("sqlite:///ledger.sqlite", root=root) as ledger:
        run_id = ledger.start_run(RunStart(question_list))
        claim = ledger.claim([Question(question, "Medicine", where=f"{question_list}:2")], run_id)[0]
        _run(ledger.fail_draft(Failed(claim.id, run_id, "refused", "it would not", retryable)))
    return claim.id


def add_tries(root: Path, number: int, message: str) -> None:
    """Let a draft be the better one of two: in the other, the gate found something."""
    failing = [{"check": "machine-voice", "message": message}]
    tries = [
        {"why": "first", "kept": False, "score": 0.4, "failing": failing, "calls": ["k1"]},
        {"why": "gate", "kept": True, "score": 0.9, "failing": [], "calls": []},
    ]
    with Ledger.open("sqlite:///ledger.sqlite", root=root) as ledger, ledger.transaction() as connection:
        connection.execute(update(drafts).where(drafts.c.id == number).values(receipt={**RECEIPT, "tries": tries}))


@contextmanager
def desk_of(root: Path) -> Iterator[Desk]:
    with open_desk(root, load_checks) as desk:
        desk.catalog.sync()
        yield desk


def edit(path: Path, old: str, new: str) -> None:
    """Edit a page by hand."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def pages(root: Path) -> list[str]:
    """All files of tray and content tree, those that nobody reads too."""
    found = [path for tree in ("drafts", "content") for path in (root / tree).rglob("*") if not path.is_dir()]
    return sorted(path.relative_to(root).as_posix() for path in found)
