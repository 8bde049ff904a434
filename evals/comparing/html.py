"""A comparison as one HTML file: no script, nothing from elsewhere, every draft's text as text."""

import difflib
from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from evals.comparing.comparison import Comparison, Pair, worth
from evals.comparing.told import rows

_LONGEST = 400  # lines of one difference


def as_html(comparison: Comparison, reasons: Sequence[str] | None) -> str:
    """The file's text.

    Args:
        comparison: what is told.
        reasons: why the gate stops it; none: it does not; None: nobody asked.
    """
    folder = files("evals.comparing") / "report"
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string((folder / "page.html.j2").read_text("utf-8"))
    return template.render(
        comparison=comparison,
        reasons=reasons,
        rows=list(rows(comparison)),
        worth=worth,
        changes=_changes,
        style=Markup((folder / "page.css").read_text("utf-8")),  # noqa: S704 - our own file
    )


def _changes(pair: Pair) -> list[str]:
    """What differs between the two drafts, line by line; of a run's drafts the pages are not at hand."""
    lines = list(difflib.unified_diff(pair.a.page.splitlines(), pair.b.page.splitlines(), n=2, lineterm=""))[2:]
    return lines[:_LONGEST] or ["(no text to show)"]
