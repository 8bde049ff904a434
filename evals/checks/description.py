"""Is the description what searchers should read below the title?"""

import re
from collections.abc import Iterable, Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading, words_of

_LATEX = re.compile(r"\\[A-Za-z(\[]|\$[^$\s\d][^$]*\$|(?<![A-Za-z])(?:ext|rac|athrm)\{|\$\s*\.?$|[_^]\{")
_MARKDOWN = re.compile(r"\*\*|__|^#{1,6}\s|`|^\s*[-*]\s|\]\(|\n")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
# Each with signs of which it has one.
_MARKUP = (("LaTeX", "\\${", _LATEX), ("Markdown", "*_#`]\n-", _MARKDOWN), ("HTML", "<", _TAG))
_STEM = 6  # letters
_SQUEEZE = re.compile(r"\W+")


class DescriptionLength(Check):
    """The description is shorter or longer than search engines show

    Counted as searchers see it: with the prefix that the site puts before it. What is longer is cut, what is shorter
    is filled up with words from the page. Drafts are asked for anew until they keep to it.
    """

    id = "description-length"
    severity = Severity.NOTE
    source = (
        "Yoast's meta description assessment: 121 to 156 characters; orange, not red, outside of them. 5,170 of 5,187"
        " published pages are."
    )
    bad = "a description of 222 characters (the published median)"
    good = "one of 100 characters, with a prefix of 38"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        description = reading.page.description
        prefix = len(reading.site.description_prefix)
        length = len(description) + prefix
        least, most = reading.seo.description
        if description.strip() and not least <= length <= most:
            wanted = f"{max(0, least - prefix)} to {most - prefix} characters"
            yield Hit(
                f"searchers see {length} characters, and should see {least} to {most}", "description", suggestion=wanted
            )


class DescriptionMarkup(Check):
    """The description has LaTeX, Markdown or HTML in it

    Search engines show it as it stands: dollars, backslashes, asterisks, tags.
    """

    id = "description-markup"
    severity = Severity.ERROR
    source = "Published descriptions, some of which have lost a backslash as well."
    bad = r"`The area is $\pi r^2$.`"
    good = "`The area is π times the radius squared.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.page.description
        for kind, signs, pattern in _MARKUP:
            match = pattern.search(text) if any(sign in text for sign in signs) else None
            if match:
                yield Hit(f"{kind} in the description", "description", match.start(), match.end())
                return


class DescriptionEnd(Check):
    """The description does not end like a sentence

    It looks cut, or is.
    """

    id = "description-end"
    severity = Severity.WARNING
    source = "Published descriptions: nearly all end with a full stop."
    bad = "`Osmosis moves water through a`"
    good = "`Osmosis moves water through a membrane.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.page.description.rstrip()
        if text and not text.rstrip("\"'”’)]").endswith((".", "!", "?", "…", "。")):
            yield Hit("the description does not end like a sentence", "description", max(0, len(text) - 40), len(text))


class DescriptionQuestion(Check):
    """The description only repeats the question

    Searchers have read it one line above.
    """

    id = "description-question"
    severity = Severity.WARNING
    source = "Google Search Central, meta descriptions: one that tells the page from others."
    bad = "question and description `What is osmosis?`"
    good = "`Osmosis moves water through a membrane, towards the salt.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        page = reading.page
        if page.description.strip() and _bare(page.description) == _bare(page.question):
            yield Hit("the description only repeats the question", "description")


class DescriptionTopic(Check):
    """The description is about something else than the page

    Measured as the share of its longer words that stand, by their first six letters, in the question or in the answer.
    Small models describe the example of their prompt, or the page before.
    """

    id = "description-topic"
    severity = Severity.ERROR
    source = (
        "Descriptions of a 135M model; of 5,187 published descriptions none has less than two fifths, and of those of"
        " other pages 97 % have less than 35 %."
    )
    bad = "`How a lighthouse guides ships` on a page about red blood cells"
    good = "`What red blood cells carry, and where they are made`"

    share: float = Field(0.35, gt=0, le=1, description="share of its words that the page must have")
    least: int = Field(5, ge=1, description="words of five letters and more that it needs to be measured")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        page = reading.page
        words = {word for word in words_of(page.description) if len(word) >= 5}
        if len(words) < self.least or not page.answer.strip():
            return
        if len(words & reading.vocabulary) >= self.share * len(words):
            return
        found = _shared(words, reading.vocabulary)
        if found < self.share * len(words):  # code and formulas have words, too
            found = _shared(words, words_of(f"{page.question}\n{page.answer}"))
        if found < self.share * len(words):
            message = f"{len(words) - found} of the description's {len(words)} longer words are not on the page"
            yield Hit(message, "description", 0, len(page.description))


def _shared(words: set[str], text: Iterable[str]) -> int:
    known = {word[:_STEM] for word in text}
    return sum(word[:_STEM] in known for word in words)


def _bare(text: str) -> str:
    return _SQUEEZE.sub(" ", text.lower()).strip()


CHECKS: tuple[type[Check], ...] = (
    DescriptionLength,
    DescriptionMarkup,
    DescriptionEnd,
    DescriptionQuestion,
    DescriptionTopic,
)
