import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.errors import ListError, RowError
from gen.question import Question

from .conftest import Lists

HEADER = "question,subject,notes\n"
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="\ufffd"), min_size=1)


def test_what_a_spreadsheet_writes(lists: Lists) -> None:
    text = '\ufeffQuestion ; SUBJECT;Date;ID\r\n"Why; ""oh"" why?";Physics;2024-01-31;7\r\n;;;\r\nHow?; biology ;;\r\n'
    first, second = lists.read("list.csv", text)
    assert isinstance(first, Question)
    assert isinstance(second, Question)
    assert (first.text, first.subject, str(first.date), first.id) == ('Why; "oh" why?', "Physics", "2024-01-31", "7")
    assert (second.text, second.subject, second.where.rpartition("/")[2]) == ("How?", "Biology", "list.csv:4")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_separators_line_ends_and_encodings(lists: Lists, separator: str, end: str, encoding: str) -> None:
    text = end.join([f"notes{separator}question{separator}subject", f"ä{separator}Ö?o{separator}Physics", ""])
    assert lists.told("list.csv", text.encode(encoding)) == ["2: Ö?o"]


def test_separator_is_found_by_the_names_and_not_by_what_is_frequent(lists: Lists) -> None:
    assert lists.told("a.csv", "question;subject\na, b, c, d?;Physics\n") == ["2: a, b, c, d?"]
    assert lists.told("b.csv", "question\na\n", "Physics") == ["2: a"]
    assert lists.told("c.tsv", 'question\tsubject\n"a\tb"\tPhysics\n') == ["2: a b"]


def test_excels_own_word_for_the_separator(lists: Lists) -> None:
    assert lists.told("list.csv", "sep=;\r\nquestion;subject\r\nWhy?;Physics\r\n") == ["3: Why?"]


def test_a_cell_with_line_breaks_starts_where_it_starts(lists: Lists) -> None:
    text = HEADER + '"Why\nand\nhow?",Physics,"one\r\ntwo"\nNext?,Physics\n'
    first, second = lists.read("list.csv", text)
    assert isinstance(first, Question)
    assert (first.text, first.notes, first.where[-2:], second.where[-2:]) == ("Why and how?", "one\ntwo", ":2", ":6")


def test_every_kind_of_bad_row_and_the_good_ones_between(lists: Lists) -> None:
    rows = [
        ("Good one?,Physics", ": Good one?"),
        (",Physics", "! the question is missing"),
        ("No subject?,", "! the subject is missing"),
        ("Off?,Alchemy", "! the subject `Alchemy` is not one of the site's"),
        ("Too,many,cells,here", "! the row has 4 cells for 3 columns"),
        ("Too,Biology,cells,,,", ": Too"),
        ('"Wrong" quote,Physics', "! the row has a quote inside a quoted cell"),
        ('"Open?,Physics', "! the row opens a quote that is not closed where a cell ends"),
        ("Bell\a?,Physics", "! the question has the character U+0007 (a control character) at character 5"),
        ("NUL\0?,Physics", "! the question has the character U+0000 (a control character) at character 4"),
        ("Good two?,physics", ": Good two?"),
    ]
    told = lists.told("list.csv", HEADER + "".join(row + "\n" for row, _ in rows))
    assert told == [f"{number}{said}" for number, (_, said) in enumerate(rows, 2)]


def test_a_quote_open_at_the_end_costs_one_row(lists: Lists) -> None:
    told = lists.told("list.csv", HEADER + 'One?,Physics\n"Two?,Physics\nThree?,Physics\nFour?,Physics')
    assert told[0] == "2: One?"
    assert told[1].startswith("3! the row opens a quote")
    assert told[2:] == ["4: Three?", "5: Four?"]


def test_the_second_half_of_a_broken_cell_is_no_question(lists: Lists) -> None:
    told = lists.told("list.csv", HEADER + '"What is "x"\nand why?",Physics\nNext 5" pipe?,Physics\nLast?,Physics\n')
    assert told[0] == "2! the row has a quote inside a quoted cell"
    assert told[1] == "3! the row has an unpaired quote, and seems to be the rest of the broken row above"
    assert told[-1] == "5: Last?"


