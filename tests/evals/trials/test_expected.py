import datetime
from typing import Any

import pytest

from evals.suite import Suite
from evals.trials.case import Case, Statement
from evals.trials.expected import Said, expectations, unmet
from gen.config import Settings
from gen.page.page import new_page


def said(answer: str) -> Said:
    page = new_page(id=1, date=datetime.date(2026, 1, 1), question="What is it?", subject="Medicine", answer=answer,
                    description="d", keywords=["k"], related=(), profile=Settings().site)  # fmt: skip
    return Said.of(Suite.from_settings(Settings()).reading(page))


def statement(given: Any) -> Statement:
    return Statement.model_validate(given)


@pytest.mark.parametrize(
    ("given", "answer", "has"),
    [
        ({"says": "s", "any": ["Reye"]}, "This is called Reye's syndrome.", True),
        ({"says": "s", "any": ["rey"]}, "This is called Reye's syndrome.", False),
        ({"says": "s", "any": ["rey*"]}, "This is called Reye's syndrome.", True),
        ({"says": "s", "any": ["host  cell"]}, "It lives in a Host\ncell.", True),
        ({"says": "s", "any": ["5 mg"]}, "Take 2.5 mg.", True),  # named words stand as they stand: give more of them
        ({"says": "s", "any": [r"\frac{1}{6}"]}, r"It is $\frac{1}{6}$.", True),
        ("Adults take 500 mg every six hours.", "The dose for adults: every six hours they take 500 mg.", True),
        ("Adults take 500 mg every six hours.", "The dose for adults: every six hours they take 50 mg.", False),
        ("Aspirin is safe for children.", "Aspirin is not safe for children.", False),
        ("Aspirin is not safe for children.", "Aspirin isn't safe for children.", True),
        ("The leaflets are strong and thin.", "They open. The leaflets are thin. They are strong too.", True),
        ("The leaflets are strong and thin.", "Nothing of the kind is said here.", False),
    ],
)
def test_a_statement_is_found_or_not(given: Any, answer: str, has: bool) -> None:
    assert said(answer).has(statement(given)) is has


def test_what_is_not_met_is_named() -> None:
    case = Case.model_validate(
        {
            "id": "a",
            "question": "What is it?",
            "subject": "Medicine",
            "must": [{"says": "Names x.", "any": ["x"]}, {"says": "Names y.", "any": ["y"]}],
            "must_not": [{"says": "Names z.", "any": ["z"]}],
            "clean": ["katex-error", "loop"],
        }
    )
    page = new_page(id=1, date=datetime.date(2026, 1, 1), question="What is it?", subject="Medicine", answer="x and z",
                    description="d", keywords=["k"], related=(), profile=Settings().site)  # fmt: skip
    reading = Suite.from_settings(Settings()).reading(page)
    assert expectations(case) == 5
    assert [str(one) for one in unmet(case, reading, [{"check": "loop"}])] == [
        "does not say: Names y.",
        "says: Names z.",
        "has a finding of: loop",
    ]
