"""Tables of drafts for a terminal, or for whatever reads what a terminal would have shown."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gen.visible import one_line

_WIDTH_ELSEWHERE = 160  # characters, where nothing says how wide a line may be
_WIDEST = 26  # of a column beside the one that takes the rest


def console() -> Console:
    """Standard output."""
    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=_WIDTH_ELSEWHERE)


def table(columns: Mapping[str, str], rows: Iterable[Iterable[str]]) -> Table:
    """A table as wide as the terminal.

    Args:
        columns: heading, and `left`, `right` or `rest`: the column that gets what is left of the width.
        rows: texts, as they are: a question is data, and rich would read the brackets of a plain string as markup.
    """
    cells = [[one_line(cell) for cell in row] for row in rows]
    made = Table(box=None, pad_edge=False, header_style="bold")
    for number, (name, kind) in enumerate(columns.items()):
        longest = max([len(name), *(len(row[number]) for row in cells)])
        made.add_column(
            name,
            justify="right" if kind == "right" else "left",
            no_wrap=True,
            overflow="ellipsis",
            min_width=None if kind == "rest" else min(longest, _WIDEST),
            max_width=None if kind == "rest" else _WIDEST,
            ratio=1 if kind == "rest" else None,
        )
    for row in cells:
        made.add_row(*map(Text, row))
    return made


def score_text(score: float | None) -> str:
    """A score for people: `–` where nothing was scored."""
    return "–" if score is None or score < 0 else f"{score:.2f}"


def findings_text(counts: Mapping[str, int]) -> str:
    """Findings counted by severity: `2 errors, 1 warning`; an empty mapping is of a page that nothing has checked."""
    parts = [f"{count} {name}{'s' if count > 1 else ''}" for name, count in counts.items() if count]
    return ", ".join(parts) or ("none" if counts else "not checked")
