"""A reference of a text to somebody else's work, case or law."""

from dataclasses import dataclass
from enum import StrEnum


class Cited(StrEnum):
    """By what a citation names what it cites."""

    AUTHOR_YEAR = "author and year"
    DOI = "DOI"
    PMID = "PMID"
    ADDRESS = "URL"
    CASE = "case"
    STATUTE = "statute"


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as it stands in a text.

    Attributes:
        kind: by what it names what it cites.
        key: what two citations of one thing have in common, lower case: `smith 2010`, `10.1000/182`, `roe v wade`.
        start, end: characters of the text, the end exclusive.
        text: the characters between them.
    """

    kind: Cited
    key: str
    start: int
    end: int
    text: str
