import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.errors import ListError, RowError
from gen.question import Question
from gen.questions.notices import Notices
from gen.questions.raw import Unreadable
from gen.questions.row import LONGEST_QUESTION, RowCheck
from gen.site.profile import SiteProfile

from .conftest import SITE

OPEN = SiteProfile.model_validate({"subjects": {"Physics": []}, "subjects_closed": False})


def check(subject: str = "", site: SiteProfile = SITE, told: list[str] | None = None) -> RowCheck:
    return RowCheck(Notices("list.csv", ([] if told is None else told).append), subject, site)


def made(**cells: object) -> Question | RowError:
    return check("Physics").question((2, {"question": "Why?", **cells}))


def test_a_rows_own_subject_wins() -> None:
    rows = check("physics")
    own = rows.question((2, {"question": "Why?", "subject": "computer science"}))
    given_to_all = rows.question((3, {"question": "Why?", "subject": " "}))
    assert isinstance(own, Question)
    assert isinstance(given_to_all, Question)
    assert (own.subject, own.key, given_to_all.subject) == ("Computer Science", "computer-science/why", "Physics")


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    row = check().question((7, {"question": "", "subject": "Phisics", "date": "yesterday", "template": "../x"}))
    assert isinstance(row, RowError)
    assert str(row) == (
        "list.csv:7: the question is missing; the subject `Phisics` is not one of the site's; "
        "the date `yesterday` is no date; the template `../x` is no file name in `prompts/`\n"
        "Did you mean `Physics`? Write the year first: 2024-04-03. Give the name only, without a folder."
    )


def test_a_bad_subject_is_not_covered_by_the_one_for_all_rows() -> None:
    assert isinstance(made(subject="Alchemy"), RowError)


def test_a_subject_for_all_rows_that_the_site_does_not_have() -> None:
    with pytest.raises(ListError, match="the subject for all rows `Fysics` is not one of the site's") as caught:
        check("Fysics")
    assert caught.value.hint == "Did you mean `Physics`?"


def test_a_subject_new_to_an_open_site_is_told_once() -> None:
    told: list[str] = []
    rows = check(site=OPEN, told=told)
    for line, subject in enumerate(["Phsics", "Phsics", "Law", "physics"], 2):
        row = rows.question((line, {"question": "Why?", "subject": subject}))
        assert isinstance(row, Question)
    assert told == [
        "list.csv:2: the subject `Phsics` is new to the site; did you mean `Physics`?",
        "list.csv:4: the subject `Law` is new to the site",
    ]


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-01-31", "2024-01-31"),
        (" 2024-02-29T10:30:00Z ", "2024-02-29"),
        ("2024-01-31 10:30", "2024-01-31"),
        (datetime.date(2024, 1, 31), "2024-01-31"),
        (datetime.datetime(2024, 1, 31, 23, 59), "2024-01-31"),
    ],
)
def test_dates(value: object, date: str) -> None:
    row = made(date=value)
    assert isinstance(row, Question)
    assert str(row.date) == date


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("03/04/2024", "can be read with the day or the month first"),
        ("3.4.24", "can be read with the day or the month first"),
        ("2023-02-29", "is not in the calendar"),
        ("2024-01-31T99:00", "is not in the calendar"),
        ("20240131", "is no date"),
        ("٢٠٢٤-٠١-٣١", "is no date"),
        (20240131, "is the number 20240131, not text"),
        (datetime.time(10), "is the date or time 10:00:00, not text"),
    ],
)
def test_what_is_no_date(value: object, why: str) -> None:
    row = made(date=value)
    assert isinstance(row, RowError)
    assert why in row.message


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "..", ".hidden", "C:x", "-x", "x..y", "a\nb/c"])
def test_a_template_is_a_name_and_no_path(name: str) -> None:
    row = made(template=name)
    assert isinstance(row, RowError)
    assert "is no file name in `prompts/`" in row.message


@pytest.mark.parametrize("name", ["law.md.j2", "law", "Straße 1.j2"])
def test_a_template_name(name: str) -> None:
    row = made(template=name)
    assert isinstance(row, Question)
    assert row.template == name


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("???", "the question `???` has no letter from a to z and no digit: its page can have no name"),
        ("光 合成", "the question `光 合成` has no letter from a to z and no digit: its page can have no name"),
        ("x" * (LONGEST_QUESTION + 1), "the question has 301 characters; at most 300 are taken"),
        ("x" * 253, "the question makes a file name of 256 bytes; at most 255 are taken"),
        (5.5, "the question is the number 5.5, not text"),
        (False, "the question is false, not text"),
        (datetime.date(2024, 1, 31), "the question is the date or time 2024-01-31, not text"),
        ({"a": 1}, "the question is a list or object, not text"),
        (Unreadable("is a formula"), "the question is a formula"),
    ],
)
def test_what_is_no_question(question: object, why: str) -> None:
    row = made(question=question)
    assert isinstance(row, RowError)
    assert row.message == why


def test_the_longest_file_name() -> None:
    assert isinstance(made(question="x" * 252), Question)


def test_a_row_its_reader_could_not_read() -> None:
    row = check("Physics").question((4, Unreadable("is torn", "Mend it.")))
    assert str(row) == "list.csv:4: the row is torn\nMend it."


def test_text_in_a_message_cannot_move_the_cursor() -> None:
    row = made(template="\x9b2Jx")
    assert isinstance(row, RowError)
    assert str(row).isprintable() or "\n" in str(row)
    assert "\x9b" not in str(row)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("a.md; who/*.pdf;; a.md ", ("a.md", "who/*.pdf")),
        ("a.md\n\n b c.pdf", ("a.md", "b c.pdf")),
        (["a.md", "b;c.md"], ("a.md", "b;c.md")),
        (" ; ", ()),
        ([], ()),
    ],
)
def test_references_are_several(cell: object, names: tuple[str, ...]) -> None:
    row = made(sources=cell)
    assert isinstance(row, Question)
    assert row.sources == names


@pytest.mark.parametrize("cell", ["/etc/passwd", "a.md; ../b.md", 3, [3], [["a"]], ";".join(map(str, range(101)))])
def test_what_names_no_reference(cell: object) -> None:
    row = made(sources=cell)
    assert isinstance(row, RowError)
    assert "the sources" in row.message


CELL = st.one_of(st.none(), st.text(), st.booleans(), st.integers(), st.floats(), st.dates(), st.times(), st.just([]))
FIELDS = ["question", "subject", "id", "date", "notes", "template", "model", "sources"]


@given(st.dictionaries(st.sampled_from(FIELDS), CELL), st.sampled_from(["", "Physics"]))
def test_any_cells_make_a_question_that_keeps_the_rules_or_an_error(cells: dict[str, object], subject: str) -> None:
    row = check(subject, OPEN).question((2, cells))
    assert row.where == "list.csv:2"
    if isinstance(row, Question):
        assert 0 < len(row.text) <= LONGEST_QUESTION
        assert row.slug.strip("-")
        assert len(row.slug) <= 252
        assert row.subject
        assert "/" not in row.template
        assert "\n" not in row.text + row.subject + row.id + row.model + row.template
