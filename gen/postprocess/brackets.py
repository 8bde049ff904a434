r"""`\(…\)` and `\[…\]`, which the site's renderer does not read: `$…$` and `$$` blocks instead."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from gen.postprocess.money import DOLLAR_IN_FORMULA
from gen.postprocess.prose import reads_as_prose
from gen.postprocess.segments import Block, Kind, blocks, inline, replace_in_text

_BRACKET = re.compile(r"\\[\\()\[\]]")
_CLOSES = {"\\(": "\\)", "\\[": "\\]"}
_TEX = re.compile(r"[\\^_=+<>|]|^\s*[A-Za-z]\s*$|\d\s*[-*/]\s*\d")
_SIGN = re.compile(r"[\\^_=]")
_TWO_WORDS = re.compile(r"[A-Za-z]{3,}\s+[A-Za-z]{3}")
_AFTER = re.compile(r"[ \t]*([.,;:]?)[ \t]*")
_OWN_LINES = re.compile(
    r"^([ \t>]*)\\\[[ \t]*\n((?:(?![ \t>]*\\[\[\]])[^\n]*\S[^\n]*\n){1,60}?)[ \t>]*\\\][ \t]*$", re.M
)
_QUOTES = re.compile(r"[ \t]*>[ \t>]*")
_STARTS_BLOCK = re.compile(r"[-+*>#=|~`]|\d{1,9}[.)]")


class _Formula(NamedTuple):
    start: int
    end: int
    tex: str
    display: bool


def dollar_formulas(text: str) -> str:
    r"""`\(x\)` becomes `$x$`; `\[x\]` a `$$` block on lines of its own, indented as its list item needs.

    Outside code and formulas. Left alone: pairs that nest, do not close within their paragraph or hold a bare dollar
    sign, `\[…\]` without TeX (`\[1\]` is an escaped bracket), and what reads as prose. In headings and table cells,
    where no block can stand, `\[x\]` becomes `$x$`.
    """
    if "\\(" not in text and "\\[" not in text:
        return text
    out: list[str] = []
    at = 0
    for block in blocks(text):
        if block.kind is not Kind.TEXT or "\\" not in text[block.start : block.end]:
            continue
        for formula in _formulas(text, block):
            start, end, said = _said(text, block, formula)
            out += (text[at:start], said)
            at = end
    out.append(text[at:])
    return replace_in_text("".join(out), _OWN_LINES, _own_lines)


def _own_lines(found: re.Match[str]) -> str:
    """A `\\[…\\]` on lines of its own, one of which Markdown would take for a list item or a heading."""
    return f"{found[1]}$$\n{found[2]}{found[1]}$$" if _is_tex(found[2], display=True) else found.group()


def _formulas(text: str, block: Block) -> Iterator[_Formula]:
    for part in inline(text, block):
        if part.kind is not Kind.TEXT:
            continue
        for opening, start, end in _pairs(text, part.start, part.end):
            tex = text[start + 2 : end - 2]
            if _is_tex(tex, display=opening == "\\["):
                yield _Formula(start, end, tex, opening == "\\[" and block.flow)


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Opening bracket, start and end of each pair that holds no other bracket of its kind."""
    opening: re.Match[str] | None = None
    nested = False
    for bracket in _BRACKET.finditer(text, start, end):
        if bracket.group() in _CLOSES:
            opening, nested = bracket, opening is not None
        elif opening and bracket.group() == _CLOSES[opening.group()]:
            if not nested:
                yield opening.group(), opening.start(), bracket.end()
            opening, nested = None, False


def _is_tex(tex: str, *, display: bool) -> bool:
    if not tex.strip() or "$" in tex.replace("\\$", ""):
        return False
    return bool(
        _TEX.search(tex) if display else _SIGN.search(tex) or not (_TWO_WORDS.search(tex) or reads_as_prose(tex))
    )


def _said(text: str, block: Block, formula: _Formula) -> tuple[int, int, str]:
    """What of `text` is replaced, and by what."""
    after = _AFTER.match(text, formula.end, block.end)
    if formula.display and after and not _STARTS_BLOCK.match(text, after.end(), block.end):
        return _block(text, block, formula, after)
    tex = " ".join(formula.tex.split()).replace("\\$", DOLLAR_IN_FORMULA)
    before = " " if text[formula.start - 1 : formula.start] in {"$", ")"} and _touches(text, formula.start) else ""
    behind = " " if text[formula.end : formula.end + 1] == "$" else ""
    return formula.start, formula.end, f"{before}${tex}${behind}"


def _touches(text: str, at: int) -> bool:
    """Would a dollar sign at `at` run into the one of the formula before it?"""
    return text[at - 1] == "$" or text[at - 2 : at] == "\\)"


def _block(text: str, block: Block, formula: _Formula, after: re.Match[str]) -> tuple[int, int, str]:
    line_start = text.rfind("\n", 0, formula.start) + 1
    quotes = _QUOTES.match(text, line_start, formula.start)
    indent = (quotes.group().rstrip() + " " if quotes else "").ljust(block.column)
    start = formula.start
    while start > max(line_start, block.start) and text[start - 1] in " \t>":
        start -= 1
    opening = "\n" + indent
    if start in {line_start, block.start}:
        opening = "" if start == block.start else indent
    lines = [line for raw in formula.tex.split("\n") if (line := raw.strip(" \t>" if quotes else " \t"))]
    lines[-1] += after[1]
    at_line_end = text[after.end() : after.end() + 1] in {"\n", ""}
    closing = "" if at_line_end else "\n" + indent
    body = "\n".join(indent + line for line in lines)
    return start, after.end(), f"{opening}$$\n{body}\n{indent}$${closing}"
