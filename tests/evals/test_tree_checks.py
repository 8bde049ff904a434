"""Checks of many pages: trees that have what they look for, and trees that nearly have it."""

import dataclasses
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.card import Card
from evals.catalogue import TREE_CATALOGUE
from evals.checks.alike import QuestionAlike
from evals.tree import Tree
from gen.page.page import Related
from gen.site.profile import SiteProfile

SITE = SiteProfile()
Change = Callable[[list[Card]], list[Card]]
WHAT = ("osmosis", "diffusion", "mitosis", "a root", "a leaf", "a stem", "the bark", "a seed", "a spore", "a cell")


def card(number: int, question: str, subject: str = "Biology") -> Card:
    slug = SITE.slug(question)
    url = SITE.url_for(subject, slug)
    path = f"{SITE.slug(subject)}/{slug}.md"
    about = (f"What {question} is about.", f"words, of, {number}")
    return Card(path, number, url, f"{slug}.md", question, question, *about, subject, no_index=False)


def link(target: Card, **said: object) -> Related:
    found = Related(target.id, target.title, target.subject, target.url)
    return dataclasses.replace(found, **said)  # type: ignore[arg-type]


def site() -> list[Card]:
    """Ten pages, each of which names the one before and the one after it."""
    cards = [card(number, f"What is {what}?") for number, what in enumerate(WHAT, 1)]
    beside = [(cards[at - 1], cards[(at + 1) % len(cards)]) for at in range(len(cards))]
    return [replace(each, related=tuple(map(link, two))) for each, two in zip(cards, beside, strict=True)]


def last(**said: object) -> Change:
    """The site with its last page changed."""
    return lambda cards: [*cards[:-1], dataclasses.replace(cards[-1], **said)]  # type: ignore[arg-type]


def more(*added: Card) -> Change:
    return lambda cards: [*cards, *added]


def related(**said: object) -> Change:
    """The site with a change in the first related article of its last page."""
    return lambda cards: last(related=(link(cards[-2], **said), *cards[-1].related[1:]))(cards)


def asked(*questions: str) -> Change:
    return lambda _: [card(number, question) for number, question in enumerate(questions, 1)]


LOST = {"url": "/learn/biology/questions/nothing"}
HAS: dict[str, list[Change]] = {
    "file-place": [last(path="biology/what-is-a-cell-1.md"), last(path="/tree/chemistry/what-is-a-cell.md")],
    "id-twice": [last(id=1)],
    "url-twice": [last(url=card(1, "What is osmosis?").url)],
    "question-twice": [last(question="What is Osmosis")],
    "question-alike": [
        asked("How does osmosis in the roots of trees work?", "How does osmosis work in trees' roots?"),
        asked(
            "Why is osmosis important in roots and leaves of trees?",
            "Why is osmosis imporant in trees' roots and leaves?",
        ),
        asked(
            "What does osmosis mean for roots, leaves and bark of trees?",
            "Explain what osmosis does mean for the roots, leaves and bark of trees.",
        ),
    ],
    "title-twice": [last(title="What is osmosis?")],
    "description-twice": [last(description="what What is osmosis? is about. ")],
    "slug-twice": [more(card(11, "What is osmosis?", "Chemistry"))],
    "subject-spelled": [last(subject="biology")],
    "related-dead": [lambda cards: related(**LOST)(cards * 6)],
    "related-beyond": [related(**LOST)],
    "related-id": [related(id=77)],
    "related-title": [related(title="What is a spore, then?")],
    "related-one-way": [
        last(related=()),
        lambda cards: [*cards, replace(card(11, "What is bark?"), related=(link(cards[0]),))],
    ],
}
NEAR: dict[str, list[Change]] = {
    "file-place": [
        last(path="/tree/content/biology/what-is-a-cell.md"),
        last(subject="biology"),
        lambda cards: [replace(each, path=each.file_name) for each in cards],
    ],
    "id-twice": [last(id=11)],
    "url-twice": [last(url="/learn/chemistry/questions/what-is-osmosis")],
    "question-twice": [last(question="What was osmosis?")],
    "question-alike": [
        asked("Why is osmosis important?", "Why is diffusion important?"),
        asked("Is osmosis active?", "Is osmosis not active?"),
        asked("What is 2 + 3 in base 7?", "What is 2 + 4 in base 7?"),
        asked("What is the increase of pressure in a cell?", "What is the decrease of pressure in a cell?"),
        asked(
            "How did osmosis change after Pfeffer wrote of plant cells?", "How did osmosis change after plant cells?"
        ),
        asked("Why is osmosis important?", "Why is osmosis important"),
    ],
    "title-twice": [more(card(11, "What is osmosis?", "Chemistry"))],
    "description-twice": [last(description="")],
    "slug-twice": [more(card(11, "What was osmosis?", "Chemistry"))],
    "subject-spelled": [last(subject="Chemistry")],
    "related-dead": [lambda cards: cards * 6, related(**LOST)],
    "related-beyond": [lambda cards: related(**LOST)(cards * 6), lambda cards: cards],
    "related-id": [related(id=9), related(id=77, **LOST)],
    "related-title": [related(title="What is a spore?"), related(title="Nothing", **LOST)],
    "related-one-way": [lambda cards: cards],
}


def found(check: str, change: Change, *, whole: bool = True) -> list[tuple[int, str]]:
    cards = tuple(change(site()))
    hits = list(TREE_CATALOGUE[check]()(Tree(cards, SITE, whole)))
    for number, hit in hits:
        assert hit.message
        assert 0 <= number < len(cards)
    return [(number, hit.message) for number, hit in hits]


def test_every_check_of_many_pages_has_trees() -> None:
    assert set(HAS) == set(NEAR) == set(TREE_CATALOGUE)


@pytest.mark.parametrize(("check", "change"), [(check, change) for check, all_of in HAS.items() for change in all_of])
def test_has(check: str, change: Change) -> None:
    assert found(check, change)


@pytest.mark.parametrize(("check", "change"), [(check, change) for check, all_of in NEAR.items() for change in all_of])
def test_near(check: str, change: Change) -> None:
    assert found(check, change) == []


@pytest.mark.parametrize("check", ["related-dead", "related-beyond"])
def test_of_single_pages_nobody_knows_what_else_there_is(check: str) -> None:
    assert found(check, HAS[check][0], whole=False) == []


def test_a_dead_link_says_where_its_page_is_now() -> None:
    cards = tuple(related(**LOST)(site() * 6))
    ((_, hit),) = TREE_CATALOGUE["related-dead"]()(Tree(cards, SITE, whole=True))
    assert hit.suggestion == cards[-2].url
    assert (hit.field, hit.article, hit.part) == ("related", 1, "url")


WORDS = st.lists(st.sampled_from(["osmosis", "root", "leaf", "not", "2", "Pfeffer", "is", "the", "x+1"]), max_size=8)


@given(st.lists(WORDS.map(" ".join), max_size=6))
def test_alike_is_said_of_both_and_of_different_questions_only(questions: list[str]) -> None:
    cards = tuple(replace(card(n, "Why?"), question=question, path=str(n)) for n, question in enumerate(questions))
    hits = [(number, hit.message.split()[0]) for number, hit in QuestionAlike()(Tree(cards, SITE))]
    assert sorted(hits) == sorted((int(path), str(number)) for number, path in hits)
    assert all(cards[number].question != cards[int(path)].question for number, path in hits)
