"""`$$` blocks whose dollar signs do not stand on lines of their own."""

import re

from gen.postprocess.segments import Kind, blocks

_LOOSE = re.compile(
    r"\$\$[ \t]*([^\n$]*)\n((?:(?=[^\n]*\S)[^\n$]*\n){0,60}?)([^\n$]*)\$\$[ \t]*([.,;:]?)[ \t]*$", re.MULTILINE
)


def display_blocks(text: str) -> str:
    """Puts the dollar signs of a `$$` formula of several lines on lines of their own.

    `$$ a` on one line and `b $$` on the next open a block that nothing closes: the renderer drops the `a` and takes
    the rest of the page for a formula. A full stop behind the closing signs goes into the formula.
    """
    if "$$" not in text:
        return text
    out: list[str] = []
    at = 0
    for block in blocks(text):
        if block.kind is not Kind.MATH or not (loose := _LOOSE.match(text, block.start, block.end)):
            continue
        first, middle, last, stop = (part.strip(" \t") for part in loose.groups())
        if first or last or stop:
            line_start = text.rfind("\n", 0, block.start) + 1
            lead = text[line_start : block.start]
            indent = lead if not lead.strip(" \t>") else " " * block.column
            lines = [line.strip(" \t") for line in (first, *middle.split("\n"), last)]
            body = "\n".join(indent + line for line in lines if line)
            out += (text[at : block.start], f"$$\n{body}{stop}\n{indent}$$")
            at = loose.end()
    out.append(text[at:])
    return "".join(out)
