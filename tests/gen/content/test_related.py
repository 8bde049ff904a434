import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.content.catalog import Catalog
from gen.content.related import LIMIT, RelatedArticles
from gen.ledger import Ledger
from tests.gen.content_tree import SITE, put

PAGES = [
    ("How do cells divide?", "Biology", "mitosis, cell division, chromosomes"),
    ("What happens to chromosomes in mitosis?", "Biology", "mitosis, chromosomes, spindle"),
    ("Why do cells go through mitosis?", "Biology", "mitosis, growth, repair"),
    ("What is a mitotic spindle?", "Biology", "spindle, mitosis"),
    ("How is mitosis different from meiosis?", "Biology", "mitosis, meiosis"),
    ("What phases does mitosis have?", "Biology", "prophase, metaphase, mitosis"),
    ("How do tumours disturb mitosis?", "Medicine", "cancer, mitosis"),
    ("How do cells divide?", "Medicine", "mitosis, cell division"),
    ("What is inflation?", "Economics", "prices, money"),
    ("What is the price of money?", "Economics", "interest, prices"),
    ("How do prices move?", "Computer science", "ticker, prices"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("related")
    for number, (question, subject, keywords) in enumerate(PAGES, 1):
        put(root / "content", number, question, subject, *keywords.split(", "))
    return root / "content"


@pytest.fixture(scope="module")
def ledger(tree: Path) -> Iterator[Ledger]:
    with Ledger.open("sqlite:///ledger.sqlite", root=tree.parent) as opened:
        Catalog(opened, tree, SITE).sync()
        yield opened


@pytest.fixture(scope="module")
def related(ledger: Ledger, tree: Path) -> RelatedArticles:
    return RelatedArticles(ledger, tree, SITE)


def titles(related: RelatedArticles, question: str, subject: str, *keywords: str) -> list[str]:
    return [article.title for article in related.find(question, subject, keywords)]


def test_what_is_related_is_about_the_same(related: RelatedArticles) -> None:
    assert titles(related, "What drives inflation of prices?", "Economics") == [
        "What is inflation?",
        "What is the price of money?",
        "How do prices move?",
    ]


def test_the_article_is_the_pages_own_words(related: RelatedArticles) -> None:
    article = related.find("Inflation and how to live with it", "Economics")[0]
    assert (article.id, article.title, article.subject) == (9, "What is inflation?", "Economics")
    assert article.url == "/learn/economics/questions/what-is-inflation"


def test_the_same_subject_comes_first(related: RelatedArticles) -> None:
    found = related.find("Mitosis in tumours and cancer", "Biology", ["mitosis"])
    assert len(found) == LIMIT
    assert {article.subject for article in found} == {"Biology"}
    found = related.find("Mitosis in tumours and cancer", "Medicine", ["mitosis"])
    assert found[0].title == "How do tumours disturb mitosis?"
    assert len(found) == LIMIT


def test_a_subjects_spelling_does_not_matter(related: RelatedArticles) -> None:
    assert titles(related, "Ticker prices of inflation", "Computer Science")[0] == "How do prices move?"


@pytest.mark.parametrize("subject", ["Biology", "Medicine", "Economics"])
def test_never_the_page_itself_and_no_question_twice(related: RelatedArticles, subject: str) -> None:
    assert "How do cells divide?" not in titles(related, "how do cells divide", subject, "mitosis")
    found = titles(related, "How do cells divide in mitosis, and how is cell division controlled?", subject)
    assert len(found) == len(set(found)) == LIMIT


def test_never_a_page_whose_file_is_gone(tmp_path: Path) -> None:
    tree = tmp_path / "content"
    put(tree, 1, "What is light?")
    gone = put(tree, 2, "What is light made of?")
    with Ledger.open("sqlite:///ledger.sqlite", root=tmp_path) as ledger:
        Catalog(ledger, tree, SITE).sync()
        related = RelatedArticles(ledger, tree, SITE)
        assert titles(related, "Who invented light?", "Physics") == ["What is light?", "What is light made of?"]
        gone.unlink()
        assert titles(related, "Who invented light?", "Physics") == ["What is light?"]
        Catalog(ledger, tree, SITE).sync()
        assert titles(related, "Who invented light?", "Physics") == ["What is light?"]


def test_never_a_page_that_cannot_be_read_and_no_id_twice(tmp_path: Path) -> None:
    tree = tmp_path / "content"
    put(tree, 1, "What is light?")
    put(tree, 1, "Where is light?")
    bad = put(tree, 3, "When is light?")
    bad.write_text(bad.read_text().replace("---\n_schema", "---js\n_schema"))
    with Ledger.open("sqlite:///ledger.sqlite", root=tmp_path) as ledger:
        Catalog(ledger, tree, SITE).sync()
        found = RelatedArticles(ledger, tree, SITE).find("Who invented light?", "Physics")
    assert [article.id for article in found] == [1]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?",
        "What is the?",
        '"',
        "mitosis\x00",
        '" OR *',
        "NEAR(a b",
        "question : x",
        "a AND NOT b",
        "-mitosis ^x",
        "\ud800",
    ],
)
def test_text_that_would_be_syntax(related: RelatedArticles, question: str) -> None:
    assert len(related.find(question, "Biology", [question])) <= LIMIT


def test_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    path = put(tmp_path, 1, "What is light?")
    path.rename(os.fsdecode(os.fsencode(path.parent) + b"/\xff.md"))
    with Ledger.open("sqlite:///ledger.sqlite", root=tmp_path) as ledger:
        Catalog(ledger, tmp_path, SITE).sync()
        assert titles(RelatedArticles(ledger, tmp_path, SITE), "Who invented light?", "Physics") == ["What is light?"]


def test_an_empty_tree_has_nothing_related(tmp_path: Path) -> None:
    with Ledger.open("sqlite:///ledger.sqlite", root=tmp_path) as ledger:
        assert RelatedArticles(ledger, tmp_path, SITE).find("How do cells divide?", "Biology") == ()


def test_common_words_say_nothing(tmp_path: Path) -> None:
    tree = tmp_path / "content"
    for number in range(1, 121):
        put(tree, number, f"Welche Zelle ist nummer{number}?")
    with Ledger.open("sqlite:///ledger.sqlite", root=tmp_path) as ledger:
        Catalog(ledger, tree, SITE).sync()
        related = RelatedArticles(ledger, tree, SITE)
        assert titles(related, "Welche Zelle ist nummer7 heute?", "Physics") == ["Welche Zelle ist nummer7?"]


SYNTAX = st.sampled_from(["AND", "OR", "NEAR(", "mitosis", "cells", '"', "*", "^", ":", "-", "{", ")", "\x00"])
ANY_TEXT = st.text(st.characters(), max_size=40) | st.lists(SYNTAX, max_size=8).map(" ".join)


@settings(deadline=None, max_examples=100)
@given(question=ANY_TEXT, subject=ANY_TEXT, keywords=st.lists(ANY_TEXT, max_size=3))
def test_any_text_is_only_text(related: RelatedArticles, question: str, subject: str, keywords: list[str]) -> None:
    found = related.find(question, subject, keywords)
    assert len({article.id for article in found}) == len(found) <= LIMIT
    assert all(article.title in {title for title, *_ in PAGES} for article in found)
