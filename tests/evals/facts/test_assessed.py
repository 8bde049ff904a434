"""What models said of sentences, as findings of a page."""

import datetime

import pytest

from evals.catalogue import FRAME_CHECKS
from evals.facts.layers import ASKED, FLAGS, JUDGE, SAMPLES
from evals.facts.state import State
from evals.finding import Finding
from evals.suite import Suite
from gen.assessment import Assessment
from gen.config import Settings
from gen.page.page import Page, new_page
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile

ANSWER = "The tower stands in Paris. It was opened in 1889.\n\nIt is 330 m high.\n"
OPENED = Assessment(
    *(JUDGE, "It was opened in 1889.", State.FLAGGED, "contradicted"),
    quote="opened in 1888",
    place="tower.md:3",
    reason="The source has 1888.",
)


def page(answer: str = ANSWER) -> Page:
    return new_page(
        id=1,
        date=datetime.date(2026, 2, 3),
        question="When was the tower opened?",
        subject="History of the World",
        answer=answer,
        description="",
        keywords=[],
        profile=SiteProfile(),
    )


def findings(*assessed: Assessment, answer: str = ANSWER, settings: Settings | None = None) -> list[Finding]:
    made = page(answer)
    suite = Suite.from_settings(settings or Settings())
    said = suite.inspect(made, dump_page(made), assessed=assessed)
    return [finding for finding in said.findings if finding.check in ASKED]


def test_a_flag_stands_at_its_sentence_with_reason_quotation_and_place() -> None:
    (flag,) = findings(OPENED)
    lines = dump_page(page()).splitlines()
    line = lines[flag.line - 1]
    assert line[flag.column - 1 :].startswith("It was opened")
    assert (flag.check, str(flag.severity), flag.field) == ("judge-contradicted", "warning", "answer")
    assert flag.evidence == "It was opened in 1889."
    assert (flag.place, flag.passage) == ("tower.md:3", "opened in 1888")
    for words in ("The source has 1888.", "tower.md:3", "“opened in 1888”"):
        assert words in flag.message


def test_words_within_the_sentence_are_marked() -> None:
    said = Assessment(SAMPLES, "It is 330 m high.", State.FLAGGED, "figure", "330 m", reason="2 of 3 lack it")
    (flag,) = findings(said)
    assert (flag.check, flag.evidence) == ("samples-figure", "330 m")


def test_a_sentence_that_was_edited_has_no_flag_any_more() -> None:
    assert findings(OPENED, answer=ANSWER.replace("1889", "1888")) == []
    assert findings(OPENED, answer="Before it.\n\n" + ANSWER)[0].evidence == OPENED.words


@pytest.mark.parametrize("state", [State.SUPPORTED, State.NO_SOURCE])
def test_what_needs_nobody_is_no_finding(state: State) -> None:
    assert findings(Assessment(JUDGE, OPENED.words, state, "exact")) == []


def test_what_was_not_checked_is_said_once_for_a_reason() -> None:
    words = ("The tower stands in Paris.", "It was opened in 1889.", "It is 330 m high.")
    spent = [Assessment(JUDGE, each, State.NOT_CHECKED, reason="the budget is spent") for each in words[:2]]
    refused = Assessment(JUDGE, words[2], State.NOT_CHECKED, reason="the judge refused")
    alone = Assessment(SAMPLES, "", State.NOT_CHECKED, reason="no other sample came")
    said = {finding.message: finding.check for finding in findings(*spent, refused, alone)}
    assert said == {
        "2 sentences were not checked by the judge: the budget is spent": "judge-not-checked",
        "this was not checked by the judge: the judge refused": "judge-not-checked",
        "not checked by the samples: no other sample came": "samples-not-checked",
    }


def test_flags_cost_no_score() -> None:
    made = page()
    suite = Suite.from_settings(Settings())
    text = dump_page(made)
    assert suite.inspect(made, text).score == suite.inspect(made, text, assessed=[OPENED]).score


def test_the_settings_say_how_severe_they_are_and_which_are_shown() -> None:
    settings = Settings.model_validate({"checks": {"judge-contradicted": {"severity": "error"}}})
    assert [str(flag.severity) for flag in findings(OPENED, settings=settings)] == ["error"]
    settings = Settings.model_validate({"checks": {"judge-contradicted": {"enabled": False}}})
    assert findings(OPENED, settings=settings) == []


def test_every_kind_has_its_check_and_all_of_them_are_flags() -> None:
    assert set(FLAGS.values()) <= ASKED
    assert {name for name, check in FRAME_CHECKS.items() if check.factual} == ASKED
