from dataclasses import replace
from typing import Any

from evals.comparing.comparison import Comparison, Side, compare
from evals.comparing.gate import Gate
from evals.comparing.html import as_html
from evals.comparing.told import as_markdown, as_text
from evals.trials.expected import Unmet
from evals.trials.result import Result, State

GOOD = Result(
    "q", "Medicine", 0, State.DRAFTED, page="a page\n", score=0.9, expected=2, cost=0.01, tokens=10, seconds=1
)
LOOP = {"check": "loop", "severity": "error"}
LONG = {"check": "sentence-long", "severity": "warning"}


def sides(*pairs: tuple[Result, Result]) -> Comparison:
    named = [(replace(a, case=f"q{at}"), replace(b, case=f"q{at}")) for at, (a, b) in enumerate(pairs)]
    return compare(Side("main", [a for a, _ in named]), Side("branch", [b for _, b in named]))


def but(**changes: Any) -> Result:
    return replace(GOOD, **changes)


def test_a_failed_row_stays_in_the_denominator() -> None:
    failed = but(state=State.FAILED, message="the model refused", score=0.0, page="")
    found = sides(*[(GOOD, GOOD)] * 3, (GOOD, failed))
    assert found.score.b == 0.9 * 3 / 4
    assert found.drafted.b == 0.75
    assert Gate(margin=1.0).reasons(found) == [
        "Fewer questions bring a draft: 75% instead of 100%.",
        "q3 has what it had not before: no draft: the model refused.",
    ]


def test_what_was_not_asked_is_left_out_and_named() -> None:
    stale = but(state=State.STALE, message="changed")
    found = sides((GOOD, GOOD), (GOOD, stale), (but(state=State.UNRECORDED), GOOD))
    assert len(found.pairs) == 1
    assert found.missing == {"q1": "not recorded for branch", "q2": "not recorded for main"}
    alone = compare(Side("main", []), Side("branch", [GOOD]))
    assert alone.missing == {"q": "not recorded for main"}
    assert Gate().reasons(alone) == ["nothing could be compared: no case has an answer on both sides"]


def test_a_new_error_stops_and_an_old_one_does_not() -> None:
    old = but(findings=(LOOP,), score=0.5)
    assert Gate().reasons(sides(*[(old, old)] * 6)) == []
    assert Gate(margin=1).reasons(sides(*[(GOOD, GOOD)] * 9, (GOOD, but(findings=(LOOP,))))) == [
        "q9 has what it had not before: loop."
    ]


def test_one_more_warning_on_one_page_passes_and_on_a_third_does_not() -> None:
    worse = but(findings=(LONG,), score=0.88)
    assert Gate().reasons(sides(*[(GOOD, GOOD)] * 19, (GOOD, worse))) == []
    many = sides(*[(GOOD, GOOD)] * 12, *[(GOOD, worse)] * 8)
    assert many.verdict == "worse"
    assert any("40% have findings of `sentence-long`, instead of 0%." in one for one in Gate().reasons(many))


def test_expectations_count() -> None:
    unmet = but(unmet=(Unmet("must_not", "Gives a dose."),))
    found = sides(*[(GOOD, unmet)] * 6)
    assert found.met.b == 0.5
    assert found.verdict == "worse"
    assert sides(*[(unmet, GOOD)] * 6).verdict == "better"
    assert "q0 has what it had not before: says: Gives a dose." in Gate().reasons(found)


def test_unknown_costs_are_not_zero() -> None:
    found = sides((GOOD, but(cost=None, tokens=None)))
    assert found.effort[0].cost == 0.01
    assert found.effort[1].cost is None
    assert "cost unknown" in as_text(found, None)


def test_hostile_texts_are_texts() -> None:
    evil = "<img src=x onerror=alert(1)>\x1b[31m"
    found = sides(*[(GOOD, but(unmet=(Unmet("must_not", evil),), page=f"{evil}\n"))] * 5)
    reasons = Gate().reasons(found)
    page = as_html(found, reasons)
    assert "<img" not in page
    assert "\x1b" not in as_text(found, reasons)
    assert "<img" not in as_markdown(found, reasons).replace("\\<img", "")


def test_wins_and_losses_are_in_order() -> None:
    found = sides((GOOD, but(score=0.8)), (GOOD, but(score=0.2)), (GOOD, GOOD), (GOOD, but(score=1.0)))
    assert [pair.b.score for pair in found.losses] == [0.2, 0.8]
    assert [pair.b.score for pair in found.wins] == [1.0]
    assert found.score.low is None
    assert "too few questions" in as_text(found, [])
