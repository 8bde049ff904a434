"""What a run tells while it goes on: a live display on a terminal, plain lines elsewhere."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from gen.call import Call, Outcome
from gen.model.turns import Paced
from gen.visible import visible


@dataclass(slots=True)
class Counts:
    """Where a run stands. `cost` is None as soon as one call's cost is unknown."""

    drafted: int = 0
    failed: int = 0
    faults: int = 0  # rows that an editor must mend: bad ones, and clashes
    skipped: int = 0  # done, published or repeated: nothing to do
    busy: int = 0  # in another run's hands
    waiting: int = 0  # for a batch
    calls: int = 0  # requests that were answered
    served: int = 0  # answers that the ledger already had
    retries: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = 0.0
    risked: float = 0.0  # dollars that tries without an answer may have cost besides
    limits: Mapping[str, Paced] = field(default_factory=dict)  # of models that a limit held back, by name
    started: float = field(default_factory=time.monotonic)
    listed: int | None = None  # rows of the list, once counted
    limit: int | None = None  # rows that the run may work on

    def rows(self) -> dict[str, int]:
        """What became of the rows, by name."""
        return {name: getattr(self, name) for name in ("drafted", "failed", "faults", "skipped", "busy", "waiting")}

    def add(self, call: Call) -> None:
        """Count a call's tokens and money."""
        self.risked += call.risked
        if call.outcome is Outcome.FAILED:
            return
        self.calls += 1
        self.prompt_tokens += call.prompt_tokens or 0
        self.completion_tokens += call.completion_tokens or 0
        self.cached_tokens += call.cached_tokens or 0
        self.cost = None if call.cost is None or self.cost is None else self.cost + call.cost

    @property
    def at_most(self) -> float | None:
        """US dollars, tries that may have been charged for included; None where a call's cost is not known."""
        return None if self.cost is None else self.cost + self.risked

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self.started

    @property
    def handled(self) -> int:
        """Rows that are through, one way or another."""
        return self.drafted + self.failed + self.faults + self.skipped + self.busy

    @property
    def total(self) -> int | None:
        """Rows that the run will come to; None while nobody knows."""
        if self.listed is None or self.limit is None:
            return self.listed
        return min(self.listed, self.limit + self.faults + self.skipped + self.busy)

    @property
    def seconds_left(self) -> float | None:
        """By the rate so far of the rows that took work; None while there is nothing to go by."""
        worked = self.drafted + self.failed
        if self.total is None or not worked:
            return None
        return max(0, self.total - self.handled) * self.seconds / worked


class Progress(Protocol):
    """Is told what happens."""

    def __enter__(self) -> "Progress":
        """Begin to show."""

    def __exit__(self, *_: object) -> None:
        """Stop showing."""

    def say(self, line: str) -> None:
        """Show one line that stays."""

    def tick(self, counts: Counts) -> None:
        """Counts have changed."""

    def call(self, call: Call) -> None:
        """A call has ended, and is written down."""


class Quiet:
    """Says nothing: another process does."""

    def __enter__(self) -> "Quiet":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def say(self, line: str) -> None:
        """Leave it unsaid."""

    def tick(self, counts: Counts) -> None:
        """Leave it unsaid."""

    def call(self, call: Call) -> None:
        """Leave it unsaid."""


class PlainProgress:
    """A line every few seconds.

    Args:
        console: where to; standard error as a rule.
        every: seconds between two lines of counts.
    """

    def __init__(self, console: Console, every: float = 10.0) -> None:
        self._console = console
        self._every = every
        self._next = time.monotonic() + every
        self._last = ""

    def __enter__(self) -> "PlainProgress":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def call(self, call: Call) -> None:
        """Nothing: it is counted."""

    def say(self, line: str) -> None:
        """Print the line, unless it is the last one again."""
        if line != self._last:
            self._console.print(visible(line), markup=False, highlight=False, soft_wrap=True)
            self._last = line

    def tick(self, counts: Counts) -> None:
        """Print the counts, if the last time was long enough ago."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._every
            self.say(counts_line(counts))


class LiveProgress:
    """A bar and the counts, drawn in place."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._counts = Counts()
        self._live = Live(get_renderable=self._draw, console=console, refresh_per_second=4, transient=True)

    def __enter__(self) -> "LiveProgress":
        self._live.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.__exit__(None, None, None)

    def call(self, call: Call) -> None:
        """Nothing: it is counted."""

    def say(self, line: str) -> None:
        """Print the line above the bar."""
        self._console.print(visible(line), markup=False, highlight=False)

    def tick(self, counts: Counts) -> None:
        """Draw these from now on."""
        self._counts = counts

    def _draw(self) -> RenderableType:
        counts = self._counts
        bar = Table.grid(expand=True, padding=(0, 1))
        bar.add_row(ProgressBar(total=counts.total, completed=counts.handled, pulse=counts.total is None))
        return Group(bar, Text(counts_line(counts), style="dim", overflow="ellipsis", no_wrap=True))


def counts_line(counts: Counts) -> str:
    """The counts in one line."""
    of = f"/{counts.total:,}" if counts.total is not None else ""
    parts = [f"{counts.handled:,}{of} rows", f"{counts.drafted:,} drafted", f"{counts.failed:,} failed"]
    if counts.faults:
        parts.append(f"{counts.faults:,} bad")
    if counts.skipped:
        parts.append(f"{counts.skipped:,} skipped")
    if counts.waiting:
        parts.append(f"{counts.waiting:,} waiting")
    if counts.retries:
        parts.append(f"{counts.retries:,} retries")
    rate = counts.calls / counts.seconds if counts.seconds > 0 else 0.0
    parts += [f"{rate:,.1f} calls/s", _tokens(counts), _spent(counts), *map(_limit, counts.limits.values())]
    if (left := counts.seconds_left) is not None:
        parts.append(f"{duration(left)} left")
    return " · ".join(parts)


def _spent(counts: Counts) -> str:
    risked = f" and perhaps {money(counts.risked)} for tries without an answer" if counts.risked else ""
    return money(counts.cost) + risked


def _tokens(counts: Counts) -> str:
    """Tokens of prompts and answers, and how much of the prompts the server had cached."""
    said = f"{counts.prompt_tokens + counts.completion_tokens:,} tokens"
    if not counts.cached_tokens:
        return said
    return f"{said} ({counts.cached_tokens / max(counts.prompt_tokens, 1):.0%} of the prompts cached)"


def _limit(paced: Paced) -> str:
    known = ((paced.requests, "requests"), (paced.tokens, "tokens"))
    limits = ", ".join(f"{limit:,.0f} {name}" for limit, name in known if limit is not None)
    shared = f", shared by {paced.runs} runs" if paced.runs > 1 else ""
    return f"held back {duration(paced.waited)} by limits ({limits or 'unknown'}{shared}), {paced.at_once} at once"


def money(cost: float | None) -> str:
    """US dollars for people; an unknown cost says so."""
    if cost is None:
        return "cost unknown"
    return f"${cost:.2f}" if cost >= 1 or cost == 0 else f"${cost:.4f}"


def duration(seconds: float) -> str:
    """Seconds as `45 s`, `3 min` or `2 h 5 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
