import logging
import os
from pathlib import Path

import pytest

from gen.errors import ListError
from gen.question import Question
from gen.questions.read import read_questions
from gen.site.profile import SiteProfile

from .conftest import SITE, Lists


def test_the_file_is_named_as_it_was_given(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    lists.write("list.csv", "question,subject\nWhy?,Physics\n")
    monkeypatch.chdir(lists.folder)
    (question,) = read_questions(Path("list.csv"))
    assert question.where == "list.csv:2"


def test_a_suffix_in_capitals_will_do(lists: Lists) -> None:
    assert lists.told("LIST.CSV", "question,subject\nWhy?,Physics\n") == ["2: Why?"]


@pytest.mark.parametrize("name", ["list.doc", "list", "list.xls", "list.csv.gz"])
def test_an_unknown_kind_names_the_kinds(lists: Lists, name: str) -> None:
    with pytest.raises(ListError, match="is no kind of question list") as caught:
        lists.read(name, "x")
    assert caught.value.hint == "There are: .csv, .tsv, .xlsx, .jsonl, .json, .yaml, .yml, .txt."


def test_what_is_no_file(lists: Lists) -> None:
    with pytest.raises(ListError, match="no such file"):
        read_questions(lists.folder / "none.csv")
    with pytest.raises(ListError, match="this is a folder"):
        read_questions(lists.folder)
    os.mkfifo(lists.folder / "pipe.csv")
    with pytest.raises(ListError, match="not a regular file"):
        read_questions(lists.folder / "pipe.csv")


def test_what_the_operating_system_says_is_no_traceback(lists: Lists) -> None:
    with pytest.raises(ListError, match="cannot be read: File name too long"):
        read_questions(lists.folder / ("x" * 300 + ".csv"))


def test_what_the_header_shows_is_said_at_the_call(lists: Lists) -> None:
    path = lists.write("list.csv", "qestion\nWhy?\n")
    with pytest.raises(ListError):
        read_questions(path)


def test_the_sites_slug_rule_goes_with_the_question(lists: Lists) -> None:
    path = lists.write("list.csv", "question,subject\nÉcole & co?,Physics\n")
    for site, slug in ((SITE, "cole--co"), (SiteProfile.model_validate({"profile": "hugo"}), "ecole-co")):
        (question,) = read_questions(path, site=site)
        assert isinstance(question, Question)
        assert question.slug == slug


def test_notices_are_logged_where_nobody_asks_for_them(lists: Lists, caplog: pytest.LogCaptureFixture) -> None:
    path = lists.write("list.csv", "question,subject,colour\nWhy?,Physics,red\n")
    with caplog.at_level(logging.WARNING):
        assert len(list(read_questions(path))) == 1
    assert caplog.messages == [f"{path}:1: `colour` is not read"]


def test_the_file_is_closed_when_nobody_reads_on(lists: Lists) -> None:
    path = lists.write("list.csv", "question,subject\n" + "Why?,Physics\n" * 10)
    rows = read_questions(path)
    next(rows)
    del rows  # an open file would be a ResourceWarning, and that an error
