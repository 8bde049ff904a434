"""Is a word said so often that it is said for search engines?"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading, words_of


class KeywordStuffing(Check):
    """A keyword stands in the answer very often

    Search engines call it spam where it reads like it. Measured as Yoast does: occurrences by words, more for phrases
    of several words, since they take more room. Yoast calls 3 % too much and 4 % far too much; in one of ten published
    answers the name of what it is about reaches 4 %.
    """

    id = "keyword-stuffing"
    severity = Severity.NOTE
    source = "Google Search Central, spam policies: keyword stuffing; Yoast's keyphrase density and its length factor."
    bad = "`osmosis` in every line of an answer"
    good = "`osmosis`, `it`, `the process`"

    share: float = Field(0.05, gt=0, le=1, description="density from which on it is stuffing")
    least: int = Field(100, ge=1, description="words that an answer needs to be measured")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        total = len(reading.words)
        if total < self.least:
            return
        # Counting letters is quick and never too few, so that mostly nothing is counted by words.
        firsts = {words[0] for words in reading.keyword_words if words}
        counts = {first: reading.lowered.count(first) for first in firsts}
        for words in dict.fromkeys(reading.keyword_words):
            most = self.share * total / _length_factor(len(words))
            if any(len(word) > 1 for word in words) and counts[words[0]] > most:
                times = _times(words, reading.words)
                if times > most:
                    yield _first(f"`{' '.join(words)}` stands {times} times among {total} words", words, reading)


class DescriptionStuffing(Check):
    """The description says its key phrase too often

    It has room for one sentence; a word said three times takes the place of two.
    """

    id = "description-stuffing"
    severity = Severity.NOTE
    source = "Yoast's keyphrase in meta description: at most twice. 24 of 5,187 published pages."
    bad = "`Osmosis explained: osmosis in cells, osmosis in plants.`"
    good = "`Osmosis explained, in cells and in plants.`"

    most: int = Field(2, ge=1, description="times that the phrase may stand there")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        phrase = reading.key_phrase
        if not phrase or reading.page.description.lower().count(phrase[0]) <= self.most:
            return
        times = _times(phrase, tuple(words_of(reading.page.description)))
        if times > self.most:
            yield Hit(f"`{' '.join(phrase)}` stands {times} times in the description", "description")


class KeywordsAlike(Check):
    """One word is in most of the keywords

    Ten keywords with one word in all of them are one keyword; searchers use others, too.
    """

    id = "keywords-alike"
    severity = Severity.NOTE
    source = "Google Search Central, spam policies: keyword stuffing. 38 of 5,187 published pages."
    bad = "`osmosis, osmosis definition, osmosis example, osmosis in cells, osmosis process, osmosis facts`"
    good = "`osmosis, semipermeable membrane, osmotic pressure, turgor, hypotonic, hypertonic`"

    share: float = Field(0.6, gt=0, le=1, description="share of the keywords that may have the word")
    least: int = Field(6, ge=2, description="keywords with the word from which on it is looked at")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if len(reading.keywords) < self.least:
            return
        counts = Counter(chain.from_iterable(map(set, reading.keyword_words)))
        for word, count in counts.most_common(3):
            if count >= max(self.least, self.share * len(reading.keywords)) and word not in reading.stop_words:
                message = f"`{word}` is in {count} of {len(reading.keywords)} keywords"
                yield Hit(message, "keywords", evidence=word)


class KeywordLong(Check):
    """A keyword has more words than anybody types

    It is a sentence, or two keywords that lost their separator. Function words do not count, and names may be as long
    as they are.
    """

    id = "keyword-long"
    severity = Severity.NOTE
    source = "Yoast's keyphrase length: at most four content words. Two of 5,187 published pages."
    bad = "`efficient ip address space network management`"
    good = "`ip address management`"

    words: int = Field(4, ge=1, description="words that a keyword may have")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for keyword, words in zip(reading.keywords, reading.keyword_words, strict=True):
            if len(words) > self.words:
                count = sum(word not in reading.stop_words for word in words)
                if count > self.words and not _is_name(keyword):
                    at = reading.page.keywords.find(keyword)
                    yield Hit(f"a keyword of {count} words", "keywords", at, at + len(keyword))


def _is_name(keyword: str) -> bool:
    """Whether at least half of the words begin with a capital."""
    words = keyword.split()
    return 2 * sum(word[0].isupper() for word in words) >= len(words)


def _length_factor(words: int) -> float:
    """What an occurrence of a phrase weighs, by its number of words: 1 to begin with, a third more for each further."""
    return 0.7 + words / 3


def _first(message: str, words: tuple[str, ...], reading: Reading) -> Hit:
    """A hit at the first place of a phrase."""
    found = re.search(r"\W+".join(map(re.escape, words)), reading.prose, re.IGNORECASE)
    start, end = found.span() if found else (0, 0)
    return Hit(message, start=start, end=end, evidence="" if found else " ".join(words))


def _times(phrase: tuple[str, ...], words: tuple[str, ...]) -> int:
    """How often a phrase stands among some words."""
    if len(phrase) == 1:
        return words.count(phrase[0])
    starts = (index for index, word in enumerate(words) if word == phrase[0])
    return sum(words[index : index + len(phrase)] == phrase for index in starts)


CHECKS: tuple[type[Check], ...] = (KeywordStuffing, DescriptionStuffing, KeywordsAlike, KeywordLong)
