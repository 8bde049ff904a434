"""The page format: what is written is what is read, and the site's own decoding gives the same answer."""

import datetime
from dataclasses import replace

import frontmatter
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

import gen
from gen.errors import PageError
from gen.page.page import NOT_SCORED, Page, Related, new_page
from gen.page.reader import load_page
from gen.page.values import Value
from gen.page.writer import dump_page
from gen.site.profile import SiteProfile
from tests.gen.pages import ATOM, HOUSE, hugo_page, page

HUGO = SiteProfile(profile="hugo")
BLOCK = SiteProfile.model_validate(
    {
        "layout": {
            "keys": [
                {"key": "id", "from": "id"},
                {"key": "date", "from": "date"},
                {"key": "question", "from": "question", "style": "quoted"},
                {"key": "subject", "from": "subject"},
                {"key": "description", "from": "description", "optional": True},
                {"key": "keywords", "from": "keywords"},
                {"key": "answer", "from": "answer", "style": "block"},
            ]
        }
    }
)
NASTY = st.sampled_from(
    [
        "\n",
        "\\n",
        "\\",
        "\t",
        " ",
        "---",
        "\n---\n",
        ": ",
        " #",
        "'",
        '"',
        "\r",
        "\0",
        "\x85",
        "\u2028",
        "\ufeff",
        "\u202e",
    ]
)
TEXT = st.lists(st.one_of(NASTY, st.text(max_size=6)), max_size=12).map("".join)
AMBIGUOUS = [
    "yes",
    "No",
    "12:30",
    "010",
    "0o17",
    "0x1F",
    "1e5",
    "1_000",
    "null",
    "~",
    "2025-01-01",
    ".5",
    "=",
    "1,5",
    "y",
]


def front_matter(text: str) -> dict[str, Value]:
    """By PyYAML alone."""
    found: dict[str, Value] = yaml.safe_load(text.removeprefix("---\n").partition("\n---\n")[0])
    return found


def attempt(made: Page, profile: SiteProfile | None = None) -> str | PageError:
    try:
        return dump_page(made, profile or SiteProfile())
    except PageError as error:
        return error


def test_the_package_gives_reader_and_writer() -> None:
    assert gen.load_page is load_page
    assert gen.dump_page is dump_page
    assert gen.Page is Page
    with pytest.raises(AttributeError, match="nothing"):
        _ = gen.nothing


def test_a_page_in_the_house_style_is_read_and_written_byte_for_byte() -> None:
    assert load_page(HOUSE) == page()
    assert dump_page(page()) == HOUSE


def test_a_page_without_related_articles_has_an_empty_line() -> None:
    text = dump_page(page(related=()))
    assert text.endswith("score: -1.0\n\n---\n\n&nbsp;")
    assert load_page(text) == page(related=())


def test_a_new_page_is_filled_in_by_the_profile() -> None:
    made = page()
    assert (made.title, made.article_title, made.seo_title) == (made.question, made.question, "QuickTakes | Chemistry")
    assert (made.file_name, made.url) == ("what-is-a-mole.md", "/learn/chemistry/questions/what-is-a-mole")
    assert (made.author, made.keywords, made.score) == ("QuickTakes", "mole, amount", NOT_SCORED)


@pytest.mark.parametrize(("subject", "question", "word"), [("!?", "What?", "subject"), ("Art", "¿?", "file name")])
def test_a_new_page_needs_a_place(subject: str, question: str, word: str) -> None:
    with pytest.raises(PageError, match=word):
        new_page(
            id=1,
            date=datetime.date(2025, 1, 1),
            question=question,
            subject=subject,
            answer="",
            description="",
            keywords=[],
            profile=SiteProfile(),
        )


def test_another_exporters_page_has_the_same_values() -> None:
    text = (
        HOUSE.replace("title: >-\n    What", "title: What").replace(", amount", ",amount").replace("score: -1.0\n", "")
    )
    text = text.replace("    title: >-\n        What", "    title: What")
    assert load_page(text) == page(keywords="mole,amount", score=None)


def test_a_page_saved_again_by_the_sites_editor_has_the_same_values() -> None:
    made = page(answer="It's a *test*: " + "long words " * 40 + "\n\nend", question="What's 'this': a # test?")
    again = yaml.safe_dump(front_matter(dump_page(made)), sort_keys=False, allow_unicode=True, width=80)
    assert load_page(f"---\n{again}---\n\n&nbsp;") == made


