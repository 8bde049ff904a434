import re
from pathlib import Path

import pytest

from gen.config import ReviewSettings
from gen.errors import UsageError
from review.reasons import REASONS, check_reason, reasons

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_documented_and_says_what_it_means(reason: str) -> None:
    assert f"| `{reason}` | {REASONS[reason]} |" in (ROOT / "docs/reasons.md").read_text(encoding="utf-8")
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", reason)
    assert REASONS[reason].endswith(".")
    check_reason(reason, "said", ReviewSettings())


def test_the_settings_add_reasons() -> None:
    settings = ReviewSettings(reasons={"house-style": "Not how we say it."})
    check_reason("house-style", "", settings)
    assert list(reasons(settings)) == [*REASONS, "house-style"]


@pytest.mark.parametrize(("said", "hint"), [("incorect", "`incorrect`"), ("ugly", "review.reasons"), ("", "review")])
def test_what_is_no_reason_is_refused_with_all_that_are(said: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        check_reason(said, "", ReviewSettings())
    assert hint in error.value.hint
    assert all(
        f"{name} " in error.value.context and meaning in error.value.context for name, meaning in REASONS.items()
    )
