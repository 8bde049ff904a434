"""Are the keywords a list that search engines and the site's own search can use?"""

import re
from collections.abc import Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading
from gen.seo import Haystack

_LATEX = re.compile(r"\\[A-Za-z(\[]|\$")
_LONGEST_KEYWORD = 5  # words; what is longer is several of them
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

    The second one is of no use.
    """

    id = "keywords-double"
    severity = Severity.WARNING
    source = _CORPUS
    bad = "`osmosis, membrane, Osmosis`"
    good = "`osmosis, membrane, salt`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        keywords = reading.keywords
        lowered = [keyword.lower() for keyword in keywords]
        if len(set(lowered)) == len(lowered):
            return
        seen: set[str] = set()
        for keyword, key in zip(keywords, lowered, strict=True):
            if key in seen:
                yield Hit(f"`{keyword}` stands in the list twice", "keywords", evidence=keyword)
            seen.add(key)


class KeywordsAbsent(Check):
    """Most keywords do not occur in the answer

    Keywords that the page does not speak of bring readers who leave. A keyword occurs in answer or question as whole
    words, in any case, singular or plural: what is asked of the model that writes them.
    """

    id = "keywords-absent"
    severity = Severity.WARNING
    source = (
        "Google Search Central, spam policies: keywords that have nothing to do with the page. Of 5,187 published pages"
        " nine lack more than 70 % of theirs, and of pages with those of another page 99 %."
    )
    bad = "keywords of medicine on a page about poetry"
    good = "keywords that the answer explains"

    share: float = Field(0.7, ge=0, le=1, description="share of keywords that may be absent")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        keywords = reading.keywords
        if not keywords:
            return
        text, most = Haystack(f"{reading.answer}\n{reading.page.question}"), self.share * len(keywords)
        if len(keywords) - sum(map(text.stands, keywords)) <= most:
            return
        absent = [keyword for keyword in keywords if not text.has(keyword)]
        if len(absent) > most:
            message = f"{len(absent)} of {len(keywords)} keywords do not occur in the answer"
            yield Hit(message, "keywords", evidence=", ".join(absent))


class KeywordsMarkup(Check):
    """A keyword has LaTeX in it

    Nobody searches for it so.
    """

    id = "keywords-markup"
    severity = Severity.ERROR
    source = "Published keywords."
    bad = r"`$\Delta G$`"
    good = "`Gibbs energy`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        match = _LATEX.search(reading.page.keywords)
        if match:
            yield Hit("LaTeX in the keywords", "keywords", match.start(), match.end())


CHECKS: tuple[type[Check], ...] = (KeywordsCount, KeywordsSeparator, KeywordsDouble, KeywordsAbsent, KeywordsMarkup)
