"""White space that nobody sees."""

import re

from gen.postprocess.segments import replace_in_text

_TRAILING = re.compile(r"(?<![ \t])[ \t]++(?=\n)")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*+\n){2,}+")
_NEXT_WORDS = re.compile(r"\n[ \t]*+[^\s]")
_FIRST_LINES = re.compile(r"(?:[ \t]*+\n)++")


def trim_white_space(text: str) -> str:
    """Drops white space at line ends and at both ends of the answer, and all but one of several blank lines.

    Not in code and formulas. Two spaces or more before a line that goes on are Markdown's line break: two of them
    stay. Tabs elsewhere stay as they are.
    """
    text = text.rstrip()
    if text[:1].isspace():
        text = _trim_start(text)
    if "\n\n\n" in text or "\n " in text or "\n\t" in text:
        text = replace_in_text(text, _BLANK_LINES, lambda _: "\n\n")
    if " \n" in text or "\t\n" in text:
        text = replace_in_text(text, _TRAILING, _line_end)
    return text


def _trim_start(text: str) -> str:
    """Blank lines, and an indent that does not make the first line code."""
    first = _FIRST_LINES.match(text)
    text = text[first.end() :] if first else text
    bare = text.lstrip()
    indent = text[: len(text) - len(bare)]
    return text if len(indent.expandtabs(4)) >= 4 and not indent.strip(" \t") else bare


def _line_end(found: re.Match[str]) -> str:
    """A hard line break stays one."""
    text, start, end = found.string, found.start(), found.end()
    has_words = start > 0 and text[start - 1] != "\n"
    return "  " if has_words and found.group().endswith("  ") and _NEXT_WORDS.match(text, end) else ""
