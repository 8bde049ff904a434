"""The bench that breaks pages, on pages of our own, so that it cannot rot."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bench import mutations
from bench.breaks.breaking import Break, Breaks, Victim
from bench.mutations import BREAKS, Bench, Row, share
from evals.catalogue import EVERY
from gen.page.page import Page
from gen.page.writer import dump_page
from tests.evals.cases import BASE

QUESTIONS = {
    "Biology": "How does osmosis move water through a membrane?",
    "Chemistry": "How does osmosis move water out of a salted cucumber?",
    "Physics": "How does osmosis press water up in a glass tube?",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("learn")
    for number, (subject, question) in enumerate(QUESTIONS.items()):
        page = replace(BASE, id=BASE.id + 10 * number, question=question, subject=subject, related=())
        slug = question.lower().rstrip("?").replace(" ", "-")
        page = replace(
            page,
            title=question,
            article_title=question,
            seo_title=f"QuickTakes | {subject}",
            file_name=f"{slug}.md",
            url=f"/learn/{subject.lower()}/questions/{slug}",
        )
        path = folder / subject.lower() / f"{slug}.md"
        path.parent.mkdir()
        path.write_text(dump_page(page), encoding="utf-8")
    return folder


def test_our_own_pages_are_broken_and_found(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mutations.main([str(tree), "--pages", "4"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("2 clean pages of 3")
    assert printed.splitlines()[-1].startswith("all of them")


def test_every_break_names_checks_that_there_are() -> None:
    assert len({each.name for each in BREAKS}) == len(BREAKS) >= 30
    for each in BREAKS:
        assert each.checks
        assert each.checks <= EVERY.keys(), each.name


def test_what_no_check_finds_is_counted_as_missed(tree: Path) -> None:
    breaks = Breaks()

    @breaks.by("url")
    def another_id(victim: Victim, chance: random.Random) -> Page:
        return replace(victim.page, id=victim.page.id + 1)

    @breaks.by("url")
    def another_author(victim: Victim, chance: random.Random) -> Page:
        return replace(victim.page, author="somebody")

    @breaks.by("url")
    def nothing(victim: Victim, chance: random.Random) -> Page:
        return victim.page

    bench = Bench.of(tree, 2, random.Random(1))
    rows = bench.run(breaks, random.Random(1))
    assert {name: (row.named, row.otherwise, len(row.missed)) for name, row in rows.items()} == {
        "another id": (0, 0, len(bench.victims)),
        "another author": (0, len(bench.victims), 0),
        "nothing": (0, 0, 0),
    }
    assert share(list(rows.values())) == 0
    assert share([Row()]) == 1


def test_the_exit_status_tells_of_misses(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    harmless = Break("another id", frozenset(["url"]), lambda victim, _: replace(victim.page, id=7))
    monkeypatch.setattr(mutations, "BREAKS", (harmless,))
    assert mutations.main([str(tree), "--json", "--missed"]) == 1
