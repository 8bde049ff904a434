"""Values changed in a file that stands in any style: all else stays, or it is refused."""

from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gen.errors import PageError
from gen.page.page import Page, Related
from gen.page.patch import patch_page
from gen.page.reader import load_page
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile
from tests.gen.pages import HOUSE, hugo_page, page

HUGO = SiteProfile(profile="hugo")
WORDS = st.lists(st.text("abcé漢🙂'\"#:-\\", min_size=1, max_size=9), min_size=1, max_size=30).map(" ".join)
ANSWER = st.text("ab \n$\\漢é'", max_size=60).map(lambda text: f"x{text.replace(chr(92) + 'n', '')}x")
STYLES = ["'", '"', "|", ">", ""]
OTHER_STYLE = HOUSE.replace("title: >-\n    What is a mole?", "title: What is a mole?").replace(
    "answer: >-\n", "answer: >-  # folded\n"
)


def articles(*numbers: int) -> tuple[Related, ...]:
    return tuple(Related(n, f"What is {n}?", "Chemistry", f"/learn/chemistry/questions/what-is-{n}") for n in numbers)


def lines_that_differ(before: str, after: str) -> list[tuple[str, str]]:
    return [pair for pair in zip(before.split("\n"), after.split("\n"), strict=True) if pair[0] != pair[1]]


@given(ANSWER, WORDS, WORDS)
def test_in_the_house_style_it_is_what_the_writer_writes(answer: str, description: str, keywords: str) -> None:
    before = load_page(HOUSE)
    after = replace(before, answer=answer, description=description, keywords=keywords)
    assert patch_page(HOUSE, before, after) == dump_page(after)


@given(ANSWER)
def test_in_another_style_all_else_stays(answer: str) -> None:
    before = load_page(OTHER_STYLE)
    after = replace(before, answer=answer)
    patched = patch_page(OTHER_STYLE, before, after)
    assert load_page(patched) == after
    assert len(lines_that_differ(OTHER_STYLE, patched)) <= 1


@pytest.mark.parametrize("style", STYLES)
@given(st.data())
def test_words_change_in_every_style(style: str, data: st.DataObject) -> None:
    """Another program's YAML, folded at some column, in any style PyYAML writes."""
    description, changed = data.draw(WORDS), data.draw(WORDS)
    width = data.draw(st.integers(10, 80))
    written = yaml.safe_dump(description, default_style=style, width=width, allow_unicode=True, explicit_end=False)
    value = "\n    ".join(written.removesuffix("...\n").rstrip("\n").split("\n"))
    text = HOUSE.replace(">-\n    A description.", value)
    before = load_page(text)
    after = replace(before, description=changed)
    patched = patch_page(text, before, after)
    assert load_page(patched) == after
    assert patched.partition("  page_keywords")[2] == text.partition("  page_keywords")[2]


def test_one_word_of_a_wrapped_text() -> None:
    text = HOUSE.replace(">-\n    A description.", "'one two\n    three four\n    five'")
    before = load_page(text)
    patched = patch_page(text, before, replace(before, description="one two 3 four five"))
    assert lines_that_differ(text, patched) == [("    three four", "    3 four")]


def test_quotes_are_escaped_as_the_style_wants() -> None:
    text = HOUSE.replace(">-\n    A description.", "'it''s one'")
    before = load_page(text)
    assert "page_description: 'it''s ''two'''" in patch_page(text, before, replace(before, description="it's 'two'"))


def test_a_score() -> None:
    before = load_page(HOUSE)
    patched = patch_page(HOUSE, before, replace(before, score=0.25))
    assert lines_that_differ(HOUSE, patched) == [("score: -1.0", "score: 0.25")]


@pytest.mark.parametrize("kept", [(), (1,), (2,), (3, 1), (1, 3), (2, 3), (1, 2)])
def test_related_articles_go_and_the_rest_is_counted_anew(kept: tuple[int, ...]) -> None:
    before = page(related=articles(1, 2, 3, 1))
    after = replace(before, related=articles(*kept))
    text = dump_page(before)
    assert patch_page(text, before, after) == dump_page(after)


def test_related_articles_in_another_style() -> None:
    text = OTHER_STYLE.replace("score: -1.0", "score: -1.0\n# picked by hand")
    more = text.replace("---\n\n&nbsp;", "related_article2: {id: 5, title: A, subject: B, url: /c}\n---\n\n&nbsp;")
    before = load_page(more)
    patched = patch_page(more, before, replace(before, related=before.related[1:]))
    assert load_page(patched).related == before.related[1:]
    assert "# picked by hand\nrelated_article1: {id: 5" in patched


def test_an_article_that_is_new_needs_the_house_style() -> None:
    before = load_page(HOUSE)
    after = replace(before, related=articles(9))
    assert patch_page(HOUSE, before, after) == dump_page(after)
    other = load_page(OTHER_STYLE)
    with pytest.raises(PageError, match="in a style in which this cannot be changed alone"):
        patch_page(OTHER_STYLE, other, replace(other, related=articles(9)))


def test_what_no_page_can_hold_is_refused() -> None:
    before = load_page(HOUSE)
    with pytest.raises(PageError, match="backslash followed by n"):
        patch_page(HOUSE, before, replace(before, answer="$x \\neq 0$"))


@given(st.text("ab \n#-", max_size=40), st.booleans())
def test_an_answer_below_the_front_matter(answer: str, spaced: bool) -> None:
    before: Page = hugo_page()
    text = dump_page(before, HUGO)
    text = text.replace("---\n\nA", "---\n\n\nA") if spaced else text
    before = load_page(text, HUGO)
    patched = patch_page(text, before, replace(before, answer=f"x{answer}x"), HUGO)
    assert load_page(patched, HUGO).answer == f"x{answer}x"
    assert patched.partition("\n---\n")[0] == text.partition("\n---\n")[0]
