"""What the checks of many pages know of each of them: small, so that a whole site fits into memory."""

from dataclasses import dataclass

from gen.page.page import Page, Related


@dataclass(frozen=True, slots=True)
class Card:
    """A page, but for its answer: about a kilobyte.

    Attributes:
        path: as a person would type it.
        The others: as the page has them.
    """

    path: str
    id: int
    url: str
    file_name: str
    question: str
    title: str
    description: str
    keywords: str
    subject: str
    no_index: bool
    related: tuple[Related, ...] = ()

    @classmethod
    def of(cls, path: str, page: Page) -> "Card":
        """The card of a page."""
        return cls(
            *(path, page.id, page.url, page.file_name, page.question, page.title, page.description, page.keywords),
            *(page.subject, page.no_index, page.related),
        )
