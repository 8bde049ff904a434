"""From question to draft: question lists, templates, the model, the post-processor, the page format, the ledger."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gen.page.page import Page as Page
    from gen.page.page import Related as Related
    from gen.page.reader import load_page as load_page
    from gen.page.writer import dump_page as dump_page

_EXPORTS = {
    "Page": "gen.page.page",
    "Related": "gen.page.page",
    "load_page": "gen.page.reader",
    "dump_page": "gen.page.writer",
}
__all__ = ["Page", "Related", "dump_page", "load_page"]


def __getattr__(name: str) -> object:
    """Loads what is asked for: a command that needs no page must not wait for YAML and pydantic."""
    if name in _EXPORTS:
        return getattr(import_module(_EXPORTS[name]), name)
    raise AttributeError(f"module 'gen' has no attribute {name!r}")
