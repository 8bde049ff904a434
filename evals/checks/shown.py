"""Does the site show the answer as it was meant? Asked of the site's own pipeline."""

import re
from collections.abc import Iterator
from itertools import pairwise

from evals.check import Check, Hit
from evals.finding import Severity
from evals.pipeline.renderer import RENDERER
from evals.reading import Reading

_SITE = "The site's own pipeline: react-markdown 9, remark-gfm 4, remark-math 6, rehype-katex 7, KaTeX 0.16."
_TAG = re.compile(
    r"<!--|</?(?:a|abbr|article|b|big|blockquote|body|br|button|center|code|dd|del|details|div|dl|dt|em|embed|figure|font"
    r"|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|li|link|main|mark|meta|nav|object|ol|p|pre|q|s"
    r"|script|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|th|thead|tr|tt|u|ul|video)"
    r"(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
_LINK_SIGNS = ("](", "]:", "<")
_LINKISH = re.compile(r"\]\(|\]:|<\w+:")
_NOWHERE = frozenset({"", "#"})
_KATEX_SAYS = re.compile(r"KaTeX parse error: (.*?)(?: at position \d+: .*| at end of input: .*)?\Z", re.DOTALL)
_UNKNOWN = re.compile(r"Undefined control sequence: (\\(?:[A-Za-z]+|.))")
_CHEMISTRY = frozenset({"\\ce", "\\pu", "\\cee"})
_DASHES = re.compile(r"\|?[ \t]*:?-{3,}:?[ \t]*\|[ \t]*:?-{3,}[^\n]*")
_ROW = re.compile(r"^[ \t]*\|[^\n]*\|[ \t]*$", re.MULTILINE)
_BOLD_MARK = re.compile(r"(?<![*\\])\*\*(?![*])")
_BOLD_SPACED = re.compile(r"(?<![*\\\w])\*\* [A-Z a-z'’:/,()-]{3,80} \*\*(?![*\w])")
# What the pipeline is asked about anyway, or what can be too much for it.
_ASKED = ("$", "`", "<", "|", "~~~", "](")
_LARGE = 20_000  # characters; the longest published answer has a third of it
_DEEP = 200  # signs that open something which may stand in itself
_NESTED = ("- - - -", "* * * *", "+ + + +", "1. 1. 1.", "1) 1) 1)")
_TEX = re.compile(r"\\(?:frac|sqrt|sum|int|lim|vec|left|times|cdot|leq|geq|alpha|beta|theta|Delta|pi)(?![A-Za-z])")


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
        if is_deep or len(text) > _LARGE or any(sign in text for sign in _ASKED):
            problem = reading.shown.problem or (is_deep and RENDERER.problem(text))
            if problem:
                yield Hit(problem)


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
        # A block of code that calls itself math is a formula, too.
        if "$" in reading.answer or reading.code.blocks:
            for maths in reading.shown.maths:
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
        if "<" in reading.uncoded:
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
        text = reading.uncoded
        if any(sign in text for sign in _LINK_SIGNS) and _LINKISH.search(text):
            for link in reading.shown.links:
                if link.url in _NOWHERE:
                    yield Hit("a link leads nowhere", start=link.start, end=link.end)
                elif not link.shown:
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
        if "|" not in reading.uncoded or not (_DASHES.search(reading.uncoded) or _ROW.search(reading.uncoded)):
            return
        end = -1
        for match in self._rows(reading.plain):
            if match.start() > end + 1:  # one finding for lines that follow each other
                yield Hit("a table shows as text", start=match.start(), end=match.end())
            end = match.end()

    @staticmethod
    def _rows(plain: str) -> list[re.Match[str]]:
        """Lines of a table that are shown: rows of dashes wherever they are, others where one follows another."""
        rows = [row for row in _ROW.finditer(plain) if row[0].count("|") > 2 or "--" in row[0]]
        beside = {row.start() for one, row in pairwise(rows) if row.start() == one.end() + 1}
        beside |= {one.start() for one, row in pairwise(rows) if row.start() == one.end() + 1}
        found = {row.start(): row for row in _DASHES.finditer(plain)}
        found.update({row.start(): row for row in rows if row.start() in beside})
        return [found[start] for start in sorted(found)]


class TableCells(Check):
    """A row of a table has more cells than its head

    The site drops the cells that are too many: readers miss what stands in them. A bar in a formula or in code parts
    cells, too.
    """

    id = "table-cells"
    severity = Severity.ERROR
    source = "GitHub Flavored Markdown, tables: the excess is ignored."
    bad = "`| a | b |` and, below, `| 1 | 2 | 3 |`"
    good = "`| a | b |` and, below, `| 1 | 2 |`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        if "|" in reading.uncoded and _DASHES.search(reading.answer):
            for table in reading.shown.tables:
                if table.widest > table.columns:
                    message = f"a row has {table.widest} cells, the head {table.columns}: the others are not shown"
                    yield Hit(message, start=table.start, end=table.end)


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
        if _is_bold(reading.uncoded):
            return
        spaced = {end for match in _BOLD_SPACED.finditer(reading.plain) for end in (match.start(), match.end() - 2)}
        for match in _BOLD_MARK.finditer(reading.plain):
            if match.start() in spaced or _around(reading.answer, match.start()):
                yield Hit("readers see the asterisks", start=match.start(), end=match.end())


class CodeFormula(Check):
    """A formula stands in code

    Readers see its source in the letters of a typewriter. A page about LaTeX itself may want that.
    """

    id = "code-formula"
    severity = Severity.WARNING
    source = _SITE
    bad = r"`` `\frac{1}{2}` ``"
    good = r"`$\frac{1}{2}$`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for code in reading.shown.code if reading.code.spans else ():
            formula = code.value.strip()
            in_dollars = len(formula) > 2 and formula[0] == formula[-1] == "$" and "$" not in formula.strip("$")
            if not code.block and (in_dollars or (_TEX.search(formula) and "latex" not in reading.lowered)):
                yield Hit(
                    "a formula stands in code", start=code.start, end=code.end, suggestion=f"${formula.strip('$')}$"
                )


def _is_bold(text: str) -> bool:
    """Whether all marks of bold text are as they should be, in a line and at words: then there is nothing to ask."""
    pieces = text.split("**")
    return len(pieces) % 2 == 1 and all(
        inside[:1].strip()
        and inside[-1:].strip()
        and "*" not in inside
        and "\n" not in inside
        and _may_open(before)
        and after[:1] != "*"
        for before, inside, after in zip(pieces[::2], pieces[1::2], pieces[2::2], strict=False)
    )


def _may_open(before: str) -> bool:
    return not (before and (before[-1].isalnum() or before[-1] in "_*\\"))


def _explained(error: str) -> str:
    """KaTeX's words without what it quotes of the formula."""
    said = _KATEX_SAYS.match(error)
    return f"KaTeX cannot read this formula: {said[1] if said else error}"[:200]


def _around(text: str, start: int) -> bool:
    """Whether the asterisks stand at a word: `2 ** 3` means them."""
    before, after = text[start - 1 : start], text[start + 2 : start + 3]
    return not (before.strip() == after.strip() == "" and before and after) and not (
        before.isdigit() and after.isdigit()
    )


CHECKS: tuple[type[Check], ...] = (
    *(NotShown, KatexError, RawHtml, ScriptLink, TableBroken, TableCells, BoldShown, CodeFormula),
)
