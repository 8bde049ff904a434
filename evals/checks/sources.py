"""Do the references have what the answer says? Asked only where there are some: see docs/sources.md."""

from collections.abc import Iterator

from evals.check import Check, Hit
from evals.facts.against import CITATION, FIGURE, QUOTATION, Held
from evals.facts.state import State
from evals.finding import Severity
from evals.reading import Reading

_MEASURED = "docs/measured.md"


class SourceFigure(Check):
    """A figure is not in the passages about it

    A number that the source does not have is the strongest sign of a mistake that needs no model. What is written in
    another unit or less exactly counts as the same; `50` is not found in `1500`, and years match exactly. The finding
    has the nearest passage with its place: read it.
    """

    id = "source-figure"
    severity = Severity.WARNING
    factual = True
    source = f"Precision of 0.94 to 1.00 against the named source on WiCE, HAGRID and BEGIN; here: {_MEASURED}."
    bad = "`75 mg a day` where the reference says `7.5 mg`"
    good = "`7.5 mg a day`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for held in _flags(reading, FIGURE):
            said = reading.answer[held.start : held.end]
            yield _hit(held, f"`{said}` is not in the passages about this, the nearest of which is {{place}}")


class SourceQuotation(Check):
    """A quotation is not in the references word for word

    Case, white space and kinds of marks do not count, and what an ellipsis leaves out may be anything. Whoever is
    quoted said something else, or nothing that an editor has.
    """

    id = "source-quotation"
    severity = Severity.WARNING
    factual = True
    source = "What stands between marks was said in these words, or is no quotation."
    bad = "“must be taken before meals” where the reference says `may be taken with meals`"
    good = "“may be taken with meals”"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for held in _flags(reading, QUOTATION):
            near = "; the nearest passage is {place}" if held.passage else ""
            yield _hit(held, f"the quotation is not in your references word for word{near}")


class SourceCitation(Check):
    """A citation is not among the references

    Authors and year, a DOI, a PMID, an address, a case or a statute that no reference has or is. It may exist: nobody
    here can say. Add it to the references, or leave it out.
    """

    id = "source-citation"
    severity = Severity.WARNING
    factual = True
    source = "Of 186 citations that a model made, 153 do not exist (FacTool's set)."
    bad = "`(Miller et al., 2019)` with no such reference"
    good = "a citation of what lies in `sources/`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for held in _flags(reading, CITATION):
            yield Hit("not among your references", start=held.start, end=held.end)


class SourceNone(Check):
    """The references say nothing of what the answer claims

    Sentences for which no passage was found, on a page whose question names its references or that they are about
    otherwise. Nobody has checked them: that is no pass.
    """

    id = "source-none"
    severity = Severity.NOTE
    factual = True
    source = "An empty source counted as a pass is what reviewers of such tools complain of."
    bad = "a dose for children, and references about adults alone"
    good = "a reference that has it, or a person who knows"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        references = reading.references
        if references is None:
            return
        for name in references.absent:
            yield Hit(f"the question names a reference that is not there: {name}", field="")
        open_ = [held for held in reading.held if held.state is State.NO_SOURCE]
        if open_ and (references.named or any(held.passage for held in reading.held)):
            count = f"{len(open_)} sentences" if len(open_) > 1 else "a sentence"
            yield Hit(
                f"no passage of your references is about {count}; confirm", start=open_[0].start, end=open_[0].end
            )


def _flags(reading: Reading, kind: str) -> Iterator[Held]:
    return (held for held in reading.held if held.kind == kind and held.state is State.FLAGGED)


def _hit(held: Held, message: str) -> Hit:
    place = held.passage.place if held.passage else ""
    text = held.passage.text if held.passage else ""
    return Hit(message.replace("{place}", place), start=held.start, end=held.end, place=place, passage=text)


CHECKS: tuple[type[Check], ...] = (SourceFigure, SourceQuotation, SourceCitation, SourceNone)
