r"""TeX commands that begin with backslash-n, which an answer that stands escaped in the front matter cannot carry.

The site turns every backslash-n of an answer into a line break, so `\neq` is shown as `eq`. What KaTeX renders the
same is written instead. The table covers every such command that KaTeX 0.16 knows (symbols, macros and functions);
each row was held against KaTeX's own HTML. Where the HTML of the glyph is not the very same, the row says so.
"""

import re

from gen.errors import PageError
from gen.postprocess.segments import Kind, rewrite, segments

SAME: dict[str, str] = {
    "nLeftarrow": "⇍",
    "nLeftrightarrow": "⇎",
    "nRightarrow": "⇏",
    "nVDash": "⊯",
    "nVdash": "⊮",
    "nabla": "∇",
    "natnums": r"\mathbb{N}",
    "natural": "♮",
    "ncong": "≆",
    "ne": "≠",
    "nearrow": "↗",
    "neg": "¬",
    "negmedspace": r"\mskip{-4mu}",
    "negthickspace": r"\mskip{-5mu}",
    "negthinspace": r"\!",
    "neq": "≠",
    "newline": r"\\",
    "nexists": r"\mathbb{∄}",  # the same glyph of the same font, by another class
    "ngeq": "≱",
    "ngeqq": r"\html@mathml{\@ngeqq}{≱}",
    "ngeqslant": r"\html@mathml{\@ngeqslant}{≱}",
    "ngtr": "≯",
    "ni": "∋",
    "nleftarrow": "↚",
    "nleftrightarrow": "↮",
    "nleq": "≰",
    "nleqq": r"\html@mathml{\@nleqq}{≰}",
    "nleqslant": r"\html@mathml{\@nleqslant}{≰}",
    "nless": "≮",
    "nmid": "∤",
    "nobreak": "",  # only forbids a line break
    "nobreakspace": "~",
    "notin": "∉",
    "notni": "∌",
    "nparallel": "∦",
    "nprec": "⊀",
    "npreceq": "⋠",
    "nrightarrow": "↛",
    "nshortmid": r"\html@mathml{\@nshortmid}{∤}",
    "nshortparallel": r"\html@mathml{\@nshortparallel}{∦}",
    "nsim": "≁",
    "nsubseteq": "⊈",
    "nsubseteqq": r"\html@mathml{\@nsubseteqq}{⊈}",
    "nsucc": "⊁",
    "nsucceq": "⋡",
    "nsupseteq": "⊉",
    "nsupseteqq": r"\html@mathml{\@nsupseteqq}{⊉}",
    "ntriangleleft": r"\mathrel{\mathbb{⋪}}",  # as \nexists
    "ntrianglelefteq": "⋬",
    "ntriangleright": r"\mathrel{\mathbb{⋫}}",  # as \nexists
    "ntrianglerighteq": "⋭",
    "nu": "ν",
    "nvDash": "⊭",
    "nvdash": "⊬",
    "nwarrow": "↖",
}
"""Command name to what KaTeX renders the same."""

NEGATED: dict[str, str] = {
    "=": "≠",
    "<": "≮",
    ">": "≯",
    r"\in": "∉",
    r"\ni": "∌",
    r"\owns": "∌",
    r"\le": "≰",
    r"\leq": "≰",
    r"\ge": "≱",
    r"\geq": "≱",
    r"\mid": "∤",
    r"\parallel": "∦",
    r"\subseteq": "⊈",
    r"\supseteq": "⊉",
    r"\sim": "≁",
    r"\cong": "≆",
    r"\prec": "⊀",
    r"\succ": "⊁",
    r"\vdash": "⊬",
    r"\vDash": "⊭",
    r"\models": "⊭",
    r"\to": "↛",
    r"\rightarrow": "↛",
    r"\leftarrow": "↚",
    r"\leftrightarrow": "↮",
    r"\Rightarrow": "⇏",
    r"\Leftarrow": "⇍",
    r"\Leftrightarrow": "⇎",
    r"\implies": "⇏",
    r"\iff": "⇎",
    r"\exists": r"\mathbb{∄}",
}
"""What `\\not` negates to the sign that KaTeX has for it. Before anything else it becomes its stroke, `_STROKE`."""