def test_a_line_beyond_measure_is_one_bad_row(lists: Lists) -> None:
    told = lists.told("list.csv", HEADER + "x" * 3_000_000 + ",Physics\nNext?,Physics\n")
    assert [line[:2] for line in told] == ["2!", "3:"]
    assert "longer than 1,048,576 characters" in told[0]


def test_a_cell_beyond_the_csv_modules_limit_is_one_bad_row(lists: Lists) -> None:
    told = lists.told("list.csv", HEADER + "x" * 200_000 + ",Physics\nNext?,Physics\n")
    assert [line[:2] for line in told] == ["2!", "3:"]


def test_quotes_that_never_close_are_given_up_on(lists: Lists) -> None:
    # Every line opens a quote, and closes and opens one where it is the rest of the row before.
    with pytest.raises(ListError, match="more quotes are opened and never closed"):
        lists.read("list.csv", HEADER + 'a","b\n' * 200_000)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("\n \n", "the list is empty"),
        ("qestion,subject\nWhy?,Physics\n", "no column `question`; columns found: `qestion`, `subject`"),
        ("question\nWhy?\n", "no column `subject`; columns found: `question`"),
        ("question,Question ,subject\na,b,c\n", "two columns are named `question`"),
        ('"question,subject\nWhy?,Physics\n', "the header opens a quote"),
        ("What is x?\nWhat is y?\n", "no column `question`"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(lists: Lists, text: str, message: str) -> None:
    with pytest.raises(ListError, match=r"list\.csv") as caught:
        lists.read("list.csv", text)
    assert caught.value.message.startswith(message)


def test_the_close_name_is_offered(lists: Lists) -> None:
    with pytest.raises(ListError) as caught:
        lists.read("list.csv", "qestion,subject\nWhy?,Physics\n")
    assert caught.value.hint == "Rename `qestion` to `question`."


def test_unknown_columns_are_reported_once(lists: Lists) -> None:
    told = lists.told("list.csv", "question,subject,notse,,colour\nWhy?,Physics,a,b,c\nHow?,Physics,a,b,c\n")
    assert told == ["2: Why?", "3: How?"]
    assert [notice.rpartition("/")[2] for notice in lists.notices] == [
        "list.csv:1: column 4 has no name and is not read",
        "list.csv:1: `notse` is not read; did you mean `notes`?",
        "list.csv:1: `colour` is not read",
    ]


def test_a_row_with_nothing_but_an_unread_cell_is_not_dropped(lists: Lists) -> None:
    assert lists.told("list.csv", "question,subject,colour\n,,red\n") == [
        "2! the question is missing; the subject is missing"
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    texts=st.lists(st.tuples(WORDS, st.text("ab\"',;|\t\n ")), max_size=8),
    separator=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_the_csv_module_writes_comes_back(
    lists: Lists, texts: list[tuple[str, str]], separator: str, end: str, quoting: int
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["question", "subject", "notes"])
    writer.writerows([[f"q {question}", "Physics", notes] for question, notes in texts])
    found = lists.read("list.csv", text.getvalue())
    good = [row for row in found if isinstance(row, Question)]
    assert len(found) == len(texts)
    assert [row.notes for row in good] == [
        notes.strip() for (_, notes), row in zip(texts, found, strict=True) if isinstance(row, Question)
    ]
    assert all(isinstance(row, Question) or "characters" in row.message or "bytes" in row.message for row in found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(['"', '""', ",", "a", "\n", "\n", "Good?,Physics\n"]), max_size=40))
def test_whatever_stands_there_ends_as_rows(lists: Lists, pieces: list[str]) -> None:
    text = HEADER + "".join(pieces)
    found = lists.read("list.csv", text)
    lines = [int(row.where.rpartition(":")[2]) for row in found]
    assert lines == sorted(set(lines))
    assert all(2 <= line <= text.count("\n") + 1 for line in lines)
    assert all(isinstance(row, Question | RowError) for row in found)
