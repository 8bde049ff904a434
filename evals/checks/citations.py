"""Do the answer's references lead to something?"""

import re
from collections.abc import Iterator

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

# A number in brackets behind a word, `[110]` and `[0, 1]` are none; neither are links and footnotes.
_NUMBER = re.compile(r"(?<=[ .,;:)\]\"”])\[(\d{1,2})(?:[–-]\d{1,2})?\](?=[\s.,;:)\[]|\Z)")
_MARK = re.compile(
    r"【[^【】\n]{1,80}】|\[(?:source|passage|document|doc|citation|ref)\.?[ :#]*\d{1,3}\]", re.IGNORECASE
)
_ENTRY = re.compile(r"^[ \t>*-]*\[(\d{1,2})\][: .]", re.MULTILINE)
_FEWEST = 2


class CitationDead(Check):
    """A reference in brackets refers to a list that is not there

    The model was given numbered sources and cites them; readers see `[3]` and no list. Where the answer ends with the
    list, all is well.
    """

    id = "citation-dead"
    severity = Severity.WARNING
    source = "Answers made from retrieved passages; two of 5,187 published pages."
    bad = "`Neurons need these factors [1][3].` and no list of sources"
    good = "`Neurons need these factors.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.prose
        if "【" in text or "[" in text:
            mark = _MARK.search(text)
            numbers = list(_NUMBER.finditer(text))
            listed = {entry[1] for entry in _ENTRY.finditer(text)} if numbers else set()
            dead = [number for number in numbers if number[1] not in listed]
            found = mark or (dead[0] if len(dead) >= _FEWEST else None)
            if found:
                yield Hit("a reference to a list that is not there", start=found.start(), end=found.end())


CHECKS: tuple[type[Check], ...] = (CitationDead,)
