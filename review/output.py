"""Where the commands' results and talk go."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from gen.progress import money
from gen.visible import visible


def results() -> Console:
    """Standard output. Lines are not wrapped, so that what is copied from them is whole."""
    return Console(highlight=False, soft_wrap=True)


def talk(*lines: str) -> None:
    """Say something beside the results, on standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text(visible(line)))


def write_json(data: Mapping[str, Any]) -> None:
    """One object, on a line of standard output. In ASCII: every reader takes that, whatever stands in a page."""
    sys.stdout.write(json.dumps(data, default=str) + "\n")


def money_text(cost: float | None, unknown: int = 0) -> str:
    """US dollars for people. What is not known is said: unknown is not zero."""
    if cost is None:
        return "unknown"
    return money(cost) + (f", and what {unknown:,} calls of unknown cost came to" if unknown else "")
