"""The answer's formulas, and the dollars that are none."""

import random
import re

from bench.breaks.breaking import Breaks, Victim
from evals.pipeline.shown import Maths
from gen.page.page import Page

BREAKS = Breaks()
_ODD = ("dollar-odd", "maths-prose", "katex-error", "money-maths", "money-bare")
_BRACE = re.compile(r"(?<!\\)\}")
_EATEN = re.compile(r"\\(frac|text|times|theta|tau|beta|rho|forall|vec|begin|right|bar|binom)(?![A-Za-z])")
_CONTROLS = {"f": "\f", "t": "\t", "b": "\b", "r": "\r", "v": "\v"}


def _formulas(victim: Victim, holds: str = "", *, display: bool | None = None) -> list[Maths]:
    return [
        each
        for each in victim.reading.dollars.formulas
        if (display is None or _is_display(victim, each) is display) and re.search(holds, each.tex)
    ]


def _is_display(victim: Victim, formula: Maths) -> bool:
    return victim.answer.startswith("$$", formula.start)


def _replaced(victim: Victim, formula: Maths, pattern: str, words: str) -> Page | None:
    """The page with the first match of the pattern in the formula replaced."""
    source = victim.answer[formula.start : formula.end]
    found = re.search(pattern, source)
    if found is None:
        return None
    return victim.spliced(formula.start + found.start(), formula.start + found.end(), words)


def _rewrite(name: str, checks: tuple[str, ...], pattern: str, words: str) -> None:
    """A break that replaces the first match of a pattern in one of the formulas."""

    def make(victim: Victim, chance: random.Random) -> Page | None:
        formulas = _formulas(victim, pattern)
        return _replaced(victim, chance.choice(formulas), pattern, words) if formulas else None

    make.__name__ = name.replace(" ", "_")
    BREAKS.by(*checks)(make)


@BREAKS.by(*_ODD)
def opening_dollar_dropped(victim: Victim, chance: random.Random) -> Page | None:
    formulas = _formulas(victim, display=False)
    if not formulas:
        return None
    start = chance.choice(formulas).start
    return victim.spliced(start, start + 1, "")


@BREAKS.by(*_ODD)
def closing_dollar_dropped(victim: Victim, chance: random.Random) -> Page | None:
    formulas = _formulas(victim, display=False)
    if not formulas:
        return None
    end = chance.choice(formulas).end
    return victim.spliced(end - 1, end, "")


@BREAKS.by(*_ODD)
def closing_dollars_of_a_display_dropped(victim: Victim, chance: random.Random) -> Page | None:
    formulas = _formulas(victim, display=True)
    if not formulas:
        return None
    end = chance.choice(formulas).end
    return victim.spliced(end - 2, end, "")


@BREAKS.by("maths-delimiter")
def round_brackets_for_dollars(victim: Victim, chance: random.Random) -> Page | None:
    formulas = _formulas(victim, display=False)
    if not formulas:
        return None
    formula = chance.choice(formulas)
    return victim.spliced(formula.start, formula.end, f"\\({formula.tex}\\)")


@BREAKS.by("maths-delimiter")
def square_brackets_for_dollars(victim: Victim, chance: random.Random) -> Page | None:
    formulas = _formulas(victim, display=True)
    if not formulas:
        return None
    formula = chance.choice(formulas)
    return victim.spliced(formula.start, formula.end, f"\\[{formula.tex}\\]")


@BREAKS.by("katex-error")
def closing_brace_dropped(victim: Victim, chance: random.Random) -> Page | None:
    formulas = _formulas(victim, _BRACE.pattern)
    if not formulas:
        return None
    formula = chance.choice(formulas)
    found = chance.choice(list(_BRACE.finditer(victim.answer, formula.start, formula.end)))
    return victim.spliced(found.start(), found.end(), "")


@BREAKS.by("maths-control", "control-character")
def a_command_eaten_by_json(victim: Victim, chance: random.Random) -> Page | None:
    formulas = _formulas(victim, _EATEN.pattern)
    if not formulas:
        return None
    formula = chance.choice(formulas)
    found = chance.choice(list(_EATEN.finditer(victim.answer, formula.start, formula.end)))
    return victim.spliced(found.start(), found.end(), _CONTROLS[found[1][0]] + found[1][1:])


# What the site makes of backslash and n is in the answer as the checks read it.
_rewrite("backslash n of neq lost", ("backslash-n",), r"(?<![<>!&])=", "\neq ")
_rewrite("backslash n of nabla lost", ("backslash-n",), r"(?<![\\A-Za-z{_^])[A-Z](?![A-Za-z{])", "\nabla ")
_rewrite("backslash n of nu lost", ("backslash-n",), r"(?<![\\A-Za-z{_^])[a-z](?=_)", "\nu")
_rewrite("backslash n of notin lost", ("backslash-n",), r"\\in(?![A-Za-z])", "\notin")
_rewrite("backslash n of nleq lost", ("backslash-n",), r"\\leq?(?![A-Za-z])", "\nleq")
_rewrite("backslash of a command lost", ("maths-control",), r"\\(?=(?:frac|sqrt|text|mathbf|vec)\{)", "")
_rewrite("head of a command lost", ("maths-control",), r"\\[ft](?=(?:rac|ext)\{)", "")
_rewrite("misspelt command", ("katex-error",), r"\\(?:frac|sqrt|text)(?=\{)", "\\foo")
_rewrite("right without left", ("katex-error",), r"\\left(?![A-Za-z])", "")
BREAKS.say(
    "chemistry of mhchem",
    ("katex-error",),
    r"The reaction is $\ce{2H2 + O2 -> 2H2O}$ in a flame.",
    r"The ion $\ce{SO4^2-}$ stays in solution.",
)
BREAKS.say(
    "unknown command", ("katex-error",), r"The distance is $\distance{a}{b}$ here.", r"It is $5\,\SI{kg}$ in all."
)
BREAKS.say("double subscript", ("katex-error",), r"The sum is $x_1_2$ here.", r"The power is $x^2^3$ here.")
BREAKS.say(
    "money as a formula",
    ("money-maths",),
    "The price rose from $5 to $10 in a year.",
    "It costs $1,200 to make and sells for $1,500 in shops.",
    "The firm lost $3 million in May and $4.5 million in June.",
    "A worker earns between $20,000 and $30,000 a year.",
    "The budget was $2.5 billion in 2010, and reached $3 billion in 2020.",
    "Each unit ($4) is sold at a price of $9.",
)
BREAKS.say("one sum of money", ("money-bare",), "A loan of $100,000 is common.", "It costs $5.")
BREAKS.say(
    "prose within a formula",
    ("maths-prose",),
    "Here $x is the length of the side and y$ is the area.",
    "Let $a$ and $b$ be sides, where $c is the longest one of all sides$ here.",
)
BREAKS.say("formula in code", ("code-formula",), r"The slope is `\frac{y}{x}` here.", "The sum is `$a + b$` here.")
