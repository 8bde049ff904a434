from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gen.errors import VerdictError
from review.desk import Desk
from review.find import find_draft
from tests.review.tray import add_drafts, desk_of

VALVE = "medicine/what-does-the-valve-do"


@pytest.mark.parametrize("said", ["1", " 1 ", "row-2", VALVE, f"drafts/{VALVE}.md", f"./drafts/../drafts/{VALVE}.md"])
def test_every_name_of_a_draft(desk: Desk, root: Path, said: str) -> None:
    assert find_draft(desk, root, said).id == 1


def test_paths_are_relative_to_where_one_is(desk: Desk, root: Path) -> None:
    assert find_draft(desk, root / "drafts" / "medicine", "what-does-the-valve-do.md").id == 1
    assert find_draft(desk, Path("/"), f"drafts/{VALVE}.md").id == 1
    assert find_draft(desk, Path("/"), str(root / f"drafts/{VALVE}.md")).id == 1


def test_a_reference_that_several_have(desk: Desk, root: Path) -> None:
    add_drafts(root, "What is a cell?", subject="Biology")
    with pytest.raises(VerdictError, match=r"drafts 1, 4") as error:
        find_draft(desk, root, "row-2")
    assert "by its id" in error.value.hint


def test_an_id_goes_before_a_reference_of_the_same_digits(desk: Desk, root: Path) -> None:
    with desk.ledger.transaction() as connection:
        connection.exec_driver_sql("UPDATE drafts SET ref = '1' WHERE id = 3")
        connection.exec_driver_sql("UPDATE drafts SET ref = '77' WHERE id = 2")
    assert find_draft(desk, root, "1").id == 1
    assert find_draft(desk, root, "77").id == 2


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("medicine/what-does-the-valve-doo", VALVE),
        ("the valve", VALVE),
        ("drafts/medicine/how-does-the-heart-beet.md", "medicine/how-does-the-heart-beat"),
        ("99", "answerdesk list"),
        ("quantum", "answerdesk list"),
        ("", "answerdesk list"),
        ("%", "answerdesk list"),
    ],
)
def test_what_is_not_there_and_what_is_close(desk: Desk, root: Path, said: str, offered: str) -> None:
    with pytest.raises(VerdictError, match="there is no draft") as error:
        find_draft(desk, root, said)
    assert offered in error.value.hint


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.text(max_size=30) | st.from_regex(r"\d{1,40}|[a-z/.]{0,20}\.md\Z"))
def test_anything_may_be_said(root: Path, said: str) -> None:
    with desk_of(root) as desk:
        try:
            heard = str(find_draft(desk, root, said).id)
        except VerdictError as error:
            heard = str(error)
    assert heard in {"1", "2", "3"} or heard.startswith("there is no draft")
    assert heard.replace("\n", "").isprintable()
