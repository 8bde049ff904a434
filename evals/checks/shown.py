"""Does the site show the answer as it was meant? Asked of the site's own pipeline."""

import re
from collections.abc import Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_SITE = "The site's own pipeline: react-markdown 9, remark-gfm 4, remark-math 6, rehype-katex 7, KaTeX 0.16."
_TAG = re.compile(
    r"<!--|</?(?:a|abbr|article|b|big|blockquote|body|br|button|center|code|dd|del|details|div|dl|dt|em|embed|figure|font"
    r"|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|li|link|main|mark|meta|nav|object|ol|p|pre|q|s"
    r"|script|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|th|thead|tr|tt|u|ul|video)"
    r"(?:\s[^>]*)?/?>",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_LINKISH = re.compile(r"\]\(|\]:|<\w+:")
_UNKNOWN = re.compile(r"Undefined control sequence: (\\(?:[A-Za-z]+|.))")
_CHEMISTRY = frozenset({"\\ce", "\\pu", "\\cee"})
_DELIMITER_ROW = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_TABLE_ROW = re.compile(r"^[ \t]*\|.*\|.*\|[ \t]*$", re.MULTILINE)
_BOLD_MARK = re.compile(r"(?<![*\\])\*\*(?![*])")
# Bold as it should be: where nothing else is left, there is nothing to ask about.
_BOLD = re.compile(r"(?<![\w*\\])\*\*(?=[^\s*])[^*\n]*(?<=[^\s*])\*\*(?!\*)")
_RUN_IN = re.compile(r"(?:^|[ :])1[.)] \S[^\n]*?[ .;:]2[.)] \S[^\n]*?[ .;:]3[.)] \S", re.MULTILINE)
_BULLETS = re.compile(r"^[^\n]*•[^\n]*•[^\n]*$", re.MULTILINE)
_STATEMENT = re.compile(r";\s+(?=[\w}#/])|\}\s+(?=[\w}#])|\s(?:def|return|for|while|if|print|import)\b(?=.*[:(])")
_LARGE = 20_000  # characters; the longest published answer has a third of it
_DEEP = 200  # signs that open something which may stand in itself
_NESTED = ("- - - -", "* * * *", "+ + + +", "1. 1. 1.", "1) 1) 1)")
_WIDE = 120  # characters of a line of code


class NotShown(Check):
    """The site's pipeline cannot do this answer

    It breaks down, or takes longer than anybody would wait: readers see no page.
    """

    id = "not-shown"
    severity = Severity.ERROR
    source = _SITE
    bad = "5,000 quotations, one inside the other"
    good = "any answer that people read"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.answer
        is_deep = any(text.count(sign) > _DEEP for sign in ">[{") or any(sign in text for sign in _NESTED)
        if (len(text) > _LARGE or is_deep) and reading.shown.problem:
            yield Hit(reading.shown.problem)


class KatexError(Check):
    """KaTeX cannot read a formula

    Readers see its source in red, or the command that KaTeX does not know.
    """

    id = "katex-error"
    severity = Severity.ERROR
    source = f"{_SITE} 44 published pages have such formulas; 49 of their 92 errors are `\\ce`: mhchem is not loaded."
    bad = r"`$\frac{1}{2$`"
    good = r"`$\frac{1}{2}$`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for maths in reading.shown.maths if "$" in reading.answer else ():
            if maths.error:
                unknown = _UNKNOWN.search(maths.error)
                suggestion = "\\mathrm{…} with _ and ^" if unknown and unknown[1] in _CHEMISTRY else ""
                yield Hit(_explained(maths.error), start=maths.start, end=maths.end, suggestion=suggestion)


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
        if _TAG.search(reading.uncoded):
            for html in reading.shown.html:
                for match in _TAG.finditer(html.value):
                    start = html.start + match.start()
                    yield Hit("raw HTML shows as text", start=start, end=html.start + match.end())


class ScriptLink(Check):
    """A link would run a script, or lead nowhere

    The site takes the address away from links that are neither http, https, mailto nor on the site; another reader of
    the page may run them.
    """

    id = "script-link"
    severity = Severity.ERROR
    source = "OWASP, cross site scripting prevention; react-markdown's `defaultUrlTransform`."
    bad = "`[more](javascript:alert(1))`"
    good = "`[more](/learn/biology/questions/what-is-osmosis)`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if _LINKISH.search(reading.uncoded):
            for link in reading.shown.links:
                if link.url and not link.shown:
                    what = "would run a script" if _SCRIPT.match(link.url) else "loses its address on the site"
                    start = reading.answer.find(link.url, link.start, link.end)
                    place = (link.start, link.end) if start < 0 else (start, start + len(link.url))
                    yield Hit(f"a link {what}", start=place[0], end=place[1])


class TableBroken(Check):
    """A table shows as lines of text

    Its row of dashes is missing, has fewer columns than the head, or a blank line parts it: readers see the bars.
    """

    id = "table-broken"
    severity = Severity.ERROR
    source = "GitHub Flavored Markdown, tables; the site's own pipeline."
    bad = "`| a | b |` and `|---|` below it"
    good = "`| a | b |` and `|---|---|` below it"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if "|" not in reading.prose or not (_DELIMITER_ROW.search(reading.prose) or _TABLE_ROW.search(reading.prose)):
            return
        for begin, end in reading.shown.text:
            source = reading.answer[begin:end]
            match = _DELIMITER_ROW.search(source) or (len(_TABLE_ROW.findall(source)) > 1 and _TABLE_ROW.search(source))
            if match:
                yield Hit("a table shows as text", start=begin + match.start(), end=begin + match.end())


class BoldShown(Check):
    """The marks of bold text show

    Two asterisks with a space inside, or none that close them: readers see the asterisks.
    """

    id = "bold-shown"
    severity = Severity.WARNING
    source = "CommonMark 0.31, emphasis; the site's own pipeline."
    bad = "`** Causes **`"
    good = "`**Causes**`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if "**" not in _BOLD.sub("", reading.uncoded):
            return
        for begin, end in reading.shown.text:
            for match in _BOLD_MARK.finditer(reading.answer[begin:end]):
                start = begin + match.start()
                if _around(reading.answer, start):
                    yield Hit("readers see the asterisks", start=start, end=start + 2)


class ListRunIn(Check):
    """A list runs on in one line

    Numbers or bullets follow each other inside a paragraph, where a list was meant: the site shows a block of text.
    """

    id = "list-run-in"
    severity = Severity.WARNING
    source = "CommonMark 0.31, lists: an item begins a line."
    bad = "`Steps: 1. Mix. 2. Stir. 3. Bake.`"
    good = "each step on a line of its own"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.prose
        patterns = [
            pattern for sign, pattern in ((" 2. ", _RUN_IN), (" 2) ", _RUN_IN), ("•", _BULLETS)) if sign in text
        ]
        for pattern in dict.fromkeys(patterns):
            for match in pattern.finditer(text):
                yield Hit("a list runs on in one line", start=match.start(), end=match.end())


class CodeLine(Check):
    """Code has lost its line breaks

    Several statements stand in one line: it cannot be read, and in some languages not be run.
    """

    id = "code-line"
    severity = Severity.WARNING
    source = _SITE
    bad = "`a = 1; b = 2; print(a); print(b); …` in one line"
    good = "a statement a line"

    statements: int = Field(3, ge=1, description="statements in one line from which on it is a fault")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if not reading.code.spans:
            return
        for code in reading.shown.code:
            line = code.value.strip()
            if "\n" not in line and len(line) > _WIDE and len(_STATEMENT.findall(line)) >= self.statements:
                yield Hit("code of several statements in one line", start=code.start, end=code.end)


def _explained(error: str) -> str:
    """KaTeX's words without its marks below letters."""
    said = re.sub("[\u0332\u0338\u0331]", "", error).removeprefix("KaTeX parse error: ")
    return f"KaTeX cannot read this: {said}"[:200]


def _around(text: str, start: int) -> bool:
    """Whether the asterisks stand at a word: `2 ** 3` means them."""
    before, after = text[start - 1 : start], text[start + 2 : start + 3]
    return not (before.strip() == after.strip() == "" and before and after) and not (
        before.isdigit() and after.isdigit()
    )


CHECKS: tuple[type[Check], ...] = (
    *(NotShown, KatexError, RawHtml, ScriptLink, TableBroken, BoldShown, ListRunIn, CodeLine),
)
