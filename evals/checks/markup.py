"""Does the answer's Markdown show as it was meant?"""

from collections.abc import Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_FIRST_LEVEL = 3  # published answers begin with it


class CodeUnclosed(Check):
    """A code block is opened and never closed

    Everything from there to the end is set as code.
    """

    id = "code-unclosed"
    severity = Severity.ERROR
    source = "CommonMark 0.31, fenced code blocks."
    bad = "three backticks, code, and the end"
    good = "three backticks, code, three backticks"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        start = reading.code.open_fence
        if start is not None:
            yield Hit("a code block is opened and never closed", start=start, end=start + 3, suggestion="```")


class CodeSpanUnclosed(Check):
    """A backtick opens inline code that nothing closes

    Readers see the backtick, and what was meant as code as text.
    """

    id = "code-span-unclosed"
    severity = Severity.WARNING
    source = "CommonMark 0.31, code spans."
    bad = "`` call `print() ``"
    good = "`` call `print()` ``"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for start in reading.code.open_ticks:
            yield Hit("a backtick opens code that nothing closes", start=start, end=start + 1)


class HeadingNone(Check):
    """A long answer has no heading

    Readers scan before they read. 78 % of the published pages have none.
    """

    id = "heading-none"
    severity = Severity.NOTE
    source = "Yoast's subheading distribution: no more than 300 words without one."
    bad = "500 words in one piece"
    good = "a heading for each part"

    words: int = Field(300, ge=1, description="words from which on an answer needs a heading")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if not reading.headings and len(reading.words) > self.words:
            first_line = reading.answer.find("\n")
            yield Hit(f"{len(reading.words)} words and no heading", end=max(first_line, 1))


class HeadingSkip(Check):
    """A heading skips a level

    Screen readers list headings as a tree; a skipped level is a broken branch.
    """

    id = "heading-skip"
    severity = Severity.NOTE
    source = "WCAG 2.2, technique G141; markdownlint MD001."
    bad = "`## Causes` followed by `#### Genes`"
    good = "`## Causes` followed by `### Genes`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        level = 0
        for heading in reading.headings:
            if heading.level > (level or _FIRST_LEVEL) + 1:
                end = heading.start + heading.level + 1 + len(heading.text)
                said = f"from level {level}" if level else "from the page's own heading"
                yield Hit(f"{said} to level {heading.level}", start=heading.start, end=end)
            level = heading.level


CHECKS: tuple[type[Check], ...] = (CodeUnclosed, CodeSpanUnclosed, HeadingNone, HeadingSkip)
