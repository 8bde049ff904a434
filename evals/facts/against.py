"""Holds an answer against references: what of each sentence their passages have, and what not.

It looks up what can be looked up without a model: figures, quotations, citations. A sentence that has none of them is
looked for only where the question names its references.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.claims.citation import Citation, Cited
from evals.claims.citations import citations
from evals.claims.figures import figures
from evals.claims.quotations import Quotation, is_verbatim, quotations
from evals.claims.sentence import Sentence
from evals.claims.sentences import sentences
from evals.facts.about import Shared, shared
from evals.facts.numbers import missing_figures
from evals.facts.state import State
from evals.facts.support import support
from gen.sources.passage import Passage
from gen.sources.references import References

# What a passage must have of a sentence's telling words to be about it: less where the question names its references,
# for then the page rests on them. docs/measured.md says what other bounds would give.
_ABOUT_NAMED = 0.2
_ABOUT, _LEAST = 0.6, 4
# How far they must support it for its state to say so: of WiCE's claims that far supported, 84 of 100 are in full.
_SUPPORTED = 0.85
_NEAR = 5  # passages that are looked at

_ENTRY = re.compile(r"\[\d{1,3}\]")  # of a list that marks lead to: it is the references themselves

FIGURE, QUOTATION, CITATION, WORDS = "figure", "quotation", "citation", "words"


@dataclass(frozen=True, slots=True)
class Held:
    """What came of holding a sentence, or something in it, against the references.

    Attributes:
        words: the sentence, as it stands.
        start, end: of what it is about, in characters of the answer.
        state: what the references say of it.
        kind: `figure`, `quotation` or `citation`; `words` for the sentence as a whole.
        passage: that was looked at, None where there is none.
    """

    words: str
    start: int
    end: int
    state: State
    kind: str = WORDS
    passage: Passage | None = None

    def as_dict(self) -> dict[str, str]:
        """As JSON takes it: without the passage's text, which the reference has."""
        place = self.passage.place if self.passage else ""
        return {"layer": "sources", "words": self.words, "state": str(self.state), "kind": self.kind, "place": place}


def held_against(answer: str, question: str, references: References) -> list[Held]:
    """What the references have of an answer, in its order: one for a sentence, or one for each flag in it.

    Args:
        answer: its Markdown.
        question: that it answers: what it says itself, and what `it` means in a sentence.
        references: those that count for the page.
    """
    holding = _Holding(question, references, citations(answer), quotations(answer))
    claims = (one for one in sentences(answer) if one.claims and not _ENTRY.match(one.plain))
    return [held for sentence in claims for held in holding.of(sentence)]


class _Holding:
    """One answer under way."""

    def __init__(
        self, question: str, references: References, cited: Sequence[Citation], quoted: Sequence[Quotation]
    ) -> None:
        self._question = question
        self._references = references
        self._cited = cited
        self._quoted = quoted

    def of(self, sentence: Sentence) -> list[Held]:
        inside = range(sentence.start, sentence.end)
        cited = [each for each in self._cited if each.start in inside]
        quoted = [each for each in self._quoted if each.start in inside]
        telling = any(True for _ in figures(sentence.text))
        if not (cited or quoted or telling or self._references.named):
            return [_whole(sentence, State.NOT_CHECKED)]
        flags = [*self._citations(sentence, cited), *self._quotations(sentence, quoted)]
        found = self._passages(sentence)
        if not found:
            return flags or [_whole(sentence, State.NO_SOURCE)]
        flags += self._figures(sentence, found)
        if flags:
            return sorted(flags, key=lambda held: held.start)
        said = support(sentence.plain, [each.text for each in found], topic=self._question)
        state = State.SUPPORTED if said >= _SUPPORTED else State.NOT_CHECKED
        return [_whole(sentence, state, _best(sentence, found))]

    def _passages(self, sentence: Sentence) -> list[Passage]:
        """The passages about a sentence; none where even the nearest are about something else."""
        search = " ".join(filter(None, (sentence.plain, sentence.intro, sentence.heading, self._question)))
        found = [each.passage for each in self._references.passages_for(search, _NEAR)]
        return found if self._is_about(_said(sentence), found) else []

    def _is_about(self, words: str, found: Sequence[Passage]) -> bool:
        nearest = _nearest(words, found)
        if self._references.named:
            return nearest.share >= _ABOUT_NAMED
        return nearest.share >= _ABOUT and nearest.words >= _LEAST

    def _figures(self, sentence: Sentence, found: Sequence[Passage]) -> Iterator[Held]:
        texts = [self._question, *(f"{each.heading}\n{each.text}" for each in found)]
        for figure in missing_figures(sentence.text, texts):
            start, end = sentence.start + figure.start, sentence.start + figure.end
            yield Held(sentence.text, start, end, State.FLAGGED, FIGURE, found[0])

    def _quotations(self, sentence: Sentence, quoted: Sequence[Quotation]) -> Iterator[Held]:
        for quotation in quoted:
            found = [each.passage for each in self._references.passages_for(quotation.words, _NEAR)]
            if any(is_verbatim(quotation.words, text) for text in self._whole_texts(found)):
                continue
            near = found[0] if self._is_about(quotation.words, found) else None
            state = State.FLAGGED if near or self._references.named else State.NO_SOURCE
            yield Held(sentence.text, quotation.start, quotation.end, state, QUOTATION, near)

    def _whole_texts(self, found: Sequence[Passage]) -> Iterator[str]:
        """The references that were found, whole: a quotation may go on beyond a passage."""
        for name in dict.fromkeys(each.source for each in found):
            yield self._references.sources.text_of(name)

    def _citations(self, sentence: Sentence, cited: Sequence[Citation]) -> Iterator[Held]:
        for citation in cited:
            if not _is_among(citation, self._references):
                yield Held(sentence.text, citation.start, citation.end, State.FLAGGED, CITATION)


def _said(sentence: Sentence) -> str:
    """A sentence, with what an item or a row of a table goes on from."""
    return f"{sentence.plain} {sentence.intro}" if sentence.intro else sentence.plain


def _nearest(words: str, found: Sequence[Passage]) -> Shared:
    """What words have in common with the passage that has most of them."""
    each = (shared(words, f"{passage.heading} {passage.text}") for passage in found)
    return max(each, key=lambda one: one.share, default=Shared())


def _whole(sentence: Sentence, state: State, passage: Passage | None = None) -> Held:
    return Held(sentence.text, sentence.start, sentence.end, state, WORDS, passage)


def _best(sentence: Sentence, found: Sequence[Passage]) -> Passage:
    """The passage to show beside a sentence: the first that has all of its figures, else the nearest."""
    return next((each for each in found if not missing_figures(sentence.text, [each.text])), found[0])


def _is_among(citation: Citation, references: References) -> bool:
    """Whether the references have what is cited, or are it."""
    key = citation.key
    if citation.kind is Cited.AUTHOR_YEAR:
        author, _, year = key.rpartition(" ")
        return references.describes(author, year) or references.holding(author, year) is not None
    if citation.kind is Cited.CASE and " v " in key:
        parties = key.split(" v ", 1)
        return references.describes(*parties) or references.holding(*parties) is not None
    return references.describes(key) or references.holding(key) is not None
