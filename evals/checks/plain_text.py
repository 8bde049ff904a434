"""Is what is shown as plain text plain?"""

import re
from collections.abc import Iterator
from html import unescape

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_FIELDS = ("question", "description", "keywords")
_MARKUP = re.compile(
    r"\\[A-Za-z(\[]|\$[^$\s\d][^$\n]*\$|\*\*|`|(?<!\w)__|\]\(|^#{1,6} "
    r"|</?(?:a|b|br|code|div|em|i|li|ol|p|pre|span|strong|sub|sup|u|ul)(?:\s[^<>\n]{0,80})?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#[xX][0-9A-Fa-f]{1,6});")
_POWER = re.compile(r"[\w)]\^[-+]?[\w(]|[A-Za-z)]_\d")
_TEX = re.compile(r"[\\${}]")


class QuestionMarkup(Check):
    """The question has LaTeX, Markdown or HTML in it

    It is the page's `<title>`, where browsers and search engines show every sign of it, and its slug is made of it.
    """

    id = "question-markup"
    severity = Severity.WARNING
    source = "HTML Living Standard, the title element: text alone. One of 5,187 published pages."
    bad = "``How does the `cond` statement work?``"
    good = "`How does the cond statement work?`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        match = _MARKUP.search(reading.page.question)
        if match:
            yield Hit("the question's markup shows in the title", "question", match.start(), match.end())


class FieldEntity(Check):
    """An HTML entity stands in a field that is shown as plain text

    Readers see `&amp;`. The answer is Markdown, which knows entities; these fields are not.
    """

    id = "field-entity"
    severity = Severity.WARNING
    source = "React, which escapes text once more. No published page has one."
    bad = "`Supply &amp; demand`"
    good = "`Supply & demand`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for name in _FIELDS:
            text: str = getattr(reading.page, name)
            match = _ENTITY.search(text) if "&" in text else None
            if match and unescape(match[0]) != match[0]:
                yield Hit(f"readers see `{match[0]}`", name, *match.span(), suggestion=unescape(match[0]))


class DescriptionFormula(Check):
    """The description has a formula in it, in the letters of a keyboard

    Search engines show it as it stands. One with TeX in it is `description-markup`'s.
    """

    id = "description-formula"
    severity = Severity.NOTE
    source = "Unicode, superscripts and subscripts. Eight of 5,187 published pages."
    bad = "`The graph of y = x^2`"
    good = "`The graph of y = x²`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.page.description
        match = _POWER.search(text) if "^" in text or "_" in text else None
        if match and not _TEX.search(text):
            yield Hit("a formula in the letters of a keyboard", "description", match.start(), match.end())


CHECKS: tuple[type[Check], ...] = (QuestionMarkup, FieldEntity, DescriptionFormula)
