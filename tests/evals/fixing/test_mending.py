"""Every fix on pages that have what it mends, on pages that nearly have it, and on anything at all."""

import dataclasses
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.catalogue import EVERY
from evals.finding import Severity
from evals.fixing.catalogue import FIXES, chosen
from evals.fixing.mending import Mending, mend
from evals.suite import Suite
from gen.config import Settings
from gen.errors import PageError, UsageError
from gen.page.page import Page
from gen.page.reader import load_page
from gen.page.values import Value
from gen.page.writer import dump_page
from tests.evals.cases import BASE, load_case, names

SUITE = Suite.from_settings(Settings())
ANSWERS: dict[str, tuple[str, str]] = {
    "maths-delimiter": (r"It is \(x^2\) here.", "It is $x^2$ here."),
    "backslash-n": ("It is $x \neq 0$ here.".replace("\\n", "\n"), "It is $x ≠ 0$ here."),
    "money-maths": ("It costs from $5 to $10 a day.", r"It costs from \$5 to \$10 a day."),
    "money-bare": ("A loan of $100,000 it is.", r"A loan of \$100,000 it is."),
    "mojibake": ("It is the cellâ€™s wall.", "It is the cell’s wall."),
    "chatter": ("I hope this helps!", ""),
}


def page_with(words: str) -> Page:
    return replace(BASE, answer=f"{BASE.answer}\n\n{words}")


def mended(page: Page, *checks: str) -> Mending:
    return mend(SUITE, dump_page(page), chosen(checks))


def checks_of(page: Page) -> set[str]:
    return {finding.check for finding in SUITE.inspect(page).findings}


def bad(page: Page) -> set[str]:
    return {finding.check for finding in SUITE.inspect(page).findings if finding.severity > Severity.NOTE}


def test_every_fix_belongs_to_a_check() -> None:
    assert {fix.check for fix in FIXES} <= set(EVERY)
    assert len({fix.check for fix in FIXES}) == len(FIXES)
    with pytest.raises(UsageError, match="no fix"):
        chosen(["refusal"])


@pytest.mark.parametrize("check", ANSWERS)
def test_an_answer_is_mended(check: str) -> None:
    before, after = ANSWERS[check]
    page = page_with(before)
    assert check in checks_of(page)
    found = mended(page, check)
    assert [each.fix.check for each in found.mended] == [check], found.refused
    now = load_page(found.after)
    assert now.answer == (f"{BASE.answer}\n\n{after}" if after else BASE.answer)
    assert check not in checks_of(now)
    assert replace(now, answer=page.answer, score=page.score) == page


@pytest.mark.parametrize(
    ("keywords", "after"),
    [("osmosis,water,salt", "osmosis, water, salt"), ("osmosis, water, osmosis", "osmosis, water")],
)
def test_keywords_are_mended(keywords: str, after: str) -> None:
    found = mended(replace(BASE, keywords=keywords), "keywords-separator", "keywords-double")
    assert load_page(found.after).keywords == after


def test_related_articles_are_mended() -> None:
    first, *rest = BASE.related
    doubled = replace(BASE, related=(first, first, *rest))
    assert load_page(mended(doubled).after).related == BASE.related
    selfish = replace(BASE, related=(replace(first, id=BASE.id, url=BASE.url, title=BASE.title), *rest))
    assert load_page(mended(selfish).after).related == tuple(rest)


def test_a_clean_page_stays_as_it_is() -> None:
    assert mended(BASE) == Mending(dump_page(BASE), dump_page(BASE))


def test_only_the_lines_of_what_changed_change() -> None:
    page = page_with(ANSWERS["maths-delimiter"][0])
    found = mended(page)
    before, after = found.before.split("\n"), found.after.split("\n")
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_what_a_page_waves_through_is_left() -> None:
    said: Value = {"ignore": [{"check": "maths-delimiter", "reason": "the page is about LaTeX"}]}
    page = replace(page_with(ANSWERS["maths-delimiter"][0]), other={"answerdesk": said})
    assert mended(page).after == dump_page(page)


def test_code_is_left() -> None:
    page = page_with("Write `\\(x\\)` or:\n\n```tex\n\\[x\\] for $5 and $6\n```")
    assert mended(page).after == dump_page(page)


@pytest.mark.parametrize(
    "name", [name for name in names("near") if name.partition("--")[0] in {f.check for f in FIXES}]
)
def test_what_nearly_has_it_is_left(name: str) -> None:
    case = load_case("near", name)
    if case.text:
        found = mend(SUITE, case.text, chosen([case.check]))
        assert found.after == case.text


PIECES = (
    *(r"\(x^2\)", r"\[a\]", "$x$", "$5 to $10", "$5", r"\$5", "$$\nx\n$$", "\neq 0", "$x \neq 0$".replace("\\n", "\n")),
    *(
        "â€™",
        "\x07",
        "I hope this helps!",
        "Sure!",
        "`\\(x\\)`",
        "```\n$5 $6\n```",
        "word ",
        "\n\n",
        "- item\n",
        "**b**",
    ),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join),
    st.lists(st.sampled_from(["osmosis", "water", "salt", "Osmosis"]), max_size=5),
    st.sampled_from([", ", ",", " "]),
)
def test_mending_twice_changes_nothing_and_makes_nothing_worse(words: str, keywords: list[str], joint: str) -> None:
    page = replace(page_with(words), keywords=joint.join(keywords))
    try:
        text = dump_page(page)
    except PageError:
        return
    found = mend(SUITE, text, FIXES)
    assert mend(SUITE, found.after, FIXES).after == found.after
    now = load_page(found.after)
    changed = {
        field.name for field in dataclasses.fields(Page) if getattr(now, field.name) != getattr(page, field.name)
    }
    assert changed <= {name for each in found.mended for name in each.fix.fields} | {"score"}
    assert bad(now) <= bad(page)
