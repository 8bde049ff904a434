"""Citations, quotations and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.claims.citations import citations
from evals.claims.names import names
from evals.claims.quotations import is_verbatim, quotations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Smith et al. (2010) found it", [("author and year", "smith 2010")]),
        (
            "so it is (Jones, 2012; Brown & Green, 1999)",
            [("author and year", "jones 2012"), ("author and year", "brown 1999")],
        ),
        ("doi:10.1000/182.", [("DOI", "10.1000/182")]),
        ("see https://doi.org/10.1000/xyz123.", [("DOI", "10.1000/xyz123")]),
        ("PMID: 123456", [("PMID", "123456")]),
        ("at https://www.who.int/news/.", [("URL", "who.int/news")]),
        ("In Brown v. Board of Education, 347 U.S. 483 (1954), so", [("case", "brown v board of education")]),
        ("Roe v. Wade (1973) and R v Brown", [("case", "roe v wade"), ("case", "r v brown")]),
        ("In re Gault was later", [("case", "in re gault")]),
        ("under 28 U.S.C. § 1331", [("statute", "28 u s c § 1331")]),
        ("nach § 823 BGB", [("statute", "§ 823 bgb")]),
        ("the Civil Rights Act of 1964", [("statute", "civil rights act of 1964")]),
        ("Article 6 of the European Convention", [("statute", "article 6 of the european convention")]),
        ("in May (2010), in Paris, 1900, and Fig. 3", []),
    ],
)
def test_cited(text: str, found: list[tuple[str, str]]) -> None:
    assert [(str(one.kind), one.key) for one in citations(text)] == found


def test_the_same_work_has_the_same_key() -> None:
    first, second = citations("Smith and Jones (2010) and (Smith et al., 2010a)")
    assert first.key == second.key


def test_quotations_have_at_least_four_words() -> None:
    text = 'He said "we shall fight on the beaches" and “no”. «Il est un homme bon».\n\n> A block of\n> quoted words\n'
    found = ["we shall fight on the beaches", "Il est un homme bon", "A block of\nquoted words"]
    assert [one.words for one in quotations(text)] == found


@pytest.mark.parametrize(
    ("words", "passage", "is_there"),
    [
        ("We shall fight", "and we  shall\nfight on", True),
        ("we shall … the beaches", "We shall fight on the beaches.", True),
        ("the beaches … we shall", "We shall fight on the beaches.", False),
        ("we shall fight", "we shall fighter", False),
        ("“smart” quotes", 'the "smart" quotes', True),
        ("…", "anything", False),
        ("", "anything", False),
    ],
)
def test_verbatim(words: str, passage: str, is_there: bool) -> None:
    assert is_verbatim(words, passage) is is_there


@given(st.lists(st.sampled_from(["we", "shall", "fight", "on"]), min_size=1, max_size=8), st.data())
def test_every_piece_of_a_passage_is_verbatim(words: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    assert is_verbatim(" ".join(words[start:end]), " ".join(words))


def test_names() -> None:
    text = "Thomas K. Arnold met John's dog. The Lexapro is. Lexapro works. Aspirin helps. DNA is. In Paris it rains."
    assert [one.text for one in names(text)] == ["Thomas K. Arnold", "John", "Lexapro", "Lexapro", "DNA", "Paris"]
    assert all(text[one.start : one.end] == one.text for one in names(text))


@given(st.text(alphabet="AaBv. ,()2010&§\"“”>\n'", max_size=80))
def test_spans_are_true(text: str) -> None:
    assert all(text[one.start : one.end] == one.text for one in citations(text))
    assert all(text[one.start : one.end] == one.text for one in names(text))
    assert all(one.words for one in quotations(text))


def test_a_long_text_takes_no_long_time() -> None:
    for piece in ("Aa ", "A v. ", "Aa, ", "(Aa & ", "10.1000/", "Act of ", "§", '"a', "> a\n", "van de ", "Aa van "):
        citations(piece * 3000)
        quotations(piece * 3000)
        names(piece * 3000)
