import io
import time

import pytest
from rich.console import Console

from gen.progress import Counts, LiveProgress, PlainProgress, counts_line, duration, money


def test_the_line_says_it_all() -> None:
    counts = Counts(
        drafted=30, failed=2, faults=3, skipped=5, calls=64, retries=4, prompt_tokens=1000, completion_tokens=500,
        cost=0.25, started=time.monotonic() - 32, listed=104,
    )  # fmt: skip
    line = counts_line(counts)
    for part in ("40/104 rows", "30 drafted", "2 failed", "3 bad", "5 skipped", "4 retries", "1,500 tokens", "$0.25"):
        assert part in line
    assert "2.0 calls/s" in line
    assert "64 s left" in line


@pytest.mark.parametrize(
    ("cost", "shown"), [(None, "cost unknown"), (0, "$0.00"), (0.00042, "$0.0004"), (12.345, "$12.35")]
)
def test_an_unknown_cost_is_not_zero(cost: float | None, shown: str) -> None:
    assert money(cost) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(5, "5 s"), (89, "89 s"), (600, "10 min"), (7500, "2 h 5 min")])
def test_durations(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def test_a_limit_bounds_what_is_to_come() -> None:
    assert Counts(listed=1000, limit=10, skipped=30).total == 40
    assert Counts(listed=12, limit=10, skipped=5).total == 12
    assert Counts(limit=10).total is None


def test_nothing_to_go_by_gives_no_time_left() -> None:
    assert Counts(listed=10).seconds_left is None
    assert Counts(drafted=3).seconds_left is None


def test_plain_lines_come_now_and_then() -> None:
    out = io.StringIO()
    with PlainProgress(Console(file=out), every=3600) as progress:
        progress.tick(Counts(drafted=1))
        progress.say("list.csv:3: [bold]bad[/bold]")
    assert out.getvalue() == "list.csv:3: [bold]bad[/bold]\n"
    with PlainProgress(Console(file=out), every=0) as progress:
        progress.tick(Counts(drafted=7))
    assert "7 drafted" in out.getvalue()


def test_what_a_server_says_does_not_move_the_cursor() -> None:
    out = io.StringIO()
    with PlainProgress(Console(file=out)) as progress:
        progress.say("list.csv:3: HTTP 400: bad \x1b[2J red")
    with LiveProgress(Console(file=out, width=200)) as live:
        live.say("HTTP 400: bad \x1b[2J red")
    assert "\x1b[2J" not in out.getvalue()
    assert out.getvalue().count("␛[2J red") == 2


def test_the_live_display_draws_on_a_terminal() -> None:
    out = io.StringIO()
    with LiveProgress(Console(file=out, force_terminal=True, width=200)) as progress:
        progress.tick(Counts(drafted=7, listed=9))
        progress.say("a line that stays")
    assert "7/9 rows" in out.getvalue()
    assert "a line that stays" in out.getvalue()
