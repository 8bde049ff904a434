"""Do the headings lead a reader through the answer?"""

import re
from collections.abc import Iterator
from itertools import pairwise

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Heading, Reading, words_of

_EMPTY = re.compile(r"^ {0,3}#{1,6}[ \t]*$", re.MULTILINE)
_UNSPACED = re.compile(r"^ {0,3}#{2,6}[^#\s].*$", re.MULTILINE)
_BOLD_LINE = re.compile(
    r"^(?:\*\*[^*\n]{2,80}(?<![.,;:!?\"”])\*\*|__[^_\n]{2,80}(?<![.,;:!?\"”])__)[ \t]*(?=\n[ \t]*\n)", re.MULTILINE
)
_STOPS = (":", ".", ";", ",")
_NO_STOPS = ("...", "etc.", "vs.", "e.g.", "i.e.", "c.", "a.d.", "b.c.", "u.s.", "inc.", "jr.", "sr.")


class HeadingTop(Check):
    """The answer has a heading of the first level

    The question is the page's heading; a second one of its level makes two pages of it for screen readers and search
    engines.
    """

    id = "heading-top"
    severity = Severity.WARNING
    source = "Yoast's single H1; markdownlint MD025. Published answers begin at the third level."
    bad = "`# Causes`"
    good = "`## Causes`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for heading in reading.headings:
            if heading.level == 1:
                yield _hit("the question is the page's only heading of this level", heading, reading)


class HeadingEmpty(Check):
    """A heading has no text

    Readers see a gap, and screen readers read out a heading that says nothing.
    """

    id = "heading-empty"
    severity = Severity.WARNING
    source = "WCAG 2.2, technique G130; HTML Living Standard, headings."
    bad = "`##` alone on its line"
    good = "`## Causes`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if "#" in reading.uncoded:
            for match in _EMPTY.finditer(reading.uncoded):
                yield Hit("a heading has no text", start=match.start(), end=match.end())


class HeadingUnspaced(Check):
    """A heading lacks the space behind its `#`

    Markdown takes it for text: readers see the signs.
    """

    id = "heading-unspaced"
    severity = Severity.ERROR
    source = "CommonMark 0.31, ATX headings; markdownlint MD018."
    bad = "`##Causes`"
    good = "`## Causes`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if "##" in reading.prose:
            for match in _UNSPACED.finditer(reading.prose):
                yield Hit("a heading lacks the space behind its `#`", start=match.start(), end=match.end())


class SectionEmpty(Check):
    """A heading has nothing below it

    The next one of the same or a higher level follows at once: the text was lost, or never written. One at the end of
    the answer is `answer-cut`'s.
    """

    id = "section-empty"
    severity = Severity.WARNING
    source = "Answers of small models, which make an outline and fill half of it."
    bad = "`## Causes` followed by `## Treatment`"
    good = "`## Causes`, a paragraph, `## Treatment`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for heading, following in pairwise(reading.headings):
            hit = _hit("a heading has nothing below it", heading, reading)
            if following.level <= heading.level and not reading.answer[hit.end : following.start].strip():
                yield hit


class HeadingPunctuation(Check):
    """A heading ends like a sentence or a label

    A heading is a title; a colon or full stop behind it is left from a list or a sentence.
    """

    id = "heading-punctuation"
    severity = Severity.NOTE
    source = "markdownlint MD026, question and exclamation marks aside; 3 % of the published pages."
    bad = "`## Key differences:`"
    good = "`## Key differences`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for heading in reading.headings:
            text = heading.text.rstrip(" *_").lower()
            if text.endswith(_STOPS) and not text.endswith(_NO_STOPS):
                yield _hit(f"the heading ends with `{text[-1]}`", heading, reading)


class HeadingBold(Check):
    """A line in bold does a heading's work

    It looks like one and is none: no list of headings has it, and it cannot be linked to. A label with a colon
    is none, nor is a sentence; an answer that has no other headings is `heading-none`'s.
    """

    id = "heading-bold"
    severity = Severity.NOTE
    source = "markdownlint MD036; WCAG 2.2, failure F2."
    bad = "`**Causes**` alone in its paragraph, among headings"
    good = "`### Causes`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if reading.headings and ("**" in reading.prose or "__" in reading.prose):
            for match in _BOLD_LINE.finditer(reading.prose):
                if reading.prose[: match.start()].endswith(("\n\n", "\n \n")) or not match.start():
                    yield Hit("a line in bold does a heading's work", start=match.start(), end=match.end())


class HeadingQuestion(Check):
    """A heading repeats the question

    The question stands above the answer, as the page's heading.
    """

    id = "heading-question"
    severity = Severity.NOTE
    source = "Answers of small models, which begin with the title they were given."
    bad = "`## What is osmosis?` on the page of that question"
    good = "`## Why water moves`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if reading.headings:
            question = words_of(reading.page.question)
            for heading in reading.headings:
                if question and words_of(heading.text) == question:
                    yield _hit("the heading repeats the question", heading, reading)


def _hit(message: str, heading: Heading, reading: Reading) -> Hit:
    """A hit of the heading's line."""
    end = reading.answer.find("\n", heading.start)
    return Hit(message, start=heading.start, end=end if end >= 0 else len(reading.answer))


CHECKS: tuple[type[Check], ...] = (
    *(HeadingTop, HeadingEmpty, HeadingUnspaced, SectionEmpty, HeadingPunctuation, HeadingBold, HeadingQuestion),
)
