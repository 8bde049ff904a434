"""The number rule: what a passage has, however it writes it, and what it has not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.facts.numbers import missing_figures


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("a dose of 1-2 g/kg", "give 1 to 2 g/kg body weight"),
        ("500 mg", "half a gram, 0.5 g"),
        ("two weeks", "for 14 days"),
        ("235,000 people", "235, 000 people"),
        ("1.2 million", "1,183,000 people"),
        ("50% of them", "a share of 0.5"),
        ("half of them fell", "some fell"),
        ("twice and first", "again"),
        ("in 2010", "on May 3, 2010"),
        ("the 1994-95 season", "1994 and 1995"),
        ("in the 1990s", "in 1994"),
        ("the 19th century", "in 1848"),
        ("in 2006", "back in '06"),
        ("in 2019", "Fri 15 Feb 19"),
        ("May 3, 2010", "3 May 2010"),
        ("May 3, 2010", "2010-05-03"),
        ("on May 3, 2010", "on 3 May he came"),
        ("in 2010", "he came"),
        ("COVID-19 and COVID 19", "a virus"),
        ("twelve apostles", "12 apostles"),
        ("$3.5 million", "3,500,000 dollars"),
    ],
)
def test_nothing_is_missing(claim: str, passage: str) -> None:
    assert missing_figures(claim, [passage]) == []


@pytest.mark.parametrize(
    ("claim", "passage", "missing"),
    [
        ("50 people", "1500 people", ["50"]),
        ("1,500 people", "50 people", ["1,500"]),
        ("in 2010", "in 2011", ["2010"]),
        ("in 1998", "in 2000, nearly 2,000 people", ["1998"]),
        ("from 2 to 5 mg", "2 mg", ["2 to 5 mg"]),
        ("5 mg", "5 hours, 5 mL, 6 mg", ["5 mg"]),
        ("5 mg", "0.005 kg", ["5 mg"]),
        ("1.2 million", "1,283,000 people", ["1.2 million"]),
        ("97%", "95%", ["97%"]),
        ("twelve apostles", "many apostles", ["twelve"]),
        ("May 3, 2010", "May 4, 2010", ["May 3, 2010"]),
        ("May 3", "May 4", ["May 3"]),
        ("in the 1990s", "in 1989", ["1990s"]),
        ("19 of them, COVID-19", "COVID-19", ["19"]),
        ("5 and 7 and 9", "7", ["5", "9"]),
    ],
)
def test_missing(claim: str, passage: str, missing: list[str]) -> None:
    assert [figure.text for figure in missing_figures(claim, [passage])] == missing


def test_without_passages_every_figure_is_missing() -> None:
    for passages in ([], [" "]):
        assert [figure.text for figure in missing_figures("In 2010 he took 5 mg twice.", passages)] == ["2010", "5 mg"]


def test_all_passages_are_looked_at() -> None:
    assert missing_figures("5 and 7", ["it was 5", "it was 7"]) == []


@given(st.text(alphabet="0123456789.,-– %$mgk/twice half5", max_size=60))
def test_a_text_has_its_own_figures(text: str) -> None:
    assert missing_figures(text, [text]) == []


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_a_whole_number_is_not_found_in_another(one: int, other: int) -> None:
    near = abs(one - other) <= 0.05 * one
    missing = missing_figures(f"{one:,} birds", [f"{other:,} birds in 1500 and 2000"])
    assert (not missing) if one == other else near or missing or one in (1500, 2000)


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("The dose is 3 g/kg.", ["3 g/kg"]),
        ("The dose is 2 g/kg.", []),
        ("The dose is 2000 mg/kg.", []),
        ("It ranges from 1-2 g/kg.", ["1-2 g/kg"]),
        ("It is given for 3 weeks.", []),
    ],
)
def test_a_dose_is_there_in_its_own_kind_of_unit_alone(claim: str, missing: list[str]) -> None:
    passage = "Adults get 2 g/kg in all over two to five days, and again after three weeks; it is the first treatment."
    assert [figure.text for figure in missing_figures(claim, [passage])] == missing
