"""What is certain enough to be mended, and what looks like it and is not."""

from dataclasses import replace

import pytest

from evals.fixing.catalogue import as_markdown, chosen
from evals.fixing.lists import part_keywords
from evals.fixing.mending import mend
from evals.suite import Suite
from gen.config import Settings
from gen.page.page import Page, Related
from gen.page.reader import load_page
from gen.page.writer import dump_page
from tests.evals.cases import BASE

SUITE = Suite.from_settings(Settings())


def mended(page: Page, check: str) -> Page:
    return load_page(mend(SUITE, dump_page(page), chosen([check])).after)


def answer(words: str, check: str) -> str:
    """What becomes of a paragraph behind the base page's answer."""
    before = f"{BASE.answer}\n\n"
    return mended(replace(BASE, answer=before + words), check).answer.removeprefix(before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Here $x\neq 0$ holds.", "Here $x≠ 0$ holds."),
        ("Here $\nabla f$ and $\nu$ are.", "Here $∇ f$ and $ν$ are."),
        ("$$\nE = h \nu\n$$", "$$\nE = h ν\n$$"),
        ("1. A:\n   $$\n   E = h \nu\n   $$\n   where $\nu$ is.", "1. A:\n   $$\n   E = h ν\n   $$\n   where $ν$ is."),
        ("1. A:\n   $$\n   \nabla f = 0\n   $$\n   where $f$.", "1. A:\n   $$\n   ∇ f = 0\n   $$\n   where $f$."),
        ("Say \\(p \\lor \neg p\\) here.", "Say \\(p \\lor ¬ p\\) here."),
        ("Here $3 \nmid 10$ and $A \nsubseteq B$.", "Here $3 ∤ 10$ and $A ⊈ B$."),
    ],
)
def test_a_command_is_restored(before: str, after: str) -> None:
    assert answer(before, "backslash-n") == after


@pytest.mark.parametrize(
    "words",
    [
        "$$\nv = at\nu_0 = 5\n$$\n\nHere $u$ is the speed.",
        "$$\na &= b \\\\\nu_1 &= c\n$$",
        "$\\text{for all\neq of them}$ is it.",
        "As in\neq of the book.",
        "Here $x \not= 0$ holds.",
    ],
)
def test_what_may_be_something_else_stays(words: str) -> None:
    assert answer(words, "backslash-n") == words


@pytest.mark.parametrize(
    "words",
    [
        "It is about $1 \\times 10^{-7} molar, I think.",
        "Its shells are $1s^2 2s^2 2p^6, as of neon.",
        "Here $2x + 3 is the sum.",
        "Let $5 = x here.",
    ],
)
@pytest.mark.parametrize("check", ["money-bare", "money-maths"])
def test_a_formula_that_lost_a_dollar_is_no_money(words: str, check: str) -> None:
    both = f"{words}\n\nIt costs $5 to make.\n\nIt sells for $5 to $10 a day."
    assert answer(both, check) == both


@pytest.mark.parametrize("words", ["It costs $5.", "Each ($4) is sold.", "It is $1,200/month.", "- Cost: $0\n- More"])
def test_money_is(words: str) -> None:
    assert answer(words, "money-bare") == words.replace("$", "\\$")


@pytest.mark.parametrize(
    ("text", "keywords"),
    [
        ("a,b ,c,", ["a", "b", "c"]),
        ("1,2-dichloroethane,solvent", ["1,2-dichloroethane", "solvent"]),
        ("a; b;c", ["a", "b", "c"]),
        ("a, b;c", ["a", "b;c"]),
        ("R&amp;D; b", ["R&amp;D", "b"]),
        ("cell wall osmosis", ["cell wall osmosis"]),
    ],
)
def test_keywords_are_parted(text: str, keywords: list[str]) -> None:
    assert part_keywords(text, ", ") == keywords


def test_keywords_by_spaces_are_not_guessed() -> None:
    page = replace(BASE, keywords="cell wall osmosis water salt root leaf")
    assert mended(page, "keywords-separator") == page


def test_keywords_that_differ_in_case_stay() -> None:
    page = replace(BASE, keywords=f"{BASE.keywords}, {BASE.keywords.partition(',')[0].upper()}")
    assert mended(page, "keywords-double") == page


def test_articles_that_share_an_address_alone_stay() -> None:
    first = BASE.related[0]
    page = replace(BASE, related=(first, replace(first, id=first.id + 1)))
    assert mended(page, "related-double") == page


def test_a_tab_in_a_formula_is_a_command_and_one_in_prose_is_not() -> None:
    assert answer("It is $5 \text{ kg}$ and\text{this}.", "maths-control") == "It is $5 \\text{ kg}$ and\text{this}."


def test_a_fence_at_the_end_goes_and_one_with_code_stays() -> None:
    assert answer("The end.\n\n```", "code-unclosed") == "The end."
    assert answer("The end.\n\n```\nx = 1", "code-unclosed") == "The end.\n\n```\nx = 1"


def test_a_refusal_keeps_its_last_words() -> None:
    page = replace(BASE, answer="I cannot answer this. If you share more, I would be happy to help.")
    assert mended(page, "chatter") == page


def test_a_question_is_never_mended() -> None:
    page = replace(BASE, question="What is the cellâ€™s wall?", description=f"{BASE.description} It is the cellâ€™s.")
    after = mended(page, "mojibake")
    assert after.question == page.question
    assert after.description.endswith("the cell’s.")


def test_a_subject_is_spelled_only_by_name() -> None:
    page = replace(BASE, subject="Computer science", seo_title="QuickTakes | Computer science")
    assert "subject-spelling" not in {fix.check for fix in chosen([])}
    after = mended(page, "subject-spelling")
    assert (after.subject, after.seo_title) == ("Computer Science", "QuickTakes | Computer Science")


@pytest.mark.parametrize("score", [-1.0, None, 0.123])
def test_a_score_that_is_not_the_checks_stays(score: float | None) -> None:
    page = replace(BASE, keywords=BASE.keywords.replace(", ", ","), score=score)
    assert mended(page, "keywords-separator").score == score


def test_a_score_of_these_checks_is_made_anew() -> None:
    page = replace(BASE, keywords=BASE.keywords.replace(", ", ","))
    page = replace(page, score=SUITE.inspect(page, dump_page(page)).score)
    after = mended(page, "keywords-separator")
    assert after.score == SUITE.inspect(after, dump_page(after)).score != page.score


def test_a_change_that_would_bring_a_finding_is_refused() -> None:
    page = replace(BASE, answer=f"{BASE.answer}\n\nIt is \\(\\ce{{H2O}}\\) here.")
    found = mend(SUITE, dump_page(page), chosen(["maths-delimiter"]))
    assert found.after == found.before
    assert [(each.check, each.why) for each in found.refused] == [
        ("maths-delimiter", "then there would be a finding of `katex-error`")
    ]


def test_a_file_in_another_style_changes_in_the_one_place() -> None:
    article = Related(3, "What is it?", BASE.subject, "/learn/biology/questions/what-is-it")
    page = replace(BASE, related=(article, article), keywords=BASE.keywords.replace(", ", ","))
    text = dump_page(page).replace("title: >-\n    ", "title: ").replace("answer: >-", "answer: >-  # by hand")
    found = mend(SUITE, text, chosen(["related-double", "keywords-separator"]))
    gone = [line for line in text.split("\n") if line not in found.after.split("\n")]
    assert gone == [f"    {page.keywords}", "related_article2:"]
    assert "answer: >-  # by hand" in found.after


def test_all_fixes_are_documented() -> None:
    assert as_markdown().count("\n") == len(chosen([])) + 3
