"""Do the answer's references lead to something?"""

import re
from collections.abc import Iterator

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

# A number in brackets behind a word, `[110]` and `[0, 1]` are none; neither are links and footnotes.
_NUMBER = re.compile(r"(?<=[ .,;:)\]\"”])\[(\d{1,2})(?:[–-]\d{1,2})?\](?=[\s.,;:)\[]|\Z)")
_MARK = re.compile(
    r"【[^【】\n]{1,80}】|\[(?:source|passage|document|doc|citation|ref)\.?[ :#]*\d{1,3}\]"
    r"|\((?:source|passage|document)[ #]*\d{1,3}\)|\[\^\w{1,20}\](?!:)"
    r"|(?<=[\s(])\[[^\[\]\n]{1,60}\]\[[a-z][\w -]{0,30}\]",
    re.IGNORECASE,
)
_SIGNS = ("[", "【", "(source", "(passage", "(document")
_ENTRY = re.compile(r"^[ \t>*-]*\[(\d{1,2})\][: .]", re.MULTILINE)
_FEWEST = 2


class CitationDead(Check):
    """A reference in brackets refers to something that is not there

    The model was given numbered sources and cites them; readers see `[3]`, `[^3]` or `[more][3]` and no list. Where the
    answer ends with the list, all is well; then a single mark that is not in it counts.
    """

    id = "citation-dead"
    severity = Severity.WARNING
    source = "Answers made from retrieved passages; two of 5,187 published pages."
    bad = "`Neurons need these factors [1][3].` and no list of sources"
    good = "`Neurons need these factors.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text, lowered = reading.prose, reading.lowered
        if any(sign in lowered for sign in _SIGNS):
            mark = next((mark for mark in _MARK.finditer(text) if not _is_defined(mark[0], text)), None)
            numbers = list(_NUMBER.finditer(text))
            listed = {entry[1] for entry in _ENTRY.finditer(text)} if numbers else set()
            dead = [number for number in numbers if number[1] not in listed]
            if listed:
                yield from (
                    Hit("a reference that is not in the list", start=each.start(), end=each.end()) for each in dead
                )
            found = mark or (dead[0] if len(dead) >= _FEWEST and not listed else None)
            if found:
                yield Hit("a reference to a list that is not there", start=found.start(), end=found.end())


def _is_defined(mark: str, text: str) -> bool:
    """Whether a footnote or a link is one that the answer defines."""
    return mark.endswith("]") and f"{mark[mark.rfind('[') :]}:".lower() in text.lower()


CHECKS: tuple[type[Check], ...] = (CitationDead,)
