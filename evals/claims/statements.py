"""What a text says of one thing in figures: for telling where it says two different things of it."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from evals.claims.figure import Figure, Kind
from evals.claims.figures import figures
from evals.claims.masks import masked
from evals.claims.sentence import Block, Sentence
from evals.claims.sentences import sentences_beside
from evals.claims.words import content_stems

_FEWEST = 3  # words that a subject needs: `It is 5 mg` is about anything
_ALIKE = 0.5  # of their words together that two subjects share
_GUESS = re.compile(r"\b(?:example|e\.g|for instance|suppose|assume|say|let|if|case|scenario|imagine|consider)\b", re.I)
_ANY_DIGIT = re.compile(r"\d")
_DIGIT = re.compile(r"\d(?!\d{0,2}[.)][ \t])")  # but for the marks of items
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with one figure.

    Attributes:
        subject: stems of its other words that carry meaning.
        unit: what its values are counted in; units of one dimension have one name.
        least, most: both ends of a range, or one number twice.
        text: the figure as it stands.
        start, end: its place in the text.
        is_item: whether it stands in a list, where each item has a subject of its own, seldom named in it.
    """

    subject: frozenset[str]
    unit: str
    least: float
    most: float
    text: str
    start: int = 0
    end: int = 0
    is_item: bool = False

    @property
    def line(self) -> str:
        """The statement without its place, to be kept: see `of_line`."""
        words = " ".join(sorted(self.subject))
        return "\t".join((words, self.unit, repr(self.least), repr(self.most), str(int(self.is_item)), self.text))

    @classmethod
    def of_line(cls, line: str) -> "Statement":
        """The statement of such a line.

        Raises:
            ValueError: it is none.
        """
        words, unit, least, most, is_item, text = line.split("\t", 5)
        return cls(frozenset(words.split()), unit, float(least), float(most), text, is_item=is_item == "1")

    def contradicts(self, other: "Statement") -> bool:
        """Whether both are of one thing in one unit, and neither figure is the other or lies within it."""
        if self.unit != other.unit or (self.is_item and other.is_item) or not self._differs(other):
            return False
        return len(self.subject & other.subject) >= _ALIKE * len(self.subject | other.subject)

    def _differs(self, other: "Statement") -> bool:
        ends = ((self.least, other.least), (self.most, other.most))
        is_same = all(math.isclose(one, two, rel_tol=_CLOSE) for one, two in ends)
        within = self.least <= other.least and other.most <= self.most
        around = other.least <= self.least and self.most <= other.most
        return not (is_same or within or around)


@lru_cache(maxsize=4)
def statements(text: str) -> tuple[Statement, ...]:
    """The sentences of a text with one figure, in digits, and enough other words.

    Sentences about an example, and what is only supposed, are none: two examples may have two values.
    """
    return tuple(_statements(text)) if _DIGIT.search(text) else ()


def _statements(text: str) -> Iterator[Statement]:
    for sentence in sentences_beside(_ANY_DIGIT, text):
        if _DIGIT.search(sentence.text) and sentence.block is not Block.ROW and sentence.claims:
            found = [figure for figure in figures(sentence.text) if not figure.spelled]
            if len(found) == 1 and not _GUESS.search(f"{sentence.intro} {sentence.text}"):
                yield from _of(sentence, found[0])


def _of(sentence: Sentence, figure: Figure) -> Iterator[Statement]:
    rest = f"{sentence.text[: figure.start]} {sentence.text[figure.end :]}"
    subject = frozenset(content_stems(masked(rest)))
    if len(subject) >= _FEWEST and figure.kind is not Kind.DATE:
        factor = figure.measure.factor if figure.measure else 1.0
        ends = (min(figure.values) * factor, max(figure.values) * factor)
        start = sentence.start + figure.start
        is_item = sentence.block is Block.ITEM
        text = " ".join(figure.text.split())
        yield Statement(subject, _unit(figure), *ends, text, start, sentence.start + figure.end, is_item)


def _unit(figure: Figure) -> str:
    """Years and numbers are of one unit each; units that can be converted have the name of their dimension."""
    if figure.measure:
        _, slash, below = figure.unit.partition("/")
        return figure.measure.dimension + slash + below
    return figure.unit or ("year" if figure.kind is Kind.YEAR else "number")
