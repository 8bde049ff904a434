"""Where the commands' results and talk go."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from review.visible import one_line


def results() -> Console:
    """Standard output. Lines are not wrapped, so that what is copied from them is whole."""
    return Console(highlight=False, soft_wrap=True)


def talk(*lines: str) -> None:
    """Say something beside the results, on standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text(line))


def write_json(data: Mapping[str, Any]) -> None:
    """One object, on a line of standard output. In ASCII: every reader takes that, whatever stands in a page."""
    sys.stdout.write(json.dumps(data, default=str) + "\n")


def table(columns: Mapping[str, str], rows: Iterable[Iterable[str]]) -> Table:
    """A table as wide as the terminal.

    Args:
        columns: heading, and `left`, `right` or `rest`: the column that gets what is left of the width.
        rows: texts, as they are: Text and not str, or rich would read their brackets as markup.
    """
    made = Table(box=None, pad_edge=False, header_style="bold")
    for name, kind in columns.items():
        overflow: Any = "ellipsis" if kind == "rest" else "fold"
        made.add_column(name, justify="right" if kind == "right" else "left", overflow=overflow, no_wrap=True)
    for row in rows:
        made.add_row(*(Text(one_line(cell)) for cell in row))
    return made


def score_text(score: float | None) -> str:
    """A score for people: `–` where nothing was scored."""
    return "–" if score is None or score < 0 else f"{score:.2f}"


def findings_text(counts: Mapping[str, int]) -> str:
    """Findings counted by severity: `2 errors, 1 warning`."""
    parts = [f"{count} {name}{'s' if count > 1 else ''}" for name, count in counts.items() if count]
    return ", ".join(parts) or ("none" if counts else "not checked")


def money_text(cost: float | None, unknown: int = 0) -> str:
    """US dollars for people. What is not known is said: unknown is not zero."""
    if cost is None:
        return "unknown"
    return f"${cost:.4f}" + (f", and what {unknown:,} calls of unknown cost came to" if unknown else "")
