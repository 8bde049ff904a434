"""The suite: settings, crashes, hostile pages."""

import dataclasses
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.catalogue import CATALOGUE
from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading
from evals.rules import Rule
from evals.suite import Suite
from gen.config import CheckSettings, SeoSettings, Settings
from gen.errors import PageError, SettingsError
from gen.page.page import Related, new_page
from gen.page.reader import load_page
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile
from tests.evals.cases import BASE

SUITE = Suite.from_settings(Settings())
TEXT = st.text(max_size=300) | st.text(alphabet="$\\`{}[]()<>|*#-1. \n\tabé", max_size=300)


class Crashing(Check):
    """A check that crashes

    For the test.
    """

    id = "crashing"
    severity = Severity.NOTE
    source = bad = good = ""

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        yield Hit("never counted")
        raise ZeroDivisionError("of course")


def test_a_crash_is_reported_and_is_neither_pass_nor_zero() -> None:
    inspection = Suite((Rule(Crashing(), Severity.NOTE), *SUITE.rules)).inspect(BASE)
    assert inspection.needs_person
    assert inspection.score == -1.0
    (finding,) = inspection.findings
    assert (finding.check, finding.severity, finding.evidence) == ("check-crashed", Severity.ERROR, "crashing")
    assert "ZeroDivisionError: of course" in finding.message


def test_nothing_checked_is_not_scored() -> None:
    inspection = Suite(()).inspect(BASE)
    assert (inspection.score, inspection.needs_person, inspection.findings) == (-1.0, False, ())


def test_settings_turn_off_and_change() -> None:
    page = dataclasses.replace(BASE, author="admin", answer="Short.")
    said = {
        "author": CheckSettings(enabled=False),
        "answer-short": CheckSettings(severity="error", options={"least": 50}),
        "description-length": CheckSettings(severity="note"),
    }
    findings = Suite.from_settings(Settings(checks=said)).inspect(page).findings
    by_check = {finding.check: finding for finding in findings}
    assert "author" not in by_check
    assert by_check["answer-short"].severity == Severity.ERROR
    assert "at least 50" in by_check["answer-short"].message


def test_bounds_come_from_the_seo_settings() -> None:
    wide = Suite.from_settings(Settings(seo=SeoSettings(description=(10, 500), keywords=(1, 3))))
    assert {f.check for f in wide.inspect(BASE).findings} == {"keywords-count"}


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        ({"refusel": CheckSettings()}, "did you mean `refusal`?"),
        ({"zzz": CheckSettings()}, "there is no check `zzz`"),
        ({"answer-short": CheckSettings(options={"lest": 1})}, "did you mean `least`?"),
        ({"answer-short": CheckSettings(options={"least": "many"})}, "option `least` of the check `answer-short`"),
        ({"answer-short": CheckSettings(options={"least": -1})}, "greater than or equal to 0"),
        ({"answer-short": CheckSettings(options={"least": b"\xff"})}, "no plain values"),
        ({"author": CheckSettings(options={"name": "x"})}, "no option `name`"),
        ({"page-unreadable": CheckSettings(enabled=False)}, "cannot be changed"),
    ],
)
def test_wrong_settings(checks: dict[str, CheckSettings], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Suite.from_settings(Settings(checks=checks))
    assert said in str(caught.value)


def test_the_version_follows_settings() -> None:
    other = Suite.from_settings(Settings(checks={"answer-short": CheckSettings(options={"least": 999})}))
    off = Suite.from_settings(Settings(checks={"answer-short": CheckSettings(enabled=False)}))
    assert len({SUITE.version, other.version, off.version}) == 3
    assert Suite.from_settings(Settings()).version == SUITE.version


def test_worst_first() -> None:
    page = dataclasses.replace(BASE, author="admin", subject="biology", id=0)
    severities = [finding.severity for finding in SUITE.inspect(page, dump_page(page)).findings]
    assert severities == sorted(severities, reverse=True)


@given(st.tuples(TEXT, TEXT, TEXT, TEXT, TEXT))
@settings(deadline=None, max_examples=150)
def test_no_page_crashes_it(texts: tuple[str, str, str, str, str]) -> None:
    answer, question, description, keywords, subject = texts
    page = dataclasses.replace(
        BASE,
        answer=answer,
        question=question,
        description=description,
        keywords=keywords,
        subject=subject,
        related=(Related(0, question, "", ""),),
    )
    inspection = SUITE.inspect(page)
    assert not inspection.needs_person, inspection.findings
    assert 0 < inspection.score <= 1
    for finding in inspection.findings:
        assert finding.check in CATALOGUE
        assert len(finding.evidence) <= 120


def test_a_check_says_at_most_a_hundred_things_and_how_many_it_left_out() -> None:
    page = dataclasses.replace(BASE, answer=f"{BASE.answer}\n\n{'<br> ' * 350}.")
    findings = [finding for finding in SUITE.inspect(page).findings if finding.check == "raw-html"]
    assert len(findings) == 100
    assert [f.message for f in findings if "more" in f.message] == ["raw HTML shows as text (and 250 more like it)"]


@given(answer=TEXT)
@settings(deadline=None, max_examples=60)
def test_findings_have_a_place_in_the_file(answer: str) -> None:
    page = dataclasses.replace(BASE, answer=answer)
    try:
        text = dump_page(page)
    except PageError:
        return
    lines = text.split("\n")
    for finding in SUITE.inspect(page, text).findings:
        assert 1 <= finding.line <= finding.end_line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1


HOSTILE = [
    *(
        "a ",
        "$ ",
        "` ",
        "`` ` ",
        "\\(",
        "\\( \\)",
        "{",
        "${",
        "- \n",
        "1. a\n",
        "[",
        "[your ",
        "<b ",
        "a\n\n",
        "\n",
        " ",
    ),
    *(
        "# a\n",
        "two types ",
        "two types of a:\n- b\n",
        "* ",
        "** ",
        "user: ",
        "I cannot ",
        "```\n",
        "| a ",
        "\t",
        "é",
        "$1 a ",
    ),
    *("$\\begin{a}", "$$\n", "x, ", "based on the ", "as an ai ", "the two main main "),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_length_only(piece: str) -> None:
    page = dataclasses.replace(BASE, answer=piece * (50_000 // len(piece)), keywords=(piece + ",") * 500)
    start = time.process_time()
    SUITE.inspect(page)
    assert time.process_time() - start < 6


def test_a_site_whose_answer_is_the_body() -> None:
    """Fields that the layout does not write are not missed, and places are those of the body."""
    site = SiteProfile(profile="hugo", author="Jane")
    page = new_page(
        id=1,
        date=BASE.date,
        question=BASE.question,
        subject="Biology",
        answer=f"{BASE.answer}\n\nIt is \\( x \\) here.",
        description=BASE.description + " It needs no pump.",
        keywords=BASE.keywords.split(", "),
        profile=site,
    )
    text = dump_page(page, site)
    suite = Suite.from_settings(Settings(site=site))
    findings = suite.inspect(load_page(text, site), text).findings
    assert [finding.check for finding in findings] == ["maths-delimiter", "description-length"]
    found = findings[0]
    line = text.split("\n")[found.line - 1]
    assert line[found.column - 1 : found.end_column - 1] == "\\( x \\)" == found.evidence
