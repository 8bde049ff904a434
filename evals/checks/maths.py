"""Will the site show the formulas? It reads `$` alone, through remark-math and KaTeX 0.16 without mhchem."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from evals.check import Check, Hit
from evals.finding import Severity
from evals.pipeline.shown import Maths
from evals.reading import Reading

_SITE = "The site's renderer: remark-math 6, rehype-katex 7, KaTeX 0.16."
_BACKSLASH_N = "The site turns every backslash followed by n into a line break: 153 published pages show the rest."

# What is left of \neq, \nabla, \nu ... where a line break took the place of backslash and n. The first group means
# nothing else wherever it stands, the second nothing else in a formula; the third is a variable's name, too.
_AFTER_BREAK = re.compile(
    r"\n[ \t]*(?:(abla|eq|otin|leq|geq|subseteq|supseteq|earrow|warrow|olimits|onumber|ewline|ormalsize|VDash|vdash)"
    r"|(eg|mid|less|gtr|parallel|cong|sim|prec|succ|exists|ot|le|ge)|(u)(?=_|[ \t]*(?:[$,)]|\\|$)))(?![A-Za-z'’.])",
    re.MULTILINE,
)
# A `u` that other things stand before in its line is a variable; where one is, the first of a line may be another.
_VARIABLE = re.compile(r"\S[^\n]*?(?<![A-Za-z\\])u(?![A-Za-z])")
# What is left of \text, \frac, \beta, \rho ... where a JSON reader made one control character of backslash and letter.
_JSON_EATEN = re.compile(
    r"[\t\f\x08\r\x0b](?:ext(?:bf|it|rm)?\{|imes\b|heta\b|an\b|au\b|o\b|riangle|rac\{|orall\b|lat\b|eta\b|ar\{|inom\{"
    r"|oldsymbol|egin\{|ho\b|ight|angle\b|Rightarrow|ec\{|arepsilon)"
)
_BARE_COMMAND = re.compile(
    r"(?<![A-Za-z\\])(?:(?:f?rac|s?qrt|t?ext|m?athbf|m?athrm|vec|hat|bar|overline|underline)(?=\{)"
    r"|(?<!\{)(?:ext|rac|qrt|athbf|athrm|imes|ightarrow|elta|igma)(?=[_^]|\s*\\))"
)
# Names that are nothing but commands, with no backslash before them or with two, which end a line.
_BARE_NAME = re.compile(
    r"(?<![A-Za-z\\])(?:cdots?|[lvd]?dots|times|alpha|beta|gamma|delta|epsilon|theta|lambda|sigma|omega|infty|approx|leq|geq"
    r"|neq|(?:left|right|Right|leftright)arrow|rightleftharpoons|partial|nabla|frac|sqrt|Gamma|Delta|Theta|Lambda|Sigma|Omega)"
    r"(?![A-Za-z])|(?<=(?<!\\)\\\\)(?:frac|sqrt|text|mathbf|mathrm|vec|hat|bar)(?=[{\[])"
)
_MONEY = re.compile(
    r"\d[\d,]*(?:\.\d+)?(?:\s?(?:[KMBkmb]\b|million|billion|trillion|thousand|hundred|bn|per|a|each)|[ \-–,.;:)/*]|\Z)"
)
_SUM = re.compile(r"\$\d[\d,.]*\d|\$\d")
_PROSE = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,},?(?:\s+(?:[a-z]{2,}|a|I)(?![A-Za-z(\[^_=]),?){2,}")
_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*%")
_GAP = re.compile(r"\s*[,.;:)]?\s+(?:and|or|is|are|where|the|with|for|of|to|in|from|by)\s+(?:[a-z]+,?\s+)*\Z")
_TEXT_COMMAND = re.compile(
    r"\\(?:text|mathrm|operatorname|textbf|textit|mbox|mathbf|mathit|mathsf|mathtt|textrm|textsf|texttt|begin|end|label|tag)"
    r"\*?\s*\{[^{}]*\}"
)
# What may stand before a closing dollar: TeX, an operator and a term, a term at the dollar itself, or a lone letter.
_TEX_BEFORE = re.compile(
    r"(?:[\\^_={}][^ ]*[ ]?|[=+<>] ?[^ $]+[ ]?|[A-Za-z)\]|'][,.]?|(?<![A-Za-z0-9'’])[B-HJ-Zb-z][ ])\Z"
)
_COMMAND = re.compile(r"\\[A-Za-z]{2,}")
_SIGN_OF = re.compile(
    r"[ -]?(?:signs?|symbols?|amounts?|values?|figures?|prices?|costs?|bills?|per|millions?|billions?)\b"
)
_CURRENCY = re.compile(r"\b(?:US|AU|CA|NZ|HK|NT|SG|EC|Aus|Can|dollars?|signs?)\)?\Z", re.IGNORECASE)
_TEX_AFTER = re.compile(
    r"[ ]?(?:\||\([^()$]{1,30}[-+=^\\/*]|[A-Za-z]'{1,2}(?![A-Za-z'])|[A-Za-z]\b(?!')|[^ ]*[\\^_={}\[\]]|[A-Za-z]+ ?="
    r"|(?!(?:and|are|as|at|but|by|can|for|has|in|is|may|of|on|or|per|the|to|was|we|you)\b)[A-Za-z]{2,3}\b(?!'))"
)


class DollarOdd(Check):
    """A dollar opens a formula that nothing closes

    The site shows the source of the formula from there to the paragraph's end.
    """

    id = "dollar-odd"
    severity = Severity.ERROR
    source = _SITE
    bad = "`where $x is the length`"
    good = "`where $x$ is the length`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.uncoded
        for formula in reading.dollars.formulas:
            if not formula.closed:
                end = formula.start + len(text[formula.start : formula.end].partition("\n")[0])
                yield Hit("a display formula is never closed", start=formula.start, end=end, suggestion="$$")
        for start in reading.dollars.lone:
            if _is_tex(text, start, beside=bool(reading.dollars.formulas)):
                end = min(start + 40, len(text))
                yield Hit("a dollar has no other that it makes a formula with", start=start, end=end)


class MathsDelimiter(Check):
    r"""A formula stands between `\(` and `\)`, which the site does not read

    remark-math knows `$` alone: readers see the source. 1,136 published pages have such formulas.
    """

    id = "maths-delimiter"
    severity = Severity.ERROR
    source = _SITE
    bad = r"`\( x^2 \)`"
    good = "`$x^2$`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for start, end in reading.delimited:
            opening = reading.answer[start : start + 2]
            tex = reading.answer[start + 2 : end - 2].strip()
            dollars = "$" if opening == "\\(" else "$$"
            message = f"the site does not read `{opening}`: readers see the source"
            yield Hit(message, start=start, end=end, suggestion=f"{dollars}{tex}{dollars}")


class BackslashN(Check):
    r"""A TeX command that begins with n has lost its backslash and its n

    The answer says `\neq`, the site makes a line break and `eq` of it, mostly without any error. KaTeX renders `≠ ∇ ν
    ¬ ∉ ∤` as the commands would.
    """

    id = "backslash-n"
    severity = Severity.ERROR
    source = _BACKSLASH_N
    bad = r"`$x \neq 0$`"
    good = "`$x ≠ 0$`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.uncoded
        if "\n" not in text or not _AFTER_BREAK.search(text):
            return
        spans = sorted(_tex_spans(reading))
        ends = [0, *accumulate((end for _, end in spans), max)]  # they may overlap
        has_u = any(_VARIABLE.search(formula.tex) for formula in reading.dollars.formulas)
        for match in _AFTER_BREAK.finditer(text):
            inside = bool(match[1]) or match.start() < ends[bisect_left(spans, (match.start(), 0))]
            if _is_lost(text, match, inside=inside, has_u=has_u):
                group = match.lastindex or 0
                word = match[group]
                message = f"`{word}` is what the site leaves of `\\n{word}`"
                yield Hit(message, start=match.start(group), end=match.end(group), suggestion="the sign itself: ≠ ∇ ν")


class MathsControl(Check):
    r"""A TeX command has lost its backslash, to a control character or altogether

    A JSON reader makes a tab of `\t`, a form feed of `\f`: `\text` becomes a tab and `ext`, `\frac` a form feed and
    `rac`. Without any backslash, or with two, readers see the command's name in italics.
    """

    id = "maths-control"
    severity = Severity.ERROR
    source = "JSON's escapes (RFC 8259, section 7) against TeX's commands."
    bad = "a tab and `ext{kg}`"
    good = r"`\text{kg}`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for match in _JSON_EATEN.finditer(reading.answer) if _has_control(reading.answer) else ():
            yield Hit(f"`{match[0].strip()}` has lost its backslash", start=match.start(), end=match.end())
        for formula in reading.dollars.formulas:
            for match in _BARE_COMMAND.finditer(reading.answer, formula.start, formula.end):
                yield Hit(f"`{match[0]}` has lost the head of its name", start=match.start(), end=match.end())
            for match in _BARE_NAME.finditer(_without_text(formula.tex)):
                start = max(reading.answer.find(match[0], formula.start + match.start(), formula.end), formula.start)
                yield Hit(
                    f"`{match[0]}` has no backslash", start=start, end=start + len(match[0]), suggestion=f"\\{match[0]}"
                )


class MathsComment(Check):
    r"""A percent sign hides the rest of a formula

    TeX takes what stands behind `%` for a comment: `$50%$` shows as 50, and of `$5% of x$` readers see a five. `\%` is
    a percent sign.
    """

    id = "maths-comment"
    severity = Severity.ERROR
    source = "KaTeX 0.16: comments, as in TeX. Published pages write `\\%`."
    bad = "`$50%$`"
    good = r"`$50\%$`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for formula in reading.dollars.formulas if "%" in reading.uncoded else ():
            match = _COMMENT.search(reading.answer, formula.start, formula.end)
            if match and not _is_prose(formula.tex):  # which is no formula
                yield Hit(
                    "the rest of the formula is not shown", start=match.end() - 1, end=match.end(), suggestion="\\%"
                )


class MoneyMaths(Check):
    r"""Two sums of money make a formula

    Two dollars in one paragraph make a formula of all between them: words without spaces, in italics. `\$` is a
    dollar.
    """

    id = "money-maths"
    severity = Severity.ERROR
    source = "About 168 published pages."
    bad = "`from $5 to $10`"
    good = r"`from \$5 to \$10`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for formula in reading.dollars.formulas:
            if formula.display or not formula.tex[:1].isdigit() or reading.answer.startswith("$$", formula.start):
                continue
            after = reading.uncoded[formula.end : formula.end + 1]
            if _MONEY.match(formula.tex) and (after.isdigit() or _is_prose(formula.tex)):
                yield _of(formula, "two sums of money make a formula", suggestion="write `\\$`")


class MoneyBare(Check):
    r"""A sum of money stands with a bare dollar

    It shows as it should as long as it is the only one in its paragraph. `\$` always does.
    """

    id = "money-bare"
    severity = Severity.NOTE
    source = "Most of the 319 published answers with an odd number of dollars."
    bad = "`a loan of $100,000`"
    good = r"`a loan of \$100,000`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for start in reading.dollars.lone:
            match = _SUM.match(reading.uncoded, start)
            if match:
                yield Hit("a bare dollar", start=start, end=match.end(), suggestion=f"\\{match[0]}")


class MathsProse(Check):
    """A formula is made of prose

    A dollar too many or too few, and what was meant as text is set as a formula, words without spaces.
    """

    id = "maths-prose"
    severity = Severity.ERROR
    source = _SITE
    bad = "`$x is the length and y$ the width`"
    good = "`$x$ is the length and $y$ the width`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for formula in reading.dollars.formulas:
            prose = len(formula.tex) > 15 and not formula.tex[:1].isdigit() and _is_prose(formula.tex)
            if prose or _GAP.match(f" {formula.tex} ") or _is_between(reading.answer, formula):
                yield _of(formula, "a formula is made of prose")


def _without_text(tex: str) -> str:
    """The formula with its text, and names that are set as text, blanked out: offsets are kept."""
    return _TEXT_COMMAND.sub(lambda match: " " * len(match[0]), tex)


def _is_lost(text: str, match: re.Match[str], *, inside: bool, has_u: bool) -> bool:
    """Whether a word behind a line break is what is left of a command, and not a word or a variable.

    Args:
        text: where it stands.
        match: of `_AFTER_BREAK`.
        inside: whether that is in a formula.
        has_u: whether a formula has a variable of that name.
    """
    if not match[3]:
        return inside
    # The break may have ended the list item, and with it the formula: `_` is TeX all the same.
    return (inside or text.startswith("_", match.end())) and not has_u


def _is_tex(text: str, start: int, *, beside: bool) -> bool:
    """Whether TeX stands beside a lone run of dollars; a sum of money, `US$` or a price tag is none.

    Args:
        text: where it stands.
        start: its offset.
        beside: whether the page has formulas: then a dollar is one of theirs, where no sum and no word tells of money.
    """
    end = start + 1
    while text.startswith("$", end):
        end += 1
    if end == start + 1 and text[end : end + 1].isdigit():
        return False
    before = text[max(0, start - 60) : start].rpartition("\n")[2]
    if _CURRENCY.search(before):
        return False
    after = text[end : end + 40].partition("\n")[0]
    if _SIGN_OF.match(after):
        return False
    return beside or bool(
        _TEX_BEFORE.search(before[-30:]) or _TEX_AFTER.match(after) or _COMMAND.search(before + after)
    )


def _of(formula: Maths, message: str, suggestion: str = "") -> Hit:
    return Hit(message, start=formula.start, end=formula.end, suggestion=suggestion)


def _tex_spans(reading: Reading) -> Iterator[tuple[int, int]]:
    """Formulas with their delimiters, those that the site does not read among them."""
    # A break that ends the list item ends the formula in it, too, just there.
    yield from ((formula.start, formula.end + (not formula.closed)) for formula in reading.dollars.formulas)
    yield from reading.delimited


def _is_between(text: str, formula: Maths) -> bool:
    """Whether its dollars belong to its neighbours: `F$ is a force, $m` closes one formula and opens another."""
    before, after = text[formula.start - 1 : formula.start], text[formula.end : formula.end + 1]
    inside = text[formula.start + 1 : formula.end - 1]
    glued = (before.isalnum() or before in set(")}]'")) and (after.isalpha() or after in set("\\("))
    return bool(before and after) and glued and inside != inside.strip() and " " in inside.strip(" ,.")


def _has_control(text: str) -> bool:
    return any(character in text for character in "\t\f\b\r\v")


def _is_prose(tex: str) -> bool:
    """Whether three or more plain words stand in it, one after the other."""
    return _PROSE.search(_TEXT_COMMAND.sub(" | ", tex)) is not None


CHECKS: tuple[type[Check], ...] = (
    *(
        DollarOdd,
        MathsDelimiter,
        BackslashN,
        MathsControl,
        MathsComment,
        MoneyMaths,
        MoneyBare,
        MathsProse,
    ),
)
