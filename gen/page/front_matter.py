"""The front matter of a page, as a tree that knows where everything stands.

Only the part of YAML that front matter needs: no tags, anchors, aliases, merge keys or second documents. So nothing in
a page can build objects, and nothing can grow when it is read.
"""

from functools import lru_cache

from gen.errors import PageError
from gen.page.house_style import read_lines
from gen.page.nodes import MappingNode
from gen.page.scalars import DISPUTED, FORBIDDEN
from gen.page.yaml_tree import read_yaml

_OPENING = "---\n"
_CLOSING = "\n---"


def split(text: str) -> tuple[str, str]:
    """Front matter and body of a page, without the lines `---`. The front matter starts at the page's character 4.

    Raises:
        PageError: the text is not such a page, or readers would disagree where its front matter ends.
    """
    if not text.startswith(_OPENING):
        raise PageError(_why_no_page(text), line=1, hint="A page's first line is `---` and nothing else.")
    end = text.find(_CLOSING, len(_OPENING) - 1)
    if end < 0:
        raise PageError("the front matter does not end", line=1, hint="Put a line `---` below it.")
    body = text[end + len(_CLOSING) :]
    if body and body[0] != "\n":
        line = text.count("\n", 0, end) + 2
        hint = "The site ends the front matter at such a line: write `---` alone, or indent the line."
        raise PageError("a line begins with `---` and goes on", line=line, hint=hint)
    return text[len(_OPENING) : end + 1], body[1:]


def _why_no_page(text: str) -> str:
    first = text.partition("\n")[0]
    if first.startswith("\ufeff"):
        return "the file starts with a byte-order mark: save it as UTF-8 without one"
    if first.endswith("\r"):
        return "the file has Windows line ends: save it with line feeds"
    if first.startswith("---"):
        return f"the page opens with {first[:20]!r}, which makes readers run it as another language than YAML"
    return "the page does not open with `---`"


@lru_cache(maxsize=2)  # who reads a page looks for the places of its fields next, time and again
def parse(text: str) -> tuple[MappingNode, str]:
    """The tree of a page's front matter, and the page's body. Callers share the tree, and leave it as it is.

    Args:
        text: the whole page file.

    Raises:
        PageError: with the line, for whatever is not the plain YAML described above.
    """
    matter, body = split(text)
    _check_characters(text, len(_OPENING) + len(matter))
    return read_lines(matter, len(_OPENING)) or read_yaml(matter, len(_OPENING)), body


def _check_characters(text: str, matter_end: int) -> None:
    if text.replace("\n", "").isprintable():  # nearly every page, at a tenth of the searches' time
        return
    found = FORBIDDEN.search(text) or DISPUTED.search(text, 0, matter_end)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        code = f"U+{ord(found[0]):04X}"
        if found[0] == "\r":
            raise PageError("a carriage return stands in the page", line=line, hint="Save it with line feeds alone.")
        raise PageError(
            f"the character {code} stands in the page", line=line, hint="Remove it, or write it as an escape."
        )
