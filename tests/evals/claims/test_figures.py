"""Figures, however they are written."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.claims.figure import Kind
from evals.claims.figures import figures


def read(text: str) -> list[tuple[str, tuple[float, ...], str]]:
    return [(str(one.kind), one.values, one.unit) for one in figures(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from 1-2 g/kg body weight", [("dose", (1, 2), "g/kg")]),
        ("between 5 and 10 mg", [("dose", (5, 10), "mg")]),
        ("5 and 10 birds", [("number", (5,), ""), ("number", (10,), "")]),
        ("6 to 9 years", [("range", (6, 9), "yr")]),
        ("7.35–7.45", [("range", (7.35, 7.45), "")]),
        ("30 mg/kg/day", [("dose", (30,), "mg/kg/d")]),
        ("20 mg per day", [("dose", (20,), "mg/d")]),
        ("500 micrograms, 5 mL", [("dose", (500,), "µg"), ("number", (5,), "mL")]),
        ("235, 000 and 235,000", [("number", (235_000,), "")] * 2),
        ("12 500 or 12\u202f500 or 12,500.5", [("number", (12_500,), "")] * 2 + [("number", (12_500.5,), "")]),
        ("3.5 million, 5k, 2 thousand", [("number", (3.5e6,), ""), ("number", (5000,), ""), ("number", (2000,), "")]),
        ("$3.5 million", [("money", (3.5e6,), "$")]),
        ("US$5-6 million and $5m", [("money", (5e6, 6e6), "$"), ("money", (5e6,), "$")]),
        ("€20, 20 euros, 20 dollars", [("money", (20,), "€")] * 2 + [("money", (20,), "$")]),
        ("50%, 50 percent, 50 per cent", [("percentage", (50,), "%")] * 3),
        ("5-10% or 5% to 10%", [("percentage", (5, 10), "%")] * 2),
        ("in 2010", [("year", (2010,), "")]),
        ("2,010 birds", [("number", (2010,), "")]),
        ("the 1994-95 season, 1939–1945", [("year", (1994, 1995), ""), ("year", (1939, 1945), "")]),
        ("the 1990s", [("year", (1990,), "")]),
        ("March 12, 2010", [("date", (2010, 3, 12), "")]),
        ("12th of March 2010", [("date", (2010, 3, 12), "")]),
        ("2010-03-12, Sept. 2010", [("date", (2010, 3, 12), ""), ("date", (2010, 9, 0), "")]),
        ("03/04/2010", [("date", (2010, 0, 0), "")]),
        ("twice, half, three", [("number", (2,), ""), ("number", (0.5,), ""), ("number", (3,), "")]),
        ("one hundred and five thousand", [("number", (105_000,), "")]),
        ("twenty-one and two-thirds", [("number", (21,), ""), ("number", (2 / 3,), "")]),
        ("a dozen; two hundred", [("number", (12,), ""), ("number", (200,), "")]),
        ("3/4, ½, 1½", [("number", (0.75,), ""), ("number", (0.5,), ""), ("number", (1.5,), "")]),
        ("the 19th century, 2nd", [("number", (19,), "century"), ("number", (2,), "")]),
        ("a 19-year-old", [("number", (19,), "yr")]),
        ("at -5 °C", [("number", (-5,), "°C")]),
        ("50 in 1500", [("number", (50,), ""), ("year", (1500,), "")]),
    ],
)
def test_read(text: str, found: list[tuple[str, tuple[float, ...], str]]) -> None:
    assert [(kind, unit) for kind, _, unit in read(text)] == [(kind, unit) for kind, _, unit in found]
    assert [values for _, values, _ in read(text)] == [pytest.approx(values) for _, values, _ in found]


@pytest.mark.parametrize(
    "text",
    [
        *("COVID-19", "H1N1", "vitamin B12", "SARS-CoV-2", "IL-6", "CO2", "x2", "F-16", "5-HT", "1,2-dichlorobenzene"),
        *("as in [3]", "[1, 2]", "Fig. 3", "Table 2", "Section 4", "2. an item", "## 3. a heading", "version 2.0.1"),
        *("`x = 5`", "$x^2 = 5$", "\\(5\\)", "https://example.org/5", "24/7", "the '90s", "halfway", "second-hand"),
    ],
)
def test_no_figure(text: str) -> None:
    assert read(text) == []


def test_what_counts_of_its_digits() -> None:
    steps = [one.step for one in figures("2.5; 100; 1,200; 1.2 million; 10; in 2010; the 1990s; three; 2nd")]
    assert steps == pytest.approx([0.1, 10, 100, 1e5, 1, 0, 10, 0, 0])


def test_two_sums_are_no_formula() -> None:
    assert read("from $5 to $6, $7 million to $8 million")[0] == ("money", (5, 6), "$")


@given(st.text(alphabet="0123456789.,-–/ %$€mgkandto½twice\n[]", max_size=60))
def test_spans_are_true_and_apart(text: str) -> None:
    found = figures(text)
    assert all(text[one.start : one.end] == one.text != "" for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@given(st.integers(1000, 10**9))
def test_separators_do_not_change_a_number(number: int) -> None:
    (one,) = figures(f"{number:,} birds")
    assert one.values == (number,)
    assert one.kind is Kind.NUMBER
