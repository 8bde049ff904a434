import pytest

from gen.errors import ListError
from gen.questions.raw import Unreadable

from .conftest import Lists


@pytest.mark.parametrize("name", ["question", " QUESTION ", "\ufeffQuestion:", "q u e s t i o n", "Ｑｕｅｓｔｉｏｎ"])
def test_names_are_taken_however_they_are_written(lists: Lists, name: str) -> None:
    assert lists.columns().field(name, 1) == "question"


def test_an_unknown_name_is_told_once_and_never_without_end(lists: Lists) -> None:
    columns = lists.columns()
    for _ in range(3):
        assert columns.field("modle", 4) == ""
    assert lists.notices == ["list:4: `modle` is not read; did you mean `model`?"]
    for number in range(3000):
        columns.field(f"other {number}", 5)
    assert len(lists.notices) == 21
    assert lists.notices[-1] == "list: there are more notices like these"


def test_a_header_names_each_field_once(lists: Lists) -> None:
    assert lists.columns().header(["id", "Question", "x"], 1) == ["id", "question", ""]
    with pytest.raises(ListError, match="list:3: two columns are named `id`"):
        lists.columns().header(["id", "question", "ID"], 3)
    with pytest.raises(ListError, match="no column `subject`") as caught:
        lists.columns(needs_subject=True).header(["question", "subjct"], 1)
    assert caught.value.hint == "Rename `subjct` to `subject`."


def test_many_columns_are_not_all_named(lists: Lists) -> None:
    with pytest.raises(ListError, match=r"`c19`, …\n"):
        lists.columns().header([f"c{n}" for n in range(500)], 1)


def test_an_item_names_each_field_once(lists: Lists) -> None:
    assert lists.columns().item([("Question", "a"), ("foo", 1), ("foo", 2)], 1) == {"question": "a"}
    assert isinstance(lists.columns().item([("Question", "a"), ("question", "a")], 1), Unreadable)
