"""Checks of many pages: trees that have what they look for, and trees that nearly have it."""

import dataclasses
import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.card import Card
from evals.catalogue import TREE_CATALOGUE
from evals.checks.alike import QuestionAlike
from evals.checks.neighbours import RelatedBeyond, RelatedDead
from evals.claims.statements import statements
from evals.tree import Extent, Tree
from evals.wording import wording
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


def both(**said: object) -> Change:
    """The site with a change in both related articles of its last page."""
    return lambda cards: last(related=tuple(link(cards[at], **said) for at in (0, -2)))(cards)


def beside(subject: str, count: int) -> Change:
    """The site with a dead link to a page of its own subject, and some to pages of a subject that is not there."""
    elsewhere = tuple(link(card(90 + at, f"Why {at}?", subject)) for at in range(count))
    return lambda cards: [replace(cards[0], related=elsewhere), *related(**LOST)(cards)[1:]]


def lines(answer: str) -> tuple[str, ...]:
    return tuple(each.line for each in statements(answer))


def states(*answers: str) -> Change:
    """Pages that answer nearly the same question."""
    asked = ("How does osmosis in the roots of trees work?", "How does osmosis work in the roots of trees?")
    return lambda _: [
        replace(card(number, question), stated=lines(answer))
        for number, (question, answer) in enumerate(zip(asked, answers, strict=True))
    ]


LOST = {"url": "/learn/biology/questions/nothing"}
HAS: dict[str, list[Change]] = {
    "file-place": [last(path="biology/what-is-a-cell-1.md"), last(path="/tree/chemistry/what-is-a-cell.md")],
    "id-twice": [last(id=1)],
    "url-twice": [last(url=card(1, "What is osmosis?").url)],
    "question-twice": [last(question="What is Osmosis"), asked("What is 2+3?", "what is 2 + 3")],
    "question-alike": [
        asked("How does osmosis in the roots of trees work?", "How does osmosis work in the roots of trees?"),
        asked("What is osmosis?", "What is Osmosis", "Define osmosis."),
    ],
    "title-twice": [last(title="What is osmosis?")],
    "description-twice": [last(description="what What is osmosis? is about. ")],
    "slug-twice": [more(card(11, "What is osmosis?", "Chemistry"))],
    "subject-spelled": [
        lambda _: [card(1, "Why?", "Folk lore"), card(2, "What?", "Folk lore"), card(3, "Who?", "Folk Lore")]
    ],
    "figure-elsewhere": [states("The femur of an adult is 48 cm long", "The femur of an adult is 43 cm long")],
    "related-dead": [related(**LOST), related(url=LOST["url"], subject="Alchemy"), beside("Chemistry", 9)],
    "related-beyond": [both(**LOST)],
    "related-id": [related(id=77)],
    "related-title": [related(title="What is a spore, then?")],
    "related-one-way": [
        last(related=()),
        lambda cards: [*cards, replace(card(11, "What is bark?"), related=(link(cards[0]),))],
    ],
    "orphan": [more(card(11, "What is bark?"))],
}
NEAR: dict[str, list[Change]] = {
    "file-place": [
        last(path="/tree/content/biology/what-is-a-cell.md"),
        last(subject="biology"),
        lambda cards: [replace(each, path=each.file_name) for each in cards],
    ],
    "id-twice": [last(id=11)],
    "url-twice": [last(url="/learn/chemistry/questions/what-is-osmosis")],
    "question-twice": [last(question="What was osmosis?"), asked("What is 15 % of 200?", "What is 20 % of 150?")],
    "question-alike": [
        asked("Why is osmosis important?", "Why is diffusion important?"),
        asked("Why is osmosis important?", "Why is osmosis important"),
    ],
    "title-twice": [more(card(11, "What is osmosis?", "Chemistry"))],
    "description-twice": [last(description="")],
    "slug-twice": [more(card(11, "What was osmosis?", "Chemistry")), more(card(11, "What is osmosis?"))],
    "subject-spelled": [last(subject="Chemistry"), last(subject="biology")],
    "figure-elsewhere": [
        states("The femur of an adult is 48 cm long", "The femur of an adult is 480 mm long"),
        states("The femur of an adult is 48 cm long", "The skull of a child is 12 cm wide"),
        lambda cards: [replace(card, stated=lines(f"An adult cell is {card.id} mm long.")) for card in cards],
    ],
    "related-dead": [lambda cards: cards, both(**LOST), lambda cards: related(**LOST)(cards[-2:])],
    "related-beyond": [lambda cards: cards, related(**LOST), lambda cards: both(**LOST)(cards[:1] + cards[-2:])[-1:]],
    "related-id": [related(id=9), related(id=77, **LOST)],
    "related-title": [related(title="What is a spore?"), related(title="Nothing", **LOST)],
    "related-one-way": [lambda cards: cards],
    "orphan": [lambda cards: cards],
}


