"""Is the answer easy on the eye? Yoast's readability analysis, as far as it holds for answers to study questions."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_PARAGRAPH_END = re.compile(r"\n(?=[ \t]*(?:\n|[-*+|#]|\d{1,9}[.)][ \t]))")
_TABLE_ROW = "|"
_SHORTEST_SENTENCE = 3  # words; what is shorter is a label
_SHORT_WORD = 4  # characters with the space behind it; a sentence of shorter ones is easy to read
# From the last opening before the closing: thousands of openings that nothing closes are each looked at once.
_TEX = re.compile(r"\\\((?:(?!\\\().)*?\\\)|\\\[(?:(?!\\\[).)*?\\\]", re.DOTALL)
_WORD = re.compile(r"\S*[^\W_]\S*")
_ALIKE = re.compile(
    r"(?:(?<=[.!?] )|^)((?:(?:the|an?|this|that|these|those|one)[ ])?+\w+)\b[^.!?\n]*[.!?][ ]+"
    r"\1\b[^.!?\n]*[.!?][ ]+\1\b[^.!?\n]*",
    re.IGNORECASE | re.MULTILINE,
)


class ParagraphLong(Check):
    """A paragraph is too long

    On a telephone it fills the screen and readers lose their line. No published answer has one.
    """

    id = "paragraph-long"
    severity = Severity.WARNING
    source = "Yoast's paragraph length: at most 150 words; more than 200 are bad."
    bad = "an answer of 250 words in one paragraph"
    good = "three paragraphs of 80 words"

    words: int = Field(150, ge=1, description="words that a paragraph may have")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        at = 0
        for block in reading.prose.split("\n\n"):
            # No word without a space behind it.
            if len(block) > 2 * self.words and len(block.split()) > self.words:
                for start, line in _seen_as_paragraphs(block):
                    count = len(line.split())
                    if count > self.words:
                        begin = at + start
                        yield Hit(f"a paragraph of {count} words", start=begin, end=begin + len(line.rstrip()))
            at += len(block) + 2


class SentenceLong(Check):
    """A sentence is far too long

    Who has reached its end has forgotten its beginning.
    """

    id = "sentence-long"
    severity = Severity.NOTE
    source = "Twice Yoast's 20 words; 334 of 5,187 published answers have such a sentence."
    bad = "a sentence of fifty words"
    good = "two of twenty-five"

    words: int = Field(40, ge=1, description="words that a sentence may have")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        at = 0
        for sentence in reading.sentences:
            if len(sentence) > _SHORT_WORD * self.words and sentence[0] != _TABLE_ROW:
                count = _length(sentence) if len(sentence.split()) > self.words else 0
                if count > self.words:
                    at = max(0, reading.prose.find(sentence, at))
                    yield Hit(f"a sentence of {count} words", start=at, end=at + len(sentence))


class SentencesLong(Check):
    """Too many of the sentences are long

    Off unless asked for: by this measure four fifths of the published answers are too hard to read, and a finding on
    each of them tells none apart.
    """

    id = "sentences-long"
    severity = Severity.NOTE
    source = "Yoast's sentence length: at most 25 % of the sentences may have more than 20 words."
    bad = "ten sentences, five of them of 30 words"
    good = "ten sentences, one of them of 30 words"
    enabled = False

    words: int = Field(20, ge=1, description="words from which on a sentence is long")
    share: float = Field(0.25, ge=0, le=1, description="share of the sentences that may be long")
    least: int = Field(4, ge=1, description="sentences that an answer needs to be measured")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        lengths = {sentence: _length(sentence) for sentence in reading.sentences if sentence[0] != _TABLE_ROW}
        total = sum(length >= _SHORTEST_SENTENCE for length in lengths.values())
        long = sum(length > self.words for length in lengths.values())
        if total >= self.least and long > self.share * total:
            longest = max(lengths, key=lambda sentence: lengths[sentence])
            start = max(0, reading.prose.find(longest))
            message = f"{long} of {total} sentences have more than {self.words} words"
            yield Hit(message, start=start, end=start + len(longest))


class SentencesAlike(Check):
    """Three sentences in a row begin with the same word

    It reads like a list that nobody made one.
    """

    id = "sentences-alike"
    severity = Severity.NOTE
    source = "Yoast's consecutive sentences: three in a row. An article counts with the word behind it."
    bad = "`Osmosis moves water. Osmosis needs no energy. Osmosis stops when both sides balance.`"
    good = "`Osmosis moves water. It needs no energy, and stops when both sides balance.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        # Looking at the first words is quick, and mostly enough.
        starts = [sentence.partition(" ")[0] for sentence in reading.sentences]
        rows = zip(starts, starts[1:], starts[2:], strict=False)
        if not any(first == second == third and first[0].isalpha() for first, second, third in rows):
            return
        for match in _ALIKE.finditer(reading.prose):
            yield Hit(f"three sentences in a row begin with `{match[1]}`", start=match.start(), end=match.end())


class SectionLong(Check):
    """A part of the answer is too long for one heading

    An answer with no heading at all is `heading-none`'s.
    """

    id = "section-long"
    severity = Severity.NOTE
    source = "Yoast's subheading distribution: no more than 300 words below one heading; 350 are bad."
    bad = "one heading, and 400 words below it"
    good = "two headings, and 200 words below each"

    words: int = Field(300, ge=1, description="words that may stand below a heading")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        starts = [heading.start for heading in reading.headings]
        for start, end in pairwise([*starts, len(reading.prose)]):
            count = len(reading.prose[start:end].split()) if end - start > 2 * self.words else 0
            if count > self.words:
                line_end = reading.prose.find("\n", start, end)
                message = f"{count} words below one heading"
                yield Hit(message, start=start, end=end if line_end < 0 else line_end)


def _seen_as_paragraphs(block: str) -> Iterator[tuple[int, str]]:
    """Where what readers see as paragraphs begins in a block of lines, and its text.

    A list item and a table row are of their own; other lines that follow each other are one paragraph.
    """
    start = 0
    for boundary in _PARAGRAPH_END.finditer(block):
        yield start, block[start : boundary.start()]
        start = boundary.end()
    yield start, block[start:]


def _length(sentence: str) -> int:
    """Words of a sentence, its list marker and formulas between `\\(` and `\\)` left out."""
    text = _TEX.sub(" ", sentence) if "\\" in sentence else sentence
    return len(_WORD.findall(text))


CHECKS: tuple[type[Check], ...] = (ParagraphLong, SentenceLong, SentencesLong, SentencesAlike, SectionLong)
