"""Is the key phrase, the first keyword that is in the question, where searchers and search engines look for it?"""

from collections.abc import Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.keyphrases import share_found
from evals.reading import Reading

_HALF = 0.5


class KeyphraseNone(Check):
    """No keyword has to do with the question

    The question is the page's title and its address. Where no keyword shares even half of its words with it, the
    page will not be found by them, or they are those of another page.
    """

    id = "keyphrase-none"
    severity = Severity.NOTE
    source = "Yoast's keyphrase in title and in slug; five of 5,187 published pages."
    bad = "question `What is osmosis?`, keywords `cell biology, organelles`"
    good = "the same with the keyword `osmosis in plants`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        question = reading.page.question.lower()
        if reading.key_phrase or not reading.keywords or not question.strip():
            return
        if all(share_found(words, question) < _HALF for words in reading.keyword_words):
            yield Hit("no keyword has to do with the question", "keywords")


class KeyphraseOpening(Check):
    """The first paragraph lacks the key phrase

    Readers and search engines look there for what the page is about. Words count in any form.
    """

    id = "keyphrase-opening"
    severity = Severity.NOTE
    source = "Yoast's keyphrase in introduction. 16 of 5,187 published pages."
    bad = "keyword `osmosis`, and the first paragraph is about cells in general"
    good = "`Osmosis is the passage of water through a membrane.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        start, end = _opening(reading)
        if reading.key_phrase and share_found(reading.key_phrase, reading.answer[start:end].lower()) < 1:
            yield Hit(f"the first paragraph lacks the key phrase `{_said(reading)}`", start=start, end=end)


class KeyphraseHeading(Check):
    """No heading has the key phrase

    Headings tell what the page is about to who only reads those. Half of the phrase's words in one heading are enough;
    answers with a single heading are left alone.
    """

    id = "keyphrase-heading"
    severity = Severity.NOTE
    source = "Yoast's keyphrase in subheadings: a heading has it with half of its words."
    bad = "keyword `osmotic pressure`, headings `Overview` and `Summary`"
    good = "a heading `What osmotic pressure does`"

    least: int = Field(2, ge=1, description="headings that an answer needs to be looked at")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        headings, phrase = reading.headings, reading.key_phrase
        if len(headings) < self.least or not phrase:
            return
        if all(share_found(phrase, heading.text.lower()) < _HALF for heading in headings):
            start = headings[0].start
            end = max(start, reading.answer.find("\n", start))
            yield Hit(f"no heading has the key phrase `{_said(reading)}`", start=start, end=end)


class KeyphraseDescription(Check):
    """The description lacks the key phrase

    Search engines print it in bold where searchers typed it. Words count in any form.
    """

    id = "keyphrase-description"
    severity = Severity.NOTE
    source = "Yoast's keyphrase in meta description. 27 of 5,187 published pages."
    bad = "keyword `osmosis`, description `How water crosses a membrane.`"
    good = "`How water crosses a membrane by osmosis.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        description = reading.page.description.lower()
        if description.strip() and reading.key_phrase and share_found(reading.key_phrase, description) < 1:
            yield Hit(f"the description lacks the key phrase `{_said(reading)}`", "description")


def _said(reading: Reading) -> str:
    return " ".join(reading.key_phrase)


def _opening(reading: Reading) -> tuple[int, int]:
    """The span of the first paragraph that is no heading."""
    text, start = reading.answer, 0
    while True:
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end
        if end == len(text) or (text[start:end].strip() and not text[start:end].lstrip().startswith("#")):
            return start, end
        start = end + 2


CHECKS: tuple[type[Check], ...] = (KeyphraseNone, KeyphraseOpening, KeyphraseHeading, KeyphraseDescription)
