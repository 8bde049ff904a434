from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.content.catalog import CatalogPage
from gen.errors import ListError, RowError
from gen.planning import Fate, Screened, screen
from gen.question import Question


@dataclass
class Tree:
    """A content tree with these keys."""

    keys: Sequence[str] = ()
    questions: Sequence[tuple[str, str]] = field(default=())  # text, key

    def find_many(self, keys: Iterable[str]) -> dict[str, CatalogPage]:
        return {key: page(key, "What is a cell?") for key in keys if key in self.keys}

    def same_question(self, texts: Iterable[str]) -> dict[str, list[CatalogPage]]:
        return {text: [page(key) for said, key in self.questions if said == text] for text in texts}


def page(key: str, question: str = "") -> CatalogPage:
    return CatalogPage(f"{key}.md", key, 1, "", question, "", "", "")


def ask(text: str, line: int = 2, *, subject: str = "Biology", id: str = "") -> Question:
    return Question(text, subject, id=id, where=f"list.csv:{line}")


def screened(rows: Iterable[Question | RowError], tree: Tree | None = None, **sizes: int) -> list[Screened]:
    return [row for chunk in screen(rows, tree or Tree(), **sizes) for row in chunk]


def test_the_same_question_again_is_named_with_the_first_place() -> None:
    first, again = screened([ask("What is a cell?", 2), ask("What is a cell?", 9)])
    assert first.fate is Fate.TODO
    assert again.fate is Fate.REPEATED
    assert again.where == "list.csv:9"
    assert "list.csv:2" in again.message


def test_two_questions_with_one_slug_clash_and_both_are_named() -> None:
    _, clash = screened([ask("What is H2O?", 2), ask("What is H2O", 3)])
    assert clash.fate is Fate.CLASH
    assert "list.csv:2" in clash.message
    assert "biology/what-is-h2o.md" in clash.message
    assert clash.hint


def test_the_same_slug_under_another_subject_is_no_clash() -> None:
    rows = screened([ask("What is H2O?"), ask("What is H2O?", subject="Physics")])
    assert [row.fate for row in rows] == [Fate.TODO, Fate.TODO]


def test_an_id_of_the_editors_twice_is_a_bad_row() -> None:
    _, twice = screened([ask("A?", 2, id="q7"), ask("B?", 3, id="q7")])
    assert twice.fate is Fate.BAD
    assert "list.csv:2" in twice.message


def test_what_is_published_is_not_asked_again() -> None:
    (row,) = screened([ask("What is a cell?")], Tree(keys=["biology/what-is-a-cell"]))
    assert row.fate is Fate.PUBLISHED
    assert "biology/what-is-a-cell.md" in row.message


def test_another_question_at_a_published_place_is_a_clash() -> None:
    (row,) = screened([ask("What is a + cell?")], Tree(keys=["biology/what-is-a--cell"]))
    assert row.fate is Fate.CLASH
    assert "What is a cell?" in row.message


def test_the_same_question_published_under_another_subject_is_remarked() -> None:
    tree = Tree(questions=[("What is a cell?", "physics/what-is-a-cell")])
    (row,) = screened([ask("What is a cell?")], tree)
    assert row.fate is Fate.TODO
    assert "physics/what-is-a-cell.md" in row.message


def test_a_bad_row_keeps_its_words() -> None:
    (row,) = screened([RowError("no subject", where="list.csv:4", hint="Give one.")])
    assert (row.fate, row.message, row.where, row.hint) == (Fate.BAD, "no subject", "list.csv:4", "Give one.")


@given(st.lists(st.text("ab?! ", max_size=4)), st.integers(1, 4), st.integers(1, 4))
def test_nothing_is_dropped_and_chunks_change_nothing(texts: list[str], first: int, chunk: int) -> None:
    rows = [ask(text, line) for line, text in enumerate(texts)]
    found = screened(rows, first=first, chunk=chunk)
    assert [row.where for row in found] == [row.where for row in rows]
    assert found == screened(rows)
    todo = [row.question.key for row in found if row.question is not None and row.fate is Fate.TODO]
    assert len(todo) == len(set(todo)) == len({row.key for row in rows})


def test_where_a_list_breaks_off_the_rows_before_are_screened() -> None:
    def rows() -> Iterator[Question]:
        yield from (ask(f"Question {number}?", number) for number in range(5))
        raise ListError("it breaks off")

    found: list[Screened] = []
    with pytest.raises(ListError):
        found.extend(chain.from_iterable(screen(rows(), Tree(), first=2, chunk=10)))
    assert len(found) == 5
