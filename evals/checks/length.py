"""Is the answer whole, and of a length that readers of the site are used to?"""

import re
from collections.abc import Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Item, Reading

_CORPUS = "Published answers: 2,537 characters in the median, 1,423 to 3,379 from the 5th to the 95th percentile."
_CLOSERS = " \t\n*_~\"'”’»)]}$"
_STOPS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")
_TABLE_OR_FORMULA = re.compile(r"(?:\$|\\[)\]])\s*\Z|\A\s*\|.*\|\Z")
# A sentence never ends with one of these, whatever stop a post-processor may have set behind it.
_BELOW = re.compile(r"\n+([ \t]*)\S")
_DANGLING = re.compile(r"\b(?:an?|and|because|but|nor|or|than|the|their)\Z", re.IGNORECASE)
# Nor does an item of a list that does without stops.
_OPEN = re.compile(r"\b(?:an?|and|as|at|because|but|from|into|nor|of|or|than|that|the|their|these|to|which|with)\Z")


class AnswerShort(Check):
    """The answer is far shorter than the site's answers

    A short answer is a refusal, a cut answer or a model that had nothing to say.
    """

    id = "answer-short"
    severity = Severity.WARNING
    source = _CORPUS
    bad = "an answer of two sentences"
    good = "an answer of four paragraphs"

    least: int = Field(1000, ge=0, description="characters")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        length = len(reading.answer.strip())
        if 0 < length < self.least:
            yield Hit(f"the answer has {length:,} characters; answers of this site have at least {self.least:,}")


class AnswerLong(Check):
    """The answer is far longer than the site's answers

    A long answer has lost its thread or loops.
    """

    id = "answer-long"
    severity = Severity.WARNING
    source = _CORPUS
    bad = "an answer of three thousand words"
    good = "an answer of four hundred words"

    most: int = Field(4500, ge=0, description="characters")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        length = len(reading.answer.strip())
        if length > self.most:
            yield Hit(f"the answer has {length:,} characters; answers of this site have at most {self.most:,}")


class AnswerCut(Check):
    """The answer stops in the middle of a sentence

    The model reached its limit of tokens, or the answer was cut on its way. About 52 published pages end so; all but
    14 of 5,187 answers end with a full stop.
    """

    id = "answer-cut"
    severity = Severity.ERROR
    source = _CORPUS
    bad = "`Water moves through the membrane because the`"
    good = "`Water moves through the membrane.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.answer.rstrip()
        if not text or (reading.code.blocks and reading.code.blocks[-1][1] >= len(text)):
            return
        line_start = text.rfind("\n") + 1
        reason = _cut(text[line_start:], reading)
        if reason:
            yield Hit(reason, start=max(line_start, len(text) - 80), end=len(text))


def _cut(line: str, reading: Reading) -> str:
    """Why the last line looks cut, `""` where it looks whole."""
    line_start = len(reading.answer.rstrip()) - len(line)
    bare = line.rstrip(_CLOSERS)
    if reading.headings and reading.headings[-1].start >= line_start:
        return "the answer ends with a heading and nothing below it"
    if bare.endswith(":"):
        return "the answer ends with a colon and nothing behind it"
    if bare.endswith(_STOPS):
        whole = reading.site.language[:2] != "en" or not (
            bare.endswith(".") and _DANGLING.search(bare[-12:].rstrip("."))
        )
    else:
        whole = bool(_TABLE_OR_FORMULA.search(line)) or _same_style(reading.items, line_start)
    return "" if whole else "the answer does not end like a sentence"


def _same_style(items: tuple[Item, ...], last_line: int) -> bool:
    """Whether the last line is an item of a list whose item before it does without a final stop, too."""
    if not items or items[-1].start != last_line or items[-1].text.count("**") % 2:
        return False
    last = items[-1]
    before = next((item for item in reversed(items[:-1]) if item.indent == last.indent), None)
    if before is None or not last.text.strip() or _OPEN.search(last.text.rstrip()):
        return False
    return not before.text.rstrip(_CLOSERS).endswith((*_STOPS, ":", ",", ";"))


class ItemEmpty(Check):
    """A list item has no text

    The reader sees a bullet or a number and nothing behind it. At the end of the answer it means that it was cut.
    """

    id = "item-empty"
    severity = Severity.ERROR
    source = "CommonMark 0.31, list items."
    bad = "`3.` and the end"
    good = "`3. Rinse the sample.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for index, item in enumerate(reading.items):
            if not item.text.strip() and not self._continues(reading, index):
                yield Hit("a list item has no text", start=item.start, end=item.end)

    def _continues(self, reading: Reading, index: int) -> bool:
        """Whether the item's text, or its code, stands on the lines below it, indented."""
        item = reading.items[index]
        below = _BELOW.match(reading.answer, item.end)
        return below is not None and len(below[1].expandtabs(4)) > item.indent


CHECKS: tuple[type[Check], ...] = (AnswerShort, AnswerLong, AnswerCut, ItemEmpty)
