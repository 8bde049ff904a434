"""Flags before a reviewer: parted, ordered, bounded, and tasks."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from evals.catalogue import EVERY
from evals.facts.flags import FLAGS
from gen.config import ReviewSettings
from review.flags import OPEN, parted
from review.tasks import Task, tasks_of
from tests.review.test_tasks import finding


def tasks(*findings: dict[str, Any]) -> tuple[Task, ...]:
    return tasks_of(findings, [], ReviewSettings())


def test_flags_are_the_catalogues() -> None:
    assert {name for name, check in EVERY.items() if check.factual} == FLAGS


def test_a_flag_is_a_task_and_what_has_no_source_is_not() -> None:
    flag, none, long = tasks(
        finding("source-figure", "warning"), finding("source-none", "note"), finding("sentence-long", "warning")
    )
    assert (flag.required, none.required, long.required) == (True, False, False)


def test_a_handful_is_open_and_the_rest_folded() -> None:
    found = parted(tasks(*(finding("source-figure", "warning", f"{n} mg") for n in range(OPEN + 3))))
    assert (len(found.first), len(found.folded)) == (OPEN, 3)
    assert not found.others


def test_counts_are_said_in_words() -> None:
    facts = [{"state": state} for state in ("supported", "supported", "flagged", "no-source", "odd")]
    assert parted((), facts).counts == "2 supported, 1 flagged, 1 without a source"
    assert parted(()).counts == ""


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(EVERY)), st.sampled_from(["error", "warning", "note"]), st.text(max_size=3)),
        max_size=20,
    )
)
def test_nothing_is_lost_and_nothing_stands_twice(found: list[tuple[str, str, str]]) -> None:
    given_tasks = tasks(*(finding(*each) for each in found))
    parts = parted(given_tasks)
    back = [*parts.first, *parts.folded, *parts.checklist, *parts.others]
    assert sorted(task.name for task in back) == sorted(task.name for task in given_tasks)
    assert [task.finding["severity"] for task in parts.first] == sorted(
        (task.finding["severity"] for task in parts.first), key=["error", "warning", "note"].index
    )
