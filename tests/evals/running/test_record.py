"""What is kept of a page comes back as it was, and what is damaged is seen to be."""

import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.card import Card
from evals.finding import Finding, Severity
from evals.report import Suppressed
from evals.running.record import Cards, Record, pack_card, place_key
from evals.waiver import Waiver
from gen.page.page import Related

NUMBER = st.integers(0, 2**53)
PLACE = st.tuples(NUMBER, NUMBER, NUMBER, NUMBER)
TEXT = st.text(st.characters(exclude_categories=()))  # halves of surrogates, too: a page can spell them
FINDING = st.builds(Finding, TEXT, st.sampled_from(Severity), TEXT, TEXT, NUMBER, NUMBER, NUMBER, NUMBER, TEXT, TEXT)
RECORD = st.builds(
    Record,
    findings=st.lists(FINDING, max_size=3).map(tuple),
    score=st.just(-1.0) | st.floats(0, 1),
    needs_person=st.booleans(),
    subject=TEXT,
    question=TEXT,
    suppressed=st.lists(st.builds(Suppressed, FINDING, TEXT), max_size=2).map(tuple),
    waivers=st.lists(st.builds(Waiver, TEXT, TEXT, TEXT, PLACE), max_size=2).map(tuple),
    places=st.dictionaries(TEXT, PLACE, max_size=3),
    complete=st.booleans(),
)
CARD = st.builds(
    *(Card, TEXT, NUMBER, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, st.booleans()),
    related=st.lists(st.builds(Related, NUMBER, TEXT, TEXT, TEXT), max_size=5).map(tuple),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(RECORD)
def test_records_come_back(record: Record) -> None:
    assert Record.unpack(record.pack()) == record


@given(CARD)
def test_cards_come_back_without_their_path(card: Card) -> None:
    assert Cards().unpack("here.md", pack_card(card)) == replace(card, path="here.md")


def test_a_page_without_a_card() -> None:
    assert Cards().unpack("x.md", pack_card(None)) is None


@given(st.binary(max_size=60) | JSON.map(lambda data: zlib.compress(json.dumps(data).encode())))
def test_damage_is_a_value_error_and_nothing_else(data: bytes) -> None:
    for unpack in (Record.unpack, lambda found: Cards().unpack("x.md", found or b"x")):
        with pytest.raises(ValueError):
            unpack(data)


def test_texts_that_many_cards_have_are_kept_once() -> None:
    cards, card = (
        Cards(),
        Card(
            "",
            1,
            "/a",
            "a.md",
            "A?",
            "A?",
            "",
            "",
            "Biology",
            False,
            ("a cell\tnumber\t5.0\t5.0\t0\t5",),
            (Related(2, "B?", "Biology", "/b"),),
        ),
    )
    other = replace(card, id=2, url="/b", title="B?", related=())
    one, two = (cards.unpack("x", pack_card(each)) for each in (card, other))
    assert one is not None
    assert two is not None
    assert one.related[0].url is two.url
    assert one.related[0].title is two.title
    assert one.subject is two.subject


def test_names_of_places() -> None:
    assert [place_key("url"), place_key("related", 3), place_key("related", 3, "url")] == [
        "url",
        "related3",
        "related3.url",
    ]


def test_a_card_is_kept_whole() -> None:
    related = (Related(2, "B?", "Biology", "/b"),)
    card = Card("x", 1, "/a", "a.md", "A?", "A?", "", "", "Biology", False, ("cell\tmass\t5.0\t5.0\t0\t5 g",), related)
    assert Cards().unpack("x", pack_card(card)) == card
