r"""Fixes of formulas: brackets, dollars, and commands that lost their heads on the way to the page.

What the generator does to every answer is its post-processor's (`gen.postprocess`); what only a page can have that was
damaged before is here.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from evals.checks.maths import BackslashN, MathsControl
from evals.fixing.fix import Fix, of_answer, same, same_without
from evals.reading import Reading
from gen.page.changes import Change, apply
from gen.page.page import Page
from gen.postprocess.brackets import dollar_formulas
from gen.postprocess.display import display_blocks
from gen.postprocess.money import DOLLAR_IN_FORMULA, escape_money
from gen.postprocess.prose import reads_as_prose
from gen.postprocess.tex import SAME

_SIGNS = {name: sign for name, sign in SAME.items() if len(sign) == 1}
_COMMANDS = {sign: f"n{name[1:]}" for name, sign in _SIGNS.items()}
_TEXT = re.compile(r"\\(?:text|mbox|mathrm|operatorname|textbf|textit|textrm)\s*\{[^{}]*\}?")
# Where a formula's line goes on, so that a break there is none that anybody wrote.
_OPEN_LINE = re.compile(r"(?<!\\\\)(?:[^\s$\\] |[=+\-({\[,^_*/<>|&]|\\[A-Za-z]+ )\Z")
_LETTER = {"\t": "t", "\f": "f", "\b": "b", "\v": "v", "\r": "r"}
_LOST_LETTER = r"\\[tfbvr](?=[a-zA-Z]{2})|[\t\f\x08\x0b\r]"
_MOST = 100  # commands on a page
_ROUNDS = 20  # each mends a formula that was open, and what stands before it
_SHORT = 40  # characters of a formula; a longer one may be none
_MONEY = re.compile(
    r"\\\$(?=[ ]?[-–−+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[kKMB]|[bmt]n)?(?![\w^{\\]|[,.]?\d)"
    r"(?![ ]*[\\^_={<>×≈]|[ ][-+*/·][ ]))"
)


def restore_commands(reading: Reading) -> str:
    """The answer with the signs of the commands in place of what the site's line breaks have left of them.

    Only what the check finds in a formula, and only where one sign says it: `b`, a line break and `eq 0` is `b ≠ 0`. A
    lone `u` may be a variable at the start of a line: it is `ν` where the line before it goes on, and at a formula's
    first dollar.
    """
    for _ in range(_ROUNDS):
        found = list(_commands(reading))
        if not found:
            break
        reading = replace(reading, page=replace(reading.page, answer=apply(reading.answer, found)))
    return reading.answer


def _commands(reading: Reading) -> Iterator[Change]:
    """The signs of those that are certain, as far as a formula that is not closed.

    The break may be what keeps it open. With the sign in its place it closes where it was meant to, and others begin
    where they were meant to: all that follows is looked at anew.
    """
    text = reading.answer
    hits = list(islice(BackslashN()(reading), _MOST + 1))
    if not 0 < len(hits) <= _MOST:  # so many are not a page's
        return
    end = next((formula.end for formula in reading.dollars.formulas if not formula.closed), len(text))
    for hit in hits:
        sign = _SIGNS.get(f"n{text[hit.start : hit.end]}", "")
        at = hit.start - 1
        if at <= end and sign and text[at] == "\n" and _is_certain(reading, at, text[hit.start : hit.end]):
            yield Change(at, hit.end, sign)


def _is_certain(reading: Reading, at: int, word: str) -> bool:
    """Whether the line break at `at` and the word behind it can be nothing but the command."""
    span = _span_around(reading, at) or _broken(reading, at)
    if span is None:
        return False
    start, end = span
    tex = reading.answer[start:end].strip("$")
    inside = [match.span() for match in _TEXT.finditer(reading.answer, start, end)]
    if reads_as_prose(tex) or any(left < at < right for left, right in inside):
        return False
    if word != "u":
        return True
    before = reading.answer[start:at]
    return bool(_OPEN_LINE.search(before)) or (before in {"$", "\\("} and end - at < _SHORT)


def _broken(reading: Reading, at: int) -> tuple[int, int] | None:
    """The formula that the line break at `at` has broken off, with the line behind it."""
    line_end = reading.answer.find("\n", at + 1)
    end = line_end if line_end > 0 else len(reading.answer)
    formulas = reading.dollars.formulas
    return next(((found.start, end) for found in formulas if not found.closed and found.end == at), None)


def _span_around(reading: Reading, at: int) -> tuple[int, int] | None:
    """The formula that a place is within. Those of a kind stand one behind the other, so that few are looked at."""
    formulas = reading.dollars.formulas
    number = bisect_left(formulas, at, key=lambda formula: formula.start) - 1
    if number >= 0 and at < formulas[number].end:
        return formulas[number].start, formulas[number].end
    number = bisect_left(reading.delimited, at, key=lambda span: span[0]) - 1
    return reading.delimited[number] if number >= 0 and at < reading.delimited[number][1] else None


def _spelled(page: Page) -> str:
    """The answer with every sign as the command that a line break could have eaten."""
    return "".join(_COMMANDS.get(character, character) for character in page.answer.replace("\n", "n"))


def restore_backslashes(reading: Reading) -> str:
    r"""The answer with `\t` of `\text` in place of the tab that a JSON reader made of it; in formulas alone."""
    text = reading.answer
    if not any(control in text for control in _LETTER):
        return text
    hits = sorted({hit.start for hit in MathsControl()(reading) if text[hit.start] in _LETTER})
    lost = [at for at in hits if _span_around(reading, at)]
    return apply(text, [Change(at, at + 1, f"\\{_LETTER[text[at]]}") for at in lost])


def _bare_dollars(page: Page) -> str:
    """The answer without the backslashes that make a dollar one of money: an amount follows, and nothing of TeX."""
    return _MONEY.sub("$", page.answer.replace(DOLLAR_IN_FORMULA, "\\$"))


FIXES: tuple[Fix, ...] = (
    of_answer("maths-control", r"`\text` for a tab and `ext`", restore_backslashes, same_without(_LOST_LETTER)),
    of_answer("backslash-n", r"`≠` for what is left of `\neq`", restore_commands, same(_spelled)),
    of_answer(
        "dollar-odd",
        "the dollars of a display formula on lines of their own",
        lambda reading: display_blocks(reading.answer),
        same_without(r"[\s$]"),
    ),
    of_answer(
        "money-maths",
        r"`\$5` for money that is read as a formula",
        lambda r: escape_money(r.answer),
        same(_bare_dollars),
    ),
    of_answer(
        "money-bare", r"`\$5` for money with a bare dollar", lambda r: escape_money(r.answer), same(_bare_dollars)
    ),
    of_answer(
        "maths-delimiter",
        r"`$…$` for `\(…\)`, `$$` for `\[…\]`",
        lambda reading: dollar_formulas(reading.answer),
        same_without(r"\s|\\[()\[\]]|\\text\{\\textdollar\}|\\?\$"),
    ),
)
