"""A search result as searchers see it: title and description, cut where their room ends."""

from dataclasses import dataclass

from evals.glyphs import fitting
from gen.page.page import Page
from gen.site.profile import SiteProfile


@dataclass(frozen=True, slots=True)
class Cut:
    """Words that fit, and those that nobody sees."""

    seen: str
    lost: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """A search result.

    Attributes:
        where: what it is shown on.
        title, description: cut.
    """

    where: str
    title: Cut
    description: Cut


# Pixels of the title's line and of the description's lines, and the sizes of their type, as Google's results have them.
_ROOMS = (("On a desk", 600, 20, 920, 14), ("On a phone", 920, 18, 680, 14))


def snippets(page: Page, site: SiteProfile) -> list[Snippet]:
    """The search results of a page."""
    title = site.html_title(page.title, page.subject)
    description = site.description_prefix + page.description
    return [
        Snippet(where, _cut(title, size, room), _cut(description, small, below))
        for where, room, size, below, small in _ROOMS
    ]


def _cut(text: str, size: int, room: int) -> Cut:
    fits = fitting(text, size, room)
    if fits >= len(text):
        return Cut(text, "")
    fits = fitting(text, size, room - size)  # room for the dots
    return Cut(text[:fits].rstrip(), text[fits:])
