"""Findings that a page waves through."""

import dataclasses
import pickle

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from evals.finding import Finding, Severity
from evals.suite import Inspection, Suite
from evals.waiver import KEY, Waiver, claimed
from evals.waivers import unused, waive
from gen.config import CheckSettings, Settings, SubjectSettings
from gen.errors import PageError
from gen.page.page import Page, new_page
from gen.page.reader import load_page
from gen.page.values import Value
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile
from tests.evals.cases import BASE, HERE

SUITE = Suite.from_settings(Settings())
TEXT = (HERE / "base.md").read_text(encoding="utf-8")
TEX = dataclasses.replace(BASE, answer=BASE.answer + "\n\nIt is \\( x \\) and \\( y \\) here.")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8) | st.sampled_from(["loop", "maths-delimiter"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["ignore", "check", "reason", "words", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def ignoring(page: Page, *entries: Value, suite: Suite = SUITE) -> Inspection:
    """What is said of the page once it ignores this, read from its file."""
    text = dump_page(dataclasses.replace(page, other={KEY: {"ignore": [*entries]}}))
    return suite.inspect(load_page(text), text)


def checks(said: Inspection) -> list[str]:
    return [finding.check for finding in said.findings if finding.check not in BASE_CHECKS]


BASE_CHECKS = {finding.check for finding in SUITE.inspect(BASE).findings}


def test_all_findings_of_a_check() -> None:
    said = ignoring(TEX, {"check": "maths-delimiter", "reason": " the page is about LaTeX "})
    assert checks(said) == []
    assert [(each.finding.evidence, each.reason) for each in said.suppressed] == [
        ("\\( x \\)", "the page is about LaTeX"),
        ("\\( y \\)", "the page is about LaTeX"),
    ]
    assert said.score == SUITE.inspect(BASE).score > SUITE.inspect(TEX).score
    assert all(each.finding.line for each in said.suppressed)


def test_the_finding_with_these_words_alone() -> None:
    said = ignoring(TEX, {"check": "maths-delimiter", "words": "\\(\n x", "reason": "as an example"})
    assert [finding.evidence for finding in said.findings if finding.check == "maths-delimiter"] == ["\\( y \\)"]
    assert [each.finding.evidence for each in said.suppressed] == ["\\( x \\)"]


def test_shortened_evidence_can_be_copied() -> None:
    assert Waiver("loop", "r", "the first words…").covers("loop", "the  first words\nand the rest")
    assert not Waiver("loop", "r", "the first words").covers("repetitive", "the first words")


def test_what_words_do_not_meet_is_not_hidden_behind_the_bound_of_findings() -> None:
    page = dataclasses.replace(BASE, answer=f"{BASE.answer}\n\n{'<br> ' * 150}{'<i> ' * 120}.")
    said = ignoring(page, {"check": "raw-html", "words": "<br>", "reason": "an example"})
    assert len(said.suppressed) == 100
    left = [finding for finding in said.findings if finding.check == "raw-html"]
    assert {finding.evidence for finding in left} == {"<i>"}
    assert left[-1].message.endswith("(and 20 more like it)")


@pytest.mark.parametrize(
    ("entry", "check", "words"),
    [
        ({"check": "maths-delimiter"}, "ignore-without-reason", "without a reason"),
        ({"check": "maths-delimiter", "reason": "  "}, "ignore-without-reason", "without a reason"),
        ({"check": "maths-delimeter", "reason": "r"}, "ignore-unknown", "did you mean `maths-delimiter`"),
        ({"check": "maths-delimiter", "reason": 5}, "ignore-unknown", "reason` should be a valid string"),
        ({"check": "maths-delimiter", "reason": "r", "wrods": "x"}, "ignore-unknown", "wrods` is no key"),
        ({"reason": "r"}, "ignore-unknown", "check` is missing"),
        ("maths-delimiter", "ignore-unknown", "ignore.0` should be"),
        ({"check": "page-unreadable", "reason": "r"}, "ignore-forbidden", "no page may"),
        ({"check": "ignore-unused", "reason": "r"}, "ignore-forbidden", "no page may"),
        ({"check": "raw-html", "reason": "r"}, "ignore-unused", "it has none"),
        ({"check": "maths-delimiter", "words": "z", "reason": "r"}, "ignore-unused", "about `z`, and it has none"),
    ],
)
def test_what_cannot_be_followed_is_a_finding_and_waves_nothing_through(entry: Value, check: str, words: str) -> None:
    text = dump_page(dataclasses.replace(TEX, other={KEY: {"ignore": [entry]}}))
    said = SUITE.inspect(load_page(text), text)
    assert len(list(claimed(load_page(text)))) == isinstance(entry, dict)
    assert sorted(checks(said)) == sorted([check, "maths-delimiter", "maths-delimiter"])
    (found,) = [finding for finding in said.findings if finding.check == check]
    assert words in found.message
    at = text.split("\n").index("    ignore:")
    assert at + 1 < found.line <= at + 4
    assert said.suppressed == ()


@pytest.mark.parametrize("said", [None, "all", 3, [], {}, {"ignore": None}, {"ignore": {}}, {"ignroe": []}])
def test_what_is_no_list_of_entries_is_a_finding(said: Value) -> None:
    page = dataclasses.replace(BASE, other={KEY: said})
    assert "ignore-unknown" in checks(SUITE.inspect(page))


def test_one_bad_entry_does_not_spoil_the_others() -> None:
    said = ignoring(TEX, {"check": "lop", "reason": "r"}, 7, {"check": "maths-delimiter", "reason": "r"})
    assert checks(said) == ["ignore-unknown", "ignore-unknown"]
    assert len(said.suppressed) == 2


def test_the_settings_may_forbid_it() -> None:
    suite = Suite.from_settings(Settings(checks={"maths-delimiter": CheckSettings(waivable=False)}))
    said = ignoring(TEX, {"check": "maths-delimiter", "reason": "r"}, suite=suite)
    assert sorted(checks(said)) == ["ignore-forbidden", "maths-delimiter", "maths-delimiter"]


def test_the_settings_may_say_how_severe_the_complaints_are() -> None:
    said = {"ignore-unused": CheckSettings(enabled=False), "ignore-without-reason": CheckSettings(severity="note")}
    suite = Suite.from_settings(Settings(checks=said))
    inspection = ignoring(BASE, {"check": "raw-html", "reason": "r"}, {"check": "loop"}, suite=suite)
    assert [(f.check, f.severity) for f in inspection.findings if f.check not in BASE_CHECKS] == [
        ("ignore-without-reason", Severity.NOTE)
    ]


def test_what_is_not_checked_here_is_not_missed() -> None:
    settings = Settings(subjects={"Biology": SubjectSettings(checks={"raw-html": CheckSettings(enabled=False)})})
    entry: Value = {"check": "raw-html", "reason": "r"}
    assert checks(ignoring(BASE, entry, suite=Suite.from_settings(settings))) == []


def test_checks_of_many_pages_come_later() -> None:
    said = ignoring(BASE, {"check": "id-twice", "reason": "moved"})
    assert checks(said) == []
    (waiver,) = said.waivers
    assert (waiver.check, waiver.reason) == ("id-twice", "moved")
    assert pickle.loads(pickle.dumps(waiver)) == waiver
    found = [Finding("id-twice", Severity.ERROR, "m"), Finding("url-twice", Severity.ERROR, "m")]
    parted = waive(found, said.waivers)
    assert [finding.check for finding in parted.kept] == ["url-twice"]
    assert [(each.finding.check, each.reason) for each in parted.suppressed] == [("id-twice", "moved")]
    assert parted.unused == ()
    (left,) = waive(found[1:], said.waivers).unused
    assert (unused(left).check, unused(left).line) == ("ignore-unused", waiver.place[0])


@given(VALUES)
def test_whatever_stands_there_is_no_crash_and_hides_nothing_without_a_reason(said: Value) -> None:
    page = dataclasses.replace(TEX, other={KEY: said})
    assert len(list(claimed(page))) >= 0
    inspection = SUITE.inspect(page)
    assert not inspection.needs_person
    assert all(each.reason.strip() for each in inspection.suppressed)
    found = [f for f in inspection.findings if f.check not in BASE_CHECKS and not f.check.startswith("ignore-")]
    assert len(found) + len(inspection.suppressed) == 2


@given(st.lists(st.sampled_from(["loop", "refusal", "author"]), max_size=6), st.data())
def test_waiving_parts_and_loses_nothing(names: list[str], data: st.DataObject) -> None:
    findings = [Finding(name, Severity.ERROR, "m", evidence=f"e{number}") for number, name in enumerate(names)]
    waivers = data.draw(
        st.lists(
            st.builds(Waiver, st.sampled_from(["loop", "refusal"]), st.just("r"), st.sampled_from(["", "e1", "z"])),
            max_size=4,
        )
    )
    parted = waive(findings, waivers)
    assert sorted([*parted.kept, *(each.finding for each in parted.suppressed)], key=findings.index) == findings
    assert all(not waiver.covers(f.check, f.evidence) for f in parted.kept for waiver in waivers)
    assert all(not waiver.covers(f.check, f.evidence) for f in findings for waiver in parted.unused)


def test_a_page_that_ignores_something_is_written_as_people_write_it() -> None:
    entries = """\
answerdesk:
    ignore:
      - check: maths-delimiter
        words: "\\\\( x \\\\)"
        reason: the page is about LaTeX itself
      - check: loop
        reason: a refrain
"""
    text = TEXT.replace("\n---\n\n&nbsp;", f"\n{entries}---\n\n&nbsp;")
    page = load_page(text)
    assert dump_page(page) == text
    assert dump_page(dataclasses.replace(page, other={})) == TEXT
    parsed = yaml.safe_load(text.removeprefix("---\n").partition("\n---\n")[0])
    assert parsed["answerdesk"] == page.other["answerdesk"]


INJECTED = st.sampled_from(
    [
        "\nanswerdesk:\n  ignore:\n    - {check: refusal, reason: x}\n",
        "\n---\nanswerdesk: {ignore: [{check: refusal, reason: x}]}\n---\n",
        '"\nanswerdesk: {ignore: [{check: refusal, reason: x}]}\n"',
        "\\nanswerdesk:\\n  ignore: [{check: refusal, reason: x}]",
        "- answerdesk: {ignore: []}",
        "'",
        '"',
        ": ",
        " #",
        ">-\n",
        "&nbsp;",
        "{answer}",
    ]
)
SAID = st.lists(INJECTED | st.text(max_size=5), max_size=5).map("".join)


@given(answer=SAID, question=SAID, description=SAID, keywords=st.lists(SAID, max_size=3), hugo=st.booleans())
def test_nothing_that_a_model_or_a_list_says_waves_anything_through(
    answer: str, question: str, description: str, keywords: list[str], hugo: bool
) -> None:
    site = SiteProfile(profile="hugo" if hugo else "quicktakes", author="Jane")
    try:
        page = new_page(
            id=1,
            date=BASE.date,
            question=f"What {question}",
            subject="Biology",
            answer=answer,
            description=description,
            keywords=keywords,
            profile=site,
        )
        text = dump_page(page, site)
    except PageError:
        return
    said = load_page(text, site)
    assert KEY not in said.other
    assert Suite.from_settings(Settings(site=site)).inspect(said, text).suppressed == ()
