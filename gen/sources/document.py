"""A reference as its reader gives it: paragraphs, each with its place."""

from dataclasses import dataclass


class RefusedError(ValueError):
    """A file of the folder is not read; the message says why. The others are not concerned."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, a list item or a table row of a reference.

    Attributes:
        text: a line break in it is one of the file's.
        line: of the file, from 1, where it begins; 0 where the file has pages.
        page: from 1; 0 where the file has none.
        heading: the heading above it, `""` for none.
    """

    text: str
    line: int = 0
    page: int = 0
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A reference.

    Attributes:
        paragraphs: in order; none of them empty.
        title: what the file calls itself, `""` where it does not.
        url: where it says it was taken from, `""` where it does not.
    """

    paragraphs: tuple[Paragraph, ...]
    title: str = ""
    url: str = ""
