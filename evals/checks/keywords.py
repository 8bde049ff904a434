"""Are the keywords a list that search engines and the site's own search can use?"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.keyphrases import share_found
from evals.reading import Reading
from gen.seo import Haystack, keyword_forms

_LATEX = re.compile(r"\\[A-Za-z(\[]|\$")
_MARKUP = re.compile(r"\*\*|`|</?[A-Za-z][^<>]*>|\]\(")
_LONGEST_KEYWORD = 5  # words; what is longer is several of them
_HEAD = 2  # letters that one keyword in two forms begins with
_CORPUS = "Published keywords: 11 in the median, 9 to 17 from the 5th to the 95th percentile, joined by `, `."


class KeywordsCount(Check):
    """Too few or too many keywords

    Few say little, many say nothing.
    """

    id = "keywords-count"
    severity = Severity.WARNING
    source = _CORPUS
    bad = "three keywords"
    good = "eleven"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        count = len(reading.keywords)
        least, most = reading.seo.keywords
        if count and not least <= count <= most:
            yield Hit(f"{count} keywords; {least} to {most} are asked for", "keywords")


class KeywordsSeparator(Check):
    """The keywords are not joined as the site joins them

    2,969 published pages have `,` without a space, one has spaces alone.
    """

    id = "keywords-separator"
    severity = Severity.WARNING
    source = _CORPUS
    bad = "`osmosis,membrane,salt`"
    good = "`osmosis, membrane, salt`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.page.keywords
        if not text.strip():
            return
        keywords = reading.keywords
        joined = reading.site.keyword_separator.join(keywords)
        if text != joined:
            yield Hit("the keywords are not joined as the site joins them", "keywords", suggestion=joined)
        elif len(keywords) == 1 and len(text.split()) > _LONGEST_KEYWORD:
            yield Hit("the keywords have no separator", "keywords")


class KeywordsDouble(Check):
    """A keyword stands in the list twice

    The second one is of no use. Case, hyphens and number make no other keyword of it.
    """

    id = "keywords-double"
    severity = Severity.WARNING
    source = _CORPUS
    bad = "`osmosis, membrane, Osmosis`"
    good = "`osmosis, membrane, salt`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        heads = [keyword[:_HEAD].lower() for keyword in reading.keywords]
        if len(set(heads)) == len(heads):
            return
        counts, seen = Counter(heads), set[str]()
        for keyword, head in zip(reading.keywords, heads, strict=True):
            forms = keyword_forms(keyword) if counts[head] > 1 else set[str]()
            if forms & seen:
                yield Hit(f"`{keyword}` stands in the list twice", "keywords", evidence=keyword)
            seen |= forms


class KeywordsAbsent(Check):
    """Most keywords do not occur in the answer

    Keywords that the page does not speak of bring readers who leave. A keyword occurs in answer or question as whole
    words, in any case, singular or plural: what is asked of the model that writes them. Where their words are there in
    other forms and places (`clay preparation`, `to prepare the clay`), the page is about them all the same.
    """

    id = "keywords-absent"
    severity = Severity.WARNING
    source = (
        "Google Search Central, spam policies: keywords that have nothing to do with the page. No published page; with"
        " keywords of another page of their subject 98 % of them, with those of any page all."
    )
    bad = "keywords of medicine on a page about poetry"
    good = "keywords that the answer explains"

    share: float = Field(0.5, ge=0, le=1, description="share of keywords that may be absent")
    words: float = Field(0.6, ge=0, le=1, description="share of their words, in any form, with which they may be")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        keywords = reading.keywords
        if not keywords:
            return
        said, most = f"{reading.answer}\n{reading.page.question}", self.share * len(keywords)
        text = Haystack(said)
        if len(keywords) - sum(map(text.stands, keywords)) <= most:
            return
        absent = [keyword for keyword in keywords if not text.has(keyword)]
        words = list(dict.fromkeys(chain.from_iterable(reading.keyword_words)))
        if len(absent) > most and share_found(words, said.lower()) < self.words:
            message = f"{len(absent)} of {len(keywords)} keywords do not occur in the answer"
            yield Hit(message, "keywords", evidence=", ".join(absent))


class KeywordsMarkup(Check):
    """A keyword has LaTeX or markup in it

    Nobody searches for it so. A single hashtag may be a name (`#MeToo`), a list of them is none.
    """

    id = "keywords-markup"
    severity = Severity.ERROR
    source = "Published keywords."
    bad = r"`$\Delta G$`"
    good = "`Gibbs energy`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.page.keywords
        for kind, pattern in (("LaTeX", _LATEX), ("markup", _MARKUP)):
            match = pattern.search(text)
            if match:
                yield Hit(f"{kind} in the keywords", "keywords", match.start(), match.end())
                return
        tags = sum(keyword.startswith("#") for keyword in reading.keywords)
        if tags > 1 and tags > len(reading.keywords) / 2:
            yield Hit("the keywords are hashtags", "keywords")


CHECKS: tuple[type[Check], ...] = (KeywordsCount, KeywordsSeparator, KeywordsDouble, KeywordsAbsent, KeywordsMarkup)
