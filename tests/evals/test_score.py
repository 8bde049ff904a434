"""The score's arithmetic."""

import dataclasses
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.finding import Finding, Severity
from evals.score import score_of

FINDINGS = st.lists(
    st.builds(
        Finding, check=st.sampled_from(["a", "b", "c"]), severity=st.sampled_from(Severity), message=st.just("m")
    ),
    max_size=40,
)


def finding(check: str, severity: Severity) -> Finding:
    return Finding(check, severity, "m")


@pytest.mark.parametrize(
    ("findings", "value"),
    [
        ([], 1.0),
        ([finding("a", Severity.ERROR)], 0.5),
        ([finding("a", Severity.ERROR)] * 2, 0.4),
        ([finding("a", Severity.ERROR), finding("b", Severity.ERROR)], 0.333),
        ([finding("a", Severity.WARNING)], 0.833),
        ([finding("a", Severity.NOTE)], 0.98),
    ],
)
def test_documented_arithmetic(findings: list[Finding], value: float) -> None:
    assert score_of(findings).value == value


@given(FINDINGS)
def test_between_0_and_1(findings: list[Finding]) -> None:
    assert 0 < score_of(findings).value <= 1


@given(FINDINGS, st.data())
def test_findings_less_never_lower_it(findings: list[Finding], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(findings), max_size=len(findings)))
    rest = [found for found, stays in zip(findings, kept, strict=True) if stays]
    assert score_of(rest).value >= score_of(findings).value


@given(FINDINGS, st.data())
def test_milder_findings_never_lower_it(findings: list[Finding], data: st.DataObject) -> None:
    milder = [
        dataclasses.replace(found, severity=data.draw(st.sampled_from([s for s in Severity if s <= found.severity])))
        for found in findings
    ]
    assert score_of(milder).value >= score_of(findings).value


@given(FINDINGS, st.integers(1, 9))
def test_the_same_finding_again_never_raises_it(findings: list[Finding], times: int) -> None:
    if findings:
        assert score_of([*findings, *[findings[0]] * times]).value <= score_of(findings).value


@given(FINDINGS)
def test_an_error_more_of_another_check_always_shows(findings: list[Finding]) -> None:
    assert score_of([*findings, finding("z", Severity.ERROR)]).value < score_of(findings).value


@given(FINDINGS, st.randoms())
def test_order_does_not_matter(findings: list[Finding], random: object) -> None:
    shuffled = sorted(findings, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert score_of(shuffled) == score_of(findings)


@given(FINDINGS)
def test_the_breakdown_adds_up_and_names_every_check(findings: list[Finding]) -> None:
    score = score_of(findings)
    assert {cost.check for cost in score.costs} == {finding.check for finding in findings}
    assert sum(cost.findings for cost in score.costs) == len(findings)
    assert score.value == round(1 / (1 + fsum(cost.demerits for cost in score.costs)), 3)
    assert [cost.demerits for cost in score.costs] == sorted((cost.demerits for cost in score.costs), reverse=True)


def test_it_says_what_cost_what() -> None:
    score = score_of([finding("loop", Severity.ERROR), finding("author", Severity.WARNING)])
    assert str(score) == "0.455 = 1 / (1 + loop 1.00, author 0.20)"
    assert str(score_of([])) == "1.000"
