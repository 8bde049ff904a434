"""What the site makes of an answer. All places are characters of the answer, the end exclusive."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Maths:
    """A formula.

    Attributes:
        start, end: with its dollars.
        tex: what KaTeX gets.
        display: whether it stands by itself.
        closed: a display formula that nothing ends goes on to the end of what it stands in, and is not.
        error: why KaTeX cannot show it, `""` where it can.
    """

    start: int
    end: int
    tex: str
    display: bool = False
    closed: bool = True
    error: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link, an image or a definition of one: the address as it is written, and what is left of it on the site."""

    start: int
    end: int
    url: str
    shown: str


@dataclass(frozen=True, slots=True)
class Html:
    """Raw HTML, which the site shows as text."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its rows with the head's, the columns of the head, and the cells of the row that has most of them."""

    start: int
    end: int
    rows: int
    columns: int
    widest: int


@dataclass(frozen=True, slots=True)
class List:
    """A list: the number that it begins with, -1 for bullets, and how many items it has."""

    start: int
    end: int
    first: int
    items: int


@dataclass(frozen=True, slots=True)
class Code:
    """Code.

    Attributes:
        start, end: with its ticks.
        value: the code itself.
        block: in a block, not in a line.
        language: what its fence calls it, `""` for nothing.
        fenced: a block that ticks begin; the other kind is indented.
        closed: a fence that nothing ends goes on to the end of what it stands in, and is not.
    """

    start: int
    end: int
    value: str
    block: bool = False
    language: str = ""
    fenced: bool = False
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Shown:
    """All of it, each kind in the order of the answer.

    Attributes:
        text: start and end of each piece of text, in which nothing is a sign of Markdown but backslashes and entities.
        problem: why the pipeline could not do the answer, `""` where it could; nothing else is known then.
    """

    maths: tuple[Maths, ...] = ()
    links: tuple[Link, ...] = ()
    html: tuple[Html, ...] = ()
    tables: tuple[Table, ...] = ()
    lists: tuple[List, ...] = ()
    code: tuple[Code, ...] = ()
    headings: tuple[Heading, ...] = ()
    text: tuple[tuple[int, int], ...] = ()
    problem: str = ""