def test_what_the_profile_does_not_know_is_kept() -> None:
    extra: dict[str, Value] = {
        "_schema": "special",
        "tags": ["a", "010", {"b": [1, None]}],
        "seo": {"image": "x: y"},
        "related_article1": {"weight": 0.5},
        "when": datetime.datetime(2025, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        "nested": {"deep": {"er": True}, "none": {}, "empty": []},
    }
    made = page(other=extra, body="\nSomething else")
    text = dump_page(made)
    assert load_page(text) == made
    assert front_matter(text)["tags"] == extra["tags"]


def test_an_empty_value_is_not_an_absent_one() -> None:
    text = HOUSE.replace("score: -1.0", "score: null").replace(">-\n    A description.", "")
    made = load_page(text.replace("answer:", "no_index: false\nanswer:"))
    assert (made.score, made.no_index, made.description) == (None, False, "")
    assert front_matter(dump_page(made))["no_index"] is False
    assert front_matter(dump_page(made))["score"] is None
    assert load_page(dump_page(made)) == made
    assert load_page(dump_page(replace(made, score=0.5, no_index=True))).score == 0.5


def test_no_index_stands_after_the_question() -> None:
    text = dump_page(page(no_index=True))
    assert "What is a mole?\nno_index: True\nanswer:" in text
    assert load_page(text).no_index is True


def test_real_line_breaks_in_an_escaped_answer_survive() -> None:
    text = HOUSE.replace(
        r">-" + "\n    A **mole** is an amount.\\n\\n- one", '"A **mole** is an amount.\\n\\n- one'
    ).replace("- two\nsubject", '- two"\nsubject')
    made = load_page(text)
    assert made.answer == page().answer
    assert load_page(dump_page(made)) == made
    assert front_matter(dump_page(made))["answer"] == front_matter(text)["answer"]
    assert dump_page(replace(made, answer="other")).count("other") == 1


def test_a_list_of_mappings_stands_a_key_a_line() -> None:
    made = page(
        other={"notes": [{"by": "Jane", "words": ["a", {"b": 1}], "more": {"c": "d"}}, {}, "plain", ["x", "y"]]}
    )
    text = dump_page(made)
    assert (
        text.partition("notes:\n")[2].partition("---\n")[0]
        == """\
  - by: Jane
    words:
      - a
      - b: 1
    more:
        c: d
  - {}
  - plain
  - ["x", "y"]
"""
    )
    assert load_page(text) == made


@given(
    question=TEXT,
    answer=TEXT,
    description=TEXT,
    keywords=TEXT,
    subject=st.text(max_size=8) | st.sampled_from(AMBIGUOUS),
)
@example(question="", answer="", description="", keywords="", subject="yes")
@example(question="---", answer="\\\n\\", description="- a", keywords="? b", subject="12:30")
@example(question=" a", answer="\n\n a \n", description="a ", keywords="\ta", subject="a: b")
def test_any_page_is_refused_or_reads_the_same_everywhere(
    question: str, answer: str, description: str, keywords: str, subject: str
) -> None:
    made = page(question=question, answer=answer, description=description, keywords=keywords, subject=subject)
    text = attempt(made)
    if isinstance(text, PageError):
        assert text.field in {"question", "answer", "description", "keywords", "subject"}
        assert text.hint
        return
    assert load_page(text) == made
    found = front_matter(text)
    assert str(found["answer"]).replace("\\n", "\n") == answer
    assert (found["question"], found["subject"]) == (question, subject)
    assert found["seo"] == {
        "title": "QuickTakes | Chemistry",
        "page_description": description,
        "page_keywords": keywords,
    }


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
    | st.sampled_from(AMBIGUOUS)
    | st.dates(datetime.date(1000, 1, 1))
    | st.datetimes(datetime.datetime(1000, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60)
@given(st.dictionaries(TEXT.filter(lambda key: key not in {"seo", "related_article1"}), VALUES, max_size=3))
def test_any_other_data_is_refused_or_kept(other: dict[str, Value]) -> None:
    made = page(other=other)
    text = attempt(made)
    if isinstance(text, PageError):
        return
    assert load_page(text) == made
    assert {key: front_matter(text)[key] for key in other} == other


@given(answer=TEXT, keywords=st.lists(st.text("ab c:#-漢", min_size=1), max_size=4))
def test_any_hugo_page_is_refused_or_reads_the_same_in_a_foreign_reader(answer: str, keywords: list[str]) -> None:
    made = hugo_page(answer=answer, keywords=", ".join(keywords))
    text = attempt(made, HUGO)
    if isinstance(text, PageError):
        assert text.field == "answer"
        return
    assert load_page(text, HUGO) == made
    foreign = frontmatter.loads(text)
    assert foreign.content == answer
    assert foreign["title"] == made.question
    assert foreign["categories"] == ["Chemistry"]
    assert foreign["keywords"] == (made.keywords.split(", ") if made.keywords else [])
    assert foreign["related"] == [{"id": 3, "title": ATOM.title, "subject": ATOM.subject, "url": ATOM.url}]


@given(TEXT)
def test_an_answer_as_a_block_needs_no_escape(answer: str) -> None:
    made = new_page(
        id=1,
        date=datetime.date(2025, 1, 1),
        question="Why?",
        subject="Art",
        answer=answer,
        description="",
        keywords=["a"],
        profile=BLOCK,
    )
    made = replace(made, score=None)
    text = attempt(made, BLOCK)
    if isinstance(text, PageError):
        assert "cannot hold" in text.message
        return
    assert load_page(text, BLOCK) == made
    assert front_matter(text)["answer"] == answer


def test_a_block_answer_is_written_as_it_reads() -> None:
    made = replace(page(BLOCK, answer="# A\n\nb \\neq c"), score=None, related=())
    text = dump_page(made, BLOCK)
    assert "answer: |-\n  # A\n\n  b \\neq c\n" in text
    assert load_page(text, BLOCK) == made


def test_a_field_without_a_key_must_be_what_the_profile_says() -> None:
    assert load_page(dump_page(hugo_page(), HUGO), HUGO).article_title == "What is a mole?"
    with pytest.raises(PageError, match="no place for article_title"):
        dump_page(hugo_page(article_title="Another"), HUGO)


def test_a_hugo_body_without_the_empty_line_is_kept_as_it_is() -> None:
    text = dump_page(hugo_page(), HUGO).replace("---\n\nA **mole**", "---\nA **mole**")
    made = load_page(text, HUGO)
    assert made.answer == page().answer
    assert dump_page(made, HUGO) == text
    assert dump_page(replace(made, answer="New"), HUGO).endswith("---\n\nNew\n")


def test_a_keyword_with_the_separator_in_it_is_refused() -> None:
    text = dump_page(hugo_page(), HUGO).replace("- mole", '- "mole, or mol"')
    with pytest.raises(PageError, match="not a list that one text can hold"):
        load_page(text, HUGO)


def test_a_group_with_nothing_to_say_is_an_empty_group() -> None:
    keys = [{"key": "meta", "keys": [{"key": "score", "from": "score", "optional": True}]}]
    layout = BLOCK.layout.model_dump(by_alias=True)
    profile = SiteProfile.model_validate({"layout": layout | {"keys": [*layout["keys"], *keys]}})
    for made in (page(profile, related=(), score=None), page(profile, related=())):
        assert load_page(dump_page(made, profile), profile) == made
    assert dump_page(page(profile, related=(), score=None), profile).endswith("meta: {}\n---\n")


def test_a_megabyte_is_written_and_read() -> None:
    made = page(answer="A line of the answer, with $x^2$ in it.\n" * 26_000)
    assert load_page(dump_page(made)) == made
    assert load_page(dump_page(hugo_page(answer=made.answer.strip()), HUGO), HUGO).answer == made.answer.strip()


def test_related_articles_keep_their_order() -> None:
    related = tuple(Related(n, f"Title {n}: a", "Art", f"/learn/art/questions/{n}") for n in range(5))
    assert load_page(dump_page(page(related=related))).related == related
    assert load_page(dump_page(hugo_page(related=related), HUGO), HUGO).related == related
    assert load_page(dump_page(hugo_page(related=()), HUGO), HUGO).related == ()
