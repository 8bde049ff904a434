"""`locate` against the files themselves: what stands at the place is what was looked for."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gen.page.page import Page
from gen.page.reader import load_page
from gen.page.spans import locate, locate_key
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile
from tests.gen.pages import HOUSE, hugo_page, page

HUGO = SiteProfile(profile="hugo")
WORDS = st.lists(st.text("abcé漢🙂'\"#:-", min_size=1, max_size=9), min_size=1, max_size=40).map(" ".join)
STYLES = ["'", '"', "|", ">", ""]


def cut(text: str, place: tuple[int, int, int, int]) -> str:
    line, column, end_line, end_column = place
    lines = text.split("\n")[line - 1 : end_line]
    lines[-1] = lines[-1][: end_column - 1]
    lines[0] = lines[0][column - 1 :]
    return "\n".join(lines)


def test_words_of_an_answer_are_found_on_its_one_line() -> None:
    made = page(answer="First.\n\n## Second\nthe words")
    text = dump_page(made)
    start = made.answer.index("the words")
    place = locate(text, made, "answer", start, start + 9)
    assert cut(text, place) == "the words"
    assert text.split("\n")[place[0] - 2] == "answer: >-"


def test_a_line_break_is_two_characters_of_the_file() -> None:
    made = page(answer="a\nb")
    text = dump_page(made)
    assert cut(text, locate(text, made, "answer", 1, 2)) == "\\n"
    assert cut(text, locate(text, made, "answer", 0, 3)) == "a\\nb"


def test_a_nested_field_is_found_in_its_group() -> None:
    made = page(description="a sparse matrix")
    text = dump_page(made)
    assert cut(text, locate(text, made, "description", 2, 8)) == "sparse"


def test_the_page_as_a_whole_is_its_first_character() -> None:
    made = page()
    assert locate(dump_page(made), made, "", 0, 0) == (1, 1, 1, 1)


def test_a_field_that_is_no_text_is_its_value() -> None:
    made = page(score=0.5)
    text = dump_page(made)
    assert cut(text, locate(text, made, "score", 0, 0)) == "0.5"


def test_a_file_that_is_not_the_pages_gives_the_whole_value() -> None:
    text = dump_page(page(description="one thing"))
    assert cut(text, locate(text, page(description="another"), "description", 2, 4)) == ">-\n    one thing"


def test_keywords_in_a_list_are_one_text() -> None:
    made = hugo_page(keywords="alpha, beta, gamma")
    text = dump_page(made, HUGO)
    assert cut(text, locate(text, made, "keywords", 7, 11, HUGO)) == "beta"
    assert cut(text, locate(text, made, "keywords", 7, 18, HUGO)) == "beta\n  - gamma"


def test_an_answer_below_the_front_matter() -> None:
    made = hugo_page(answer="# Head\n\nSome words here.")
    text = dump_page(made, HUGO)
    assert cut(text, locate(text, made, "answer", 13, 18, HUGO)) == "words"


@pytest.mark.parametrize("style", STYLES)
@given(st.data())
def test_words_stand_at_their_place_in_every_style(style: str, data: st.DataObject) -> None:
    """Another program's YAML: folded at some column, in any style PyYAML writes."""
    description = data.draw(WORDS)
    width = data.draw(st.integers(10, 80))
    written = yaml.safe_dump(description, default_style=style, width=width, allow_unicode=True, explicit_end=False)
    value = "\n    ".join(written.removesuffix("...\n").rstrip("\n").split("\n"))
    text = HOUSE.replace(">-\n    A description.", value)
    made = load_page(text)
    assert made.description == description
    start = data.draw(st.integers(0, len(description) - 1))
    end = data.draw(st.integers(start + 1, len(description)))
    found = cut(text, locate(text, made, "description", start, end))
    assert _words(found, value[0]) == description[start:end].split()


def _words(found: str, opening: str) -> list[str]:
    """The words of a piece of YAML, decoded by PyYAML where it is quoted."""
    text = yaml.safe_load(f"{opening}{found}{opening}") if opening in {"'", '"'} else found
    return str(text).split()


@given(st.text("ab \n\\漢", max_size=60).filter(lambda text: "\\n" not in text), st.data())
def test_any_part_of_an_answer_is_found_escaped(answer: str, data: st.DataObject) -> None:
    made = page(answer=f"a{answer}b")
    text = dump_page(made)
    start = data.draw(st.integers(0, len(made.answer) - 1))
    end = data.draw(st.integers(start + 1, len(made.answer)))
    assert cut(text, locate(text, made, "answer", start, end)) == made.answer[start:end].replace("\n", "\\n")


@given(st.text("ab \n#-", min_size=1, max_size=60).map(str.strip), st.data())
def test_any_part_of_a_body_is_found(answer: str, data: st.DataObject) -> None:
    made = hugo_page(answer=f"a{answer}b")
    text = dump_page(made, HUGO)
    start = data.draw(st.integers(0, len(made.answer) - 1))
    end = data.draw(st.integers(start + 1, len(made.answer)))
    assert cut(text, locate(text, made, "answer", start, end, HUGO)) == made.answer[start:end]


def test_the_page_type_says_which_fields_there_are() -> None:
    made: Page = page()
    text = dump_page(made)
    for field in Page.__dataclass_fields__:
        line, column, end_line, end_column = locate(text, made, field, 0, 1)
        assert 1 <= line <= end_line <= text.count("\n") + 1
        assert column >= 1
        assert end_column >= 1


OTHER = """\
answerdesk:
  ignore:
    - check: loop
      words: 'a b'
    - {check: "refusal", reason: r}
---
"""


@pytest.mark.parametrize(
    ("keys", "line", "words"),
    [
        (("answerdesk", "ignore", 0, "check"), 5, "loop"),
        (("answerdesk", "ignore", 0, "words"), 6, "'a b'"),
        (("answerdesk", "ignore", 1, "check"), 7, '"refusal"'),
        (("answerdesk", "ignore", 0, "reason"), 5, ""),  # as near as the keys lead
        (("answerdesk", "ignore", 7), 5, ""),
        (("answerdesk", "ignore", "check"), 5, ""),
        (("id", "nothing", 3), 2, "7"),
        (("nothing",), 2, ""),
    ],
)
def test_a_value_is_found_by_its_keys(keys: tuple[int | str, ...], line: int, words: str) -> None:
    text = f"---\nid: 7\n{OTHER}"
    place = locate_key(text, keys)
    assert place[0] == line
    assert cut(text, place) == words
