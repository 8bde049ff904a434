"""Does the answer's Markdown show as it was meant?"""

import re
from collections.abc import Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_TAG = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|body|br|button|center|code|dd|del|details|div|dl|dt|em|embed|figure|font|footer"
    r"|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|li|link|main|mark|meta|nav|object|ol|p|pre|q|s|script"
    r"|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|th|thead|tr|tt|u|ul|video)"
    r"(?:\s[^<>\n]{0,200})?/?>",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"\]\(\s*<?\s*((?:javascript|vbscript|data)\s*:[^)\s]*)|^\s*\[[^\]\n]+\]:\s*<?((?:javascript|vbscript|data):\S*)",
    re.IGNORECASE | re.MULTILINE,
)
_SITE = "The site's renderer: react-markdown 9, remark-gfm 4; raw HTML is shown as text."


class CodeUnclosed(Check):
    """A code block is opened and never closed

    Everything from there to the end is set as code.
    """

    id = "code-unclosed"
    severity = Severity.ERROR
    source = "CommonMark 0.31, fenced code blocks."
    bad = "three backticks, code, and the end"
    good = "three backticks, code, three backticks"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        start = reading.code.open_fence
        if start is not None:
            yield Hit("a code block is opened and never closed", start=start, end=start + 3, suggestion="```")


class CodeSpanUnclosed(Check):
    """A backtick opens inline code that nothing closes

    Readers see the backtick, and what was meant as code as text.
    """

    id = "code-span-unclosed"
    severity = Severity.WARNING
    source = "CommonMark 0.31, code spans."
    bad = "`` call `print() ``"
    good = "`` call `print()` ``"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for start in reading.code.open_ticks:
            yield Hit("a backtick opens code that nothing closes", start=start, end=start + 1)


class HeadingNone(Check):
    """A long answer has no heading

    Readers scan before they read. 78 % of the published pages have none.
    """

    id = "heading-none"
    severity = Severity.NOTE
    source = "Yoast's subheading distribution: no more than 300 words without one."
    bad = "500 words in one piece"
    good = "a heading for each part"

    words: int = Field(300, ge=1, description="words from which on an answer needs a heading")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if not reading.headings and len(reading.words) > self.words:
            first_line = reading.answer.find("\n")
            yield Hit(f"{len(reading.words)} words and no heading", end=max(first_line, 1))


class HeadingSkip(Check):
    """A heading skips a level

    Screen readers list headings as a tree; a skipped level is a broken branch.
    """

    id = "heading-skip"
    severity = Severity.NOTE
    source = "WCAG 2.2, technique G141; markdownlint MD001."
    bad = "`## Causes` followed by `#### Genes`"
    good = "`## Causes` followed by `### Genes`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        level = 0
        for heading in reading.headings:
            if level and heading.level > level + 1:
                end = heading.start + heading.level + 1 + len(heading.text)
                yield Hit(f"from level {level} to level {heading.level}", start=heading.start, end=end)
            level = heading.level


class RawHtml(Check):
    """Raw HTML shows as text

    The site's renderer escapes it: readers see the tags.
    """

    id = "raw-html"
    severity = Severity.WARNING
    source = _SITE
    bad = "`H<sub>2</sub>O`"
    good = "`$H_2O$`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if "<" in reading.prose:
            for match in _TAG.finditer(reading.prose):
                yield Hit("raw HTML shows as text", start=match.start(), end=match.end())


class ScriptLink(Check):
    """A link would run a script

    No page of the site has a reason for it; the renderer drops such links, another reader of the page may not.
    """

    id = "script-link"
    severity = Severity.ERROR
    source = "OWASP, cross site scripting prevention; react-markdown's `defaultUrlTransform`."
    bad = "`[more](javascript:alert(1))`"
    good = "`[more](/learn/biology/questions/what-is-osmosis)`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if "]" in reading.uncoded:
            for match in _LINK.finditer(reading.uncoded):
                group = 1 if match[1] else 2
                yield Hit("a link would run a script", start=match.start(group), end=match.end(group))


CHECKS: tuple[type[Check], ...] = (CodeUnclosed, CodeSpanUnclosed, HeadingNone, HeadingSkip, RawHtml, ScriptLink)
