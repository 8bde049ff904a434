"""What the checks of many pages know of each of them: small, so that a whole site fits into memory."""

from dataclasses import dataclass

from evals.claims.statements import statements
from gen.page.page import Page, Related


@dataclass(frozen=True, slots=True)
class Card:
    """A page, but for its answer: about a kilobyte.

    Attributes:
        path: as a person would type it.
        stated: what the answer says in figures, a `Statement.line` each.
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
    stated: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()

    @classmethod
    def of(cls, path: str, page: Page) -> "Card":
        """The card of a page."""
        return cls(
            *(path, page.id, page.url, page.file_name, page.question, page.title, page.description, page.keywords),
            *(page.subject, page.no_index, tuple(each.line for each in statements(page.answer)), page.related),
        )
