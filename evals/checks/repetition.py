"""Does the answer repeat itself? What small models do when they have nothing more to say."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading, words_of

_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]")
_TOKEN = re.compile(r"\w+")
_MARKER = re.compile(r"^[ \t]*\d{1,9}[.)]", re.MULTILINE)
_LABEL = 10  # words; what leads up to a list and is longer is no label
_LOOPS = "Answers of a 135M model, of which half repeat a sentence or run in circles, beside 5,187 published pages."


class SentenceRepeated(Check):
    """A sentence stands in the answer more than once

    A sentence said twice says nothing the second time. Lines of a parallel structure ("**Example**:") are too short
    to count.
    """

    id = "sentence-repeated"
    severity = Severity.ERROR
    source = _LOOPS
    bad = "`Water follows the salt through the membrane. … Water follows the salt through the membrane.`"
    good = "each thing said once"

    words: int = Field(7, ge=2, description="shortest sentence that counts, in words")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        counts = Counter(reading.sentences)
        if len(counts) == len(reading.sentences):
            return
        for sentence, times in counts.items():
            if times > 1 and _counts(sentence, times) and len(words_of(sentence)) >= self.words:
                yield _repeated(reading, sentence, f"a sentence stands in the answer {times} times")


class ItemRepeated(Check):
    """A list names the same thing twice

    A list that runs in circles is the commonest loop of a small model.
    """

    id = "item-repeated"
    severity = Severity.ERROR
    source = _LOOPS
    bad = "`1. Find the address range.` `2. Find the address range.`"
    good = "`1. Find the address range.` `2. Choose an address from it.`"

    words: int = Field(3, ge=1, description="shortest item that counts, in words")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        seen: dict[int, set[str]] = {}
        end = 0
        for item in reading.items:
            whole = end and _same_list(reading.answer, end, item.start)
            seen = {indent: keys for indent, keys in seen.items() if whole and indent <= item.indent}
            siblings = seen.setdefault(item.indent, set())
            key = item.text.strip().lower()
            if key in siblings and len(words_of(key)) >= self.words and not key.endswith(":"):
                yield Hit("a list names the same thing twice", start=item.start, end=item.end)
            siblings.add(key)
            end = item.end


class Loop(Check):
    """The answer runs in circles

    Measured as the share of six-word sequences that were there before. It is near 0 in written text and grows
    quickly once a model has lost its thread, even where each round is worded a little differently.
    """

    id = "loop"
    severity = Severity.ERROR
    source = _LOOPS
    bad = "`… it is used to study molecules, and it is used to study molecules in …`"
    good = "text that goes on"

    share: float = Field(0.25, gt=0, le=1, description="share of repeated six-word sequences from which it is a loop")
    least: int = Field(30, ge=6, description="words that an answer needs to be measured")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        share = _repeated_share(reading.words, self.least)
        if share >= self.share:
            message = f"the answer runs in circles: {share:.0%} of it was there before"
            yield Hit(message, evidence=_commonest(reading.words))


class Repetitive(Check):
    """The answer repeats its phrases

    The same measure as `loop`, below its bound: padding, or one sentence in many wordings. Lines that differ in their
    numbers or formulas alone, like those of a table, do not count.
    """

    id = "repetitive"
    severity = Severity.WARNING
    source = _LOOPS
    bad = "`important for small businesses … important for small businesses …`"
    good = "a phrase said once"

    share: float = Field(0.1, gt=0, le=1, description="share of repeated six-word sequences")
    below: float = Field(0.25, gt=0, le=1, description="where `loop` takes over")
    least: int = Field(30, ge=6, description="words that an answer needs to be measured")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        share = _repeated_share(reading.words, self.least)
        if self.share <= share < self.below and _repeated_share(_with_numbers(reading), self.least) >= self.share:
            yield Hit(f"{share:.0%} of the answer was there before", evidence=_commonest(reading.words))


class HeadingRepeated(Check):
    """Two headings of one level under one parent are the same

    Readers who scan the headings take the second for the first.
    """

    id = "heading-repeated"
    severity = Severity.WARNING
    source = "Vale and markdownlint (MD024, siblings only)."
    bad = "`## Causes` … `## Causes`"
    good = "`## Causes` … `## Treatment`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        path: list[tuple[int, set[str]]] = []
        for heading in reading.headings:
            while path and path[-1][0] > heading.level:
                path.pop()
            if not path or path[-1][0] < heading.level:
                path.append((heading.level, set()))
            key = heading.text.lower()
            if key in path[-1][1]:
                end = reading.answer.find("\n", heading.start)
                yield Hit(
                    "a heading stands here twice", start=heading.start, end=end if end > 0 else len(reading.answer)
                )
            path[-1][1].add(key)


def _repeated(reading: Reading, sentence: str, message: str) -> Hit:
    """A hit at the second place of a sentence."""
    first = reading.prose.find(sentence)
    second = reading.prose.find(sentence, first + len(sentence))
    return Hit(message, start=max(second, 0), end=max(second, 0) + len(sentence))


def _counts(sentence: str, times: int) -> bool:
    """Labels, table rows and the items of parallel lists are said again for a reason, at least once."""
    is_label = sentence.endswith(":") and len(words_of(sentence)) < _LABEL
    return not is_label and sentence[0] != "|" and (times > 2 or not _ITEM.match(sentence))


def _same_list(text: str, end: int, start: int) -> bool:
    """Whether nothing but indented or empty lines stands between two items."""
    return all(not line or line[0] in " \t" for line in text[end:start].split("\n"))


@lru_cache(maxsize=1)
def _repeated_share(words: tuple[str, ...], least: int) -> float:
    """Share of the six-word sequences that were there before; 0 for a text too short to tell."""
    if len(words) < least:
        return 0.0
    total = len(words) - 5
    return 1 - len(set(_sequences(words))) / total


def _with_numbers(reading: Reading) -> tuple[str, ...]:
    """Words, numbers and what formulas and code are made of; not the numbers of lists, which always differ."""
    return tuple(_TOKEN.findall(_MARKER.sub("", reading.answer).lower()))


def _commonest(words: tuple[str, ...]) -> str:
    return " ".join(Counter(_sequences(words)).most_common(1)[0][0])


def _sequences(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], words[3:], words[4:], words[5:], strict=False)


CHECKS: tuple[type[Check], ...] = (SentenceRepeated, ItemRepeated, Loop, Repetitive, HeadingRepeated)