def found(check: str, change: Change, *, extent: Extent = Extent.FOLDER) -> list[tuple[int, str]]:
    cards = tuple(change(site()))
    hits = list(TREE_CATALOGUE[check]()(Tree(cards, SITE, extent)))
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


@pytest.mark.parametrize("check", ["related-dead", "related-beyond", "orphan"])
def test_of_single_pages_nobody_knows_what_else_there_is(check: str) -> None:
    assert found(check, HAS[check][0], extent=Extent.PART) == []


def test_a_dead_link_says_where_its_page_is_now() -> None:
    cards = tuple(related(**LOST)(site()))
    ((_, hit),) = TREE_CATALOGUE["related-dead"]()(Tree(cards, SITE, Extent.FOLDER))
    assert hit.suggestion == cards[-2].url
    assert (hit.field, hit.article, hit.part) == ("related", 1, "url")


def test_who_knows_that_the_pages_are_the_whole_says_so() -> None:
    cards = both(**LOST)(site())
    tree = Tree(tuple(cards), SITE, Extent.FOLDER)
    assert len(list(RelatedDead(share=0)(tree))) == 2
    assert not list(RelatedBeyond(share=0)(tree))


def test_of_the_content_tree_nine_of_ten_are_enough() -> None:
    assert len(found("related-dead", both(**LOST), extent=Extent.SITE)) == 2
    assert not found("related-beyond", both(**LOST), extent=Extent.SITE)


def test_in_a_part_of_a_site_its_own_subject_is_whole() -> None:
    cards = tuple(beside("Chemistry", 9)(site()))
    assert [(number, hit.article) for number, hit in RelatedDead()(Tree(cards, SITE, Extent.FOLDER))] == [(9, 1)]
    assert [number for number, _ in RelatedBeyond()(Tree(cards, SITE, Extent.FOLDER))] == [0] * 9


@given(st.integers(0, 20), st.sets(st.integers(0, 19), max_size=20), st.sampled_from([0.0, 0.5, 0.99, 1.0]))
def test_a_lost_link_is_dead_or_beyond_and_never_both(size: int, lost: set[int], share: float) -> None:
    cards = [card(number, f"What is {number} times?") for number in range(size)]
    beside = [link(each) if at not in lost else link(each, **LOST) for at, each in enumerate(cards)]
    linked = [replace(each, related=(beside[at - 1],)) for at, each in enumerate(cards)]
    tree = Tree(tuple(linked), SITE, Extent.FOLDER)
    dead, beyond = ({number for number, _ in check(share=share)(tree)} for check in (RelatedDead, RelatedBeyond))
    assert not dead & beyond
    assert dead | beyond <= {number for number, each in enumerate(linked) if each.related[0].url == LOST["url"]}
    if share == 0:
        assert len(dead) == len([at for at in lost if at < size])


WORDS = st.lists(st.sampled_from(["osmosis", "root", "leaf", "not", "2", "Pfeffer", "is", "the", "x+1"]), max_size=8)


@given(st.lists(WORDS.map(" ".join), max_size=6))
def test_alike_is_said_of_both_and_of_different_questions_only(questions: list[str]) -> None:
    cards = tuple(replace(card(n, "Why?"), question=question, path=str(n)) for n, question in enumerate(questions))
    hits = [(number, int(hit.message.split()[0])) for number, hit in QuestionAlike()(Tree(cards, SITE))]
    wordings = [wording(question) for question in questions]
    assert {(wordings[one], wordings[other]) for one, other in hits} == {
        (wordings[one], wordings[other]) for other, one in hits
    }
    assert all(wordings[one] != wordings[other] for one, other in hits)


def test_thousands_of_questions_alike_are_not_compared_each_with_each() -> None:
    kinds = ("osmosis", "is", "in", "the", "of", "a", "an", "to")
    cards = [card(n, " ".join(each)) for n, each in enumerate(itertools.islice(itertools.permutations(kinds), 1000))]
    hits = list(QuestionAlike()(Tree(tuple(cards), SITE)))
    assert 0 < len(hits) <= 2 * 30 * len(cards)
