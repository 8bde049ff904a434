r"""Money: dollar signs that mean dollars, written `\$` so that no two of them are read as a formula."""

import re

from gen.postprocess.prose import reads_as_prose, small_words
from gen.postprocess.segments import Block, Kind, blocks, inline

DOLLAR_IN_FORMULA = r"\text{\textdollar}"
r"""What shows a dollar sign in a `$…$` formula: `\$` would end it, remark-math knows no escape there."""

_AMOUNT = re.compile(r"[ ]?[-–−+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[kKMB]|[bmt]n|[mb]illion)?(?![\w\\^{])")
_TEX_SIGN = re.compile(r"[\\^_{}]")
_CLAUSE = re.compile(r"[.;:!?][ \n]+[A-Za-z]|,[ \n]+[a-z]{2}")
_ARITHMETIC = re.compile(r"[\d\s.,%()]+(?:[-+*/=<>×÷−][\d\s.,%()]+)+")
_DOLLARS = re.compile(r"\\.|(\$+)", re.DOTALL)


def escape_money(text: str) -> str:
    r"""Writes `\$` for every single dollar sign in text that opens or closes no formula.

    What is a formula is decided pair by pair from the left. pandoc's rule does most of it: a closing `$` is followed by
    no digit and preceded by no space. An amount with common English words, the start of a clause or an open bracket
    before the next `$` is money as well; `US$5` always is. `$5$`, `$x = 5$` and `$ 2x $` are formulas. `\$` inside a
    formula becomes `\text{\textdollar}`. Runs of two and more dollar signs stay as they are.
    """
    if "$" not in text:
        return text
    out: list[str] = []
    at = 0
    for block in blocks(text):
        if block.kind is Kind.TEXT and "$" in text[block.start : block.end]:
            out += (text[at : block.start], _escape_block(text, block))
            at = block.end
    out.append(text[at:])
    return "".join(out)


def _escape_block(text: str, block: Block) -> str:
    def is_formula(start: int, end: int) -> bool:
        return _is_formula(text[start:end], text[max(0, start - 2) : start - 1], text[end + 1 : end + 2])

    out = []
    for part in inline(text, block, is_formula):
        stretch = text[part.start : part.end]
        if part.kind is Kind.TEXT:
            stretch = _DOLLARS.sub(_escape_single, stretch)
        elif part.kind is Kind.MATH and not stretch.startswith("$$"):
            stretch = stretch.replace("\\$", DOLLAR_IN_FORMULA)
        out.append(stretch)
    return "".join(out)


def _escape_single(found: re.Match[str]) -> str:
    return "\\$" if found[1] == "$" else found.group()


def _is_formula(tex: str, before: str, after: str) -> bool:
    r"""Is `tex`, between two single dollar signs, a formula? `before` and `after` are the characters around them."""
    if not tex.strip():
        return False
    amount = _AMOUNT.match(tex)
    if not amount:
        return not reads_as_prose(tex)
    if before.isalpha() or after.isdigit():
        return False
    if _TEX_SIGN.search(tex):
        return small_words(tex) < 2
    if _ARITHMETIC.fullmatch(tex):
        return True
    lopsided = tex[-1].isspace() and not tex[0].isspace()
    return not (lopsided or small_words(tex) or _CLAUSE.search(tex) or _open_bracket(tex))


def _open_bracket(tex: str) -> bool:
    return tex.count("(") != tex.count(")") or tex.count("[") != tex.count("]")
