import re

from hypothesis import given
from hypothesis import strategies as st

from evals.claims.matches import matches

WHOLE = re.compile(r"(?<![\w.])\d+(?:-\d+)?")
PATTERN, FIRST = re.compile(r"\d+(?:-\d+)?"), re.compile(r"\d(?<![\w.].)")


@given(st.text("12-. a\n"))
def test_finds_what_the_pattern_finds_that_begins_with_what_may_not_stand_before_it(text: str) -> None:
    found = [match.span() for match in matches(PATTERN, FIRST, text)]
    assert found == [match.span() for match in WHOLE.finditer(text)]


def test_what_was_found_is_not_looked_at_again() -> None:
    assert [match[0] for match in matches(PATTERN, FIRST, "1-2 3")] == ["1-2", "3"]
