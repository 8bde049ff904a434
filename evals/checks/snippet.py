"""Will searchers see a result that tells them what the page is?"""

import re
from collections.abc import Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.glyphs import fitting, pixels
from evals.reading import Reading

_SAME_START = 60  # characters
_CUT_START = re.compile(r"[a-zà-ÿ]{2,}(?:[ ,;{.]|\Z)")
_CUT_END = re.compile(r"(?:…|\.\.\.)[\"'”’)\]]*\s*\Z")


class TitleWidth(Check):
    """Half of the question or more is cut off in search results

    The site's `<title>` has words before the question, and search engines cut it by its width in pixels. Most questions
    are too wide to be seen whole; one of which half is missing tells searchers nothing. `share: 1` asks for all of it.
    """

    id = "title-width"
    severity = Severity.NOTE
    source = (
        "Yoast's SEO title width and Screaming Frog: 600 pixels of Arial at 20 pixels, as Google's results on a desk."
    )
    bad = "a question of 120 characters behind `Student Question : `"
    good = "one of 60"

    width: int = Field(600, ge=1, description="pixels that search results have for a title")
    size: int = Field(20, ge=1, description="pixels of the type")
    share: float = Field(0.5, gt=0, le=1, description="share of the question that must be seen")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        question = reading.page.title
        title = reading.site.html_title(question, reading.page.subject)
        before, found, _ = title.partition(question)
        # No text is wider than an em a character.
        if not question.strip() or not found or len(title) * self.size <= self.width:
            return
        room = self.width - pixels(f"{before}…", self.size)
        seen = fitting(question, self.size, room)
        whole = pixels(title, self.size) if seen < self.share * len(question) else 0
        if whole > self.width:
            message = (
                f"of a title {whole:.0f} pixels wide searchers see {self.width}, up to `{question[:seen].rstrip()}…`"
            )
            yield Hit(message, "title", suggestion="a shorter question, or fewer words before it in the site's profile")


class DescriptionWidth(Check):
    """The description has few enough characters and is still wider than search engines show

    Capitals, `m`, `w` and Chinese characters are wide; what is beyond the width is cut. Said only where
    `description-length` is content.
    """

    id = "description-width"
    severity = Severity.NOTE
    source = "Google's results on a desk: 920 pixels, about 158 characters of Arial at 13 pixels."
    bad = "150 characters, most of them capitals"
    good = "150 characters of a sentence"

    width: int = Field(920, ge=1, description="pixels that search results have for a description")
    size: int = Field(13, ge=1, description="pixels of the type")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.site.description_prefix + reading.page.description
        least, most = reading.seo.description
        if not least <= len(text) <= most or not reading.page.description.strip():
            return
        whole = pixels(text, self.size)
        if whole > self.width:
            message = f"the description is {whole:.0f} pixels wide, and searchers see {self.width}"
            at = max(0, fitting(text, self.size, self.width) - len(reading.site.description_prefix))
            yield Hit(message, "description", at, len(reading.page.description))


class DescriptionPrefix(Check):
    """The description has the words in it that the site puts before it

    Searchers read them twice.
    """

    id = "description-prefix"
    severity = Severity.ERROR
    source = "The site's `<meta name=description>`: its own words, then the page's description."
    bad = "`Get the full answer from QuickTakes - Osmosis moves water.`"
    good = "`Osmosis moves water.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        prefix = reading.site.description_prefix.strip(" -–—:|")
        at = reading.page.description.lower().find(prefix.lower()) if prefix else -1
        if at >= 0:
            yield Hit("the site puts these words there itself", "description", at, at + len(prefix))


class DescriptionOpening(Check):
    """The description is the beginning of the answer

    Searchers who follow it read the same sentence again. A description says what the page holds, not how it begins.
    """

    id = "description-opening"
    severity = Severity.NOTE
    source = "Google Search Central, snippets: a summary of the page, not a piece of it. 163 of 5,187 published pages."
    bad = "the answer's first sentence"
    good = "`Why water crosses a membrane, and what that does to cells.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        start = reading.page.description[:_SAME_START].lower()
        if len(start) == _SAME_START and reading.answer[: _SAME_START + 40].lower().lstrip("#*_ \n").startswith(start):
            yield Hit("the description is the beginning of the answer", "description", 0, _SAME_START)


class DescriptionCut(Check):
    """The description begins or ends in the middle

    A small letter at its start, or dots at its end: a piece is missing. One without a full stop is `description-end`'s.
    """

    id = "description-cut"
    severity = Severity.WARNING
    source = "Published descriptions: one begins with `ext{R}^n$`, where a backslash took the rest along."
    bad = "`moves water through a membrane, and...`"
    good = "`Osmosis moves water through a membrane.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.page.description
        if match := _CUT_START.match(text):
            yield Hit("the description begins in the middle", "description", 0, match.end())
        if match := _CUT_END.search(text):
            yield Hit("the description ends in the middle", "description", match.start(), match.end())


CHECKS: tuple[type[Check], ...] = (TitleWidth, DescriptionWidth, DescriptionPrefix, DescriptionOpening, DescriptionCut)
