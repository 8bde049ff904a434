"""Do lists and code still have their line breaks?"""

import re
from collections.abc import Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Item, Reading

_NUMBER = re.compile(r"(\d(?<![^\s:;.].)\d?)[.)] (?=\S)")
# A bullet at the beginning of a line, or behind a colon, and what stands behind it.
_BULLET = re.compile(r"(?:^[ \t]{0,12}|: ?)([-*•●▪–]) (?=\S)([^\n]{1,2000})", re.MULTILINE)
_BULLETS = "•●▪◦‣"
_SIGNS = re.compile(rf"^[ \t]*[{_BULLETS}][^\n]*\n[ \t]*[{_BULLETS}][^\n]*$", re.MULTILINE)
_STATEMENT = re.compile(
    r";\s+(?=[\w}#/])|\}\s+(?=[\w}#])|\)\s+(?=\w+(?:\.\w+)*\()|(?<=[)\]\"'\d])\s+(?=\w+ = )"
    r"|\s(?:def|return|for|while|if|elif|else|print|import|from)\b(?=[^\n]{0,80}[:(])|\s#include\b"
)
_LONGEST = 2_000  # characters of a line that are looked at


class ListRunIn(Check):
    """A list runs on in one line

    Numbers or bullets follow each other inside a paragraph, where a list was meant: the site shows a block of text.
    """

    id = "list-run-in"
    severity = Severity.WARNING
    source = "CommonMark 0.31, lists: an item begins a line. No published answer has it."
    bad = "`Steps: 1. Mix. 2. Stir. 3. Bake.`"
    good = "each step on a line of its own"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.prose
        if " 2. " in text or " 2) " in text:
            yield from _said(_counting(text))
        if any(f" {sign} " in text for sign in "-*•●▪–"):
            yield from _said(_bulleted(text))
        if any(sign in text for sign in _BULLETS):
            yield from _said((match.start(), match.end()) for match in _SIGNS.finditer(text))


class ListShown(Check):
    """The marks of a list show

    Behind a paragraph's line, a list that is indented by four or does not begin with 1 is more of the paragraph: its
    items run together, with their numbers and dashes in between.
    """

    id = "list-shown"
    severity = Severity.WARNING
    source = "CommonMark 0.31, paragraph continuation text; the site's own pipeline."
    bad = "a line of text, and `2. Stir.` right below it"
    good = "an empty line in between"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        before: Item | None = None
        for item in reading.items:
            mark = reading.answer.index(item.marker, item.start)
            if _may_go_on(reading.answer, item, before) and reading.plain[mark] != " ":
                yield Hit(f"readers see the `{item.marker}`", start=item.start, end=item.end)
            before = item


class CodeLine(Check):
    """Code has lost its line breaks

    Several statements stand in one line: it cannot be read, and in some languages not be run.
    """

    id = "code-line"
    severity = Severity.WARNING
    source = "The site's own pipeline. No published answer has it."
    bad = "`a = 1; b = 2; print(a); print(b); …` in one line"
    good = "a statement a line"

    statements: int = Field(3, ge=1, description="breaks between statements in one line from which on it is a fault")
    least: int = Field(60, ge=1, description="characters of a line below which it is none")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for code in reading.shown.code if reading.code.spans else ():
            line = code.value.strip()
            if "\n" in line or len(line) < self.least:
                continue
            if len(_STATEMENT.findall(line[:_LONGEST])) >= self.statements:
                yield Hit("code of several statements in one line", start=code.start, end=code.end)


def _said(spans: Iterator[tuple[int, int]]) -> Iterator[Hit]:
    return (Hit("a list runs on in one line", start=start, end=end) for start, end in spans)


def _counting(text: str) -> Iterator[tuple[int, int]]:
    """From 1 to 3 or more, in one line."""
    start = end = reached = 0
    for match in _NUMBER.finditer(text):
        number = int(match[1])
        if number != reached + 1 or (reached and "\n" in text[end : match.start()]):
            if reached > 2:
                yield start, end
            start, reached = match.start(), int(number == 1)
        else:
            start, reached = (match.start() if number == 1 else start), number
        end = match.end()
    if reached > 2:
        yield start, end


def _bulleted(text: str) -> Iterator[tuple[int, int]]:
    """A bullet, and two or more of its kind in the same line, each before something that begins like an item."""
    for match in _BULLET.finditer(text):
        begins = r"\S" if match[1] in _BULLETS else r"[^\W\da-z_]|[*\"“]"  # a dash may be one, and a star times
        if len(re.findall(rf"(?<=\s){re.escape(match[1])} (?={begins})", match[2])) > 1:
            yield match.span()


def _may_go_on(text: str, item: Item, before: Item | None) -> bool:
    """Whether an item's line may be more of a paragraph: only the site's pipeline knows."""
    above = text[text.rfind("\n", 0, max(item.start - 1, 0)) + 1 : max(item.start - 1, 0)]
    if not above.strip() or (before is not None and before.end >= item.start - 1):
        return False
    return item.indent > 3 or item.number not in {None, 1}


CHECKS: tuple[type[Check], ...] = (ListRunIn, ListShown, CodeLine)