COMMANDS = (*SAME, "newcommand", "noexpand", "nolimits", "nonumber", "normalsize", "not", "notag")
"""Every command that begins with n and that KaTeX knows."""

_STROKE = r"\mathrel{\mathrlap\@not}"  # KaTeX's own definition of \not
_NUMBERED = re.compile(r"\\begin\{(?:align|alignat|gather|equation)\}")
_COMMAND = re.compile(r"\\(?:(not)(?![A-Za-z@])\s*(=|<|>|\\[A-Za-z]+)?|(n[A-Za-z@]*)|(\\)(?=n)|.)", re.DOTALL)
_NOLIMITS = re.compile(r"(\\[A-Za-z]+)\s*\\nolimits(?![A-Za-z@])")
_PARAGRAPH_BREAK = re.compile(r"(?<!\\)(?:\\n){2,}+")
_SLASHES_N = re.compile(r"(?<!\\)\\++n")


def speakable_tex(text: str) -> str:
    r"""Every command of a formula that begins with backslash-n, said another way; `\\n` gets a space in between.

    A command that has no equal (`\newcommand`, `\normalsize`, one that KaTeX does not know) stays, and is refused by
    `refuse_backslash_n`. `\op\nolimits` becomes `{\op}`, which sets its limits to the side and loses a thin space.
    """
    return rewrite(text, Kind.MATH, _speakable_formula) if "\\n" in text else text


def _speakable_formula(formula: str) -> str:
    if "\\n" not in formula:
        return formula
    unnumbered = r"\gdef\@eqnsw{0}" if _NUMBERED.search(formula) else ""
    formula = _NOLIMITS.sub(r"{\1}", formula)

    def said(found: re.Match[str]) -> str:
        negation, negated, name, row_break = found.groups()
        if row_break:
            return "\\\\ "
        if negation:
            return _negated(found.group(), negated)
        if name in {"nonumber", "notag"}:
            return unnumbered
        return SAME.get(name, found.group()) if name else found.group()

    return _COMMAND.sub(said, formula)


def _negated(whole: str, negated: str | None) -> str:
    if negated in NEGATED:
        return NEGATED[negated]
    return _STROKE + whole.removeprefix(r"\not")


def speakable_text(text: str) -> str:
    r"""Backslash-n in plain text (`C:\new`) is written `&#92;n`, which Markdown shows as backslash-n.

    Two in a row are a paragraph's end that the model escaped.
    """
    return rewrite(text, Kind.TEXT, _speakable_stretch) if "\\n" in text else text


def _speakable_stretch(text: str) -> str:
    if "\\n" not in text:
        return text
    text = _PARAGRAPH_BREAK.sub("\n\n", text)
    return _SLASHES_N.sub(_entity, text)


def _entity(found: re.Match[str]) -> str:
    """Two backslashes show as one: the pair before the n is the escaped one."""
    slashes = len(found.group()) - 1
    return "\\" * (slashes - (1 if slashes % 2 else 2)) + "&#92;n"


def refuse_backslash_n(text: str) -> str:
    """Raises PageError for the backslash-n that is left: in code, or a command without an equal."""
    at = text.find("\\n")
    if at < 0:
        return text
    kind = next(part.kind for part in segments(text) if part.start <= at < part.end)
    line = text.count("\n", 0, at) + 1
    words = text[max(text.rfind("\n", 0, at) + 1, at - 30) : at + 40].split("\n", maxsplit=1)[0].strip()
    raise PageError(
        f"line {line} of the answer has a backslash followed by n, which the site would show as a line break: {words}",
        field="answer",
        hint="Write the command in another way that KaTeX knows."
        if kind is Kind.MATH
        else "Say it without that pair: a print for each line, chr(10), os.linesep, or a path with forward slashes.",
    )
