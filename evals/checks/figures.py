"""Do the answer's figures agree with each other, and with the description?"""

from collections.abc import Iterator

from evals.check import Check, Hit
from evals.claims.counts import miscounted
from evals.claims.statements import statements
from evals.claims.sums import wrong_sums
from evals.facts.numbers import missing_figures
from evals.finding import Severity
from evals.reading import Reading

_UNSEEN = "No published page of 5,187 has it; pages that are broken by script do."

_COMPARED = 300  # statements of a page, each with each; of 1,729 published pages none has more than eleven


class FiguresDiffer(Check):
    """The answer says two different figures of one thing

    One of them is wrong, and a reader cannot tell which. Two sentences are about one thing where they share most of
    their words and the unit, and at least one of them stands outside of a list; sentences about an example are not
    compared. A figure within a range that was given before agrees with it.
    """

    id = "figures-differ"
    severity = Severity.WARNING
    factual = True
    source = _UNSEEN
    bad = "`Adults take 200 mg of the drug a day. … Adults take 400 mg of the drug a day.`"
    good = "`Adults take 200 to 400 mg of the drug a day. … Adults take 400 mg of the drug a day.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        found = statements(reading.answer)[:_COMPARED]
        for number, one in enumerate(found):
            for other in found[:number]:
                if one.contradicts(other):
                    yield Hit(f"`{other.text}` is said of the same thing before", start=one.start, end=one.end)
                    break


class SumWrong(Check):
    """A sum of the answer does not add up

    Chains of plain numbers, in text or in formulas, are worked out again, and allowed to be rounded to the digits that
    are written. What has anything else in it is left alone.
    """

    id = "sum-wrong"
    severity = Severity.WARNING
    factual = True
    source = "Arithmetic. All of 35 such chains on 5,187 published pages are right."
    bad = "`The total is 12 + 7 = 20.`"
    good = "`The total is 12 + 7 = 19.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for found in wrong_sums(reading.uncoded):
            said = f"{found.worked} is {found.value:,.6g}, not {found.said}"
            yield Hit(said, start=found.start, end=found.end, suggestion=f"{found.value:.6g}")


class CountDiffers(Check):
    """A list has more or fewer items than its introduction says

    An item is missing, or the introduction counts wrongly.
    """

    id = "count-differs"
    severity = Severity.WARNING
    factual = True
    source = "One of 5,187 published pages has it: two types of T cells, and three in the list."
    bad = "`There are three types of muscle:` and a list of four"
    good = "`There are three types of muscle:` and a list of three"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for found in miscounted(reading.uncoded):
            said = f"`{found.words}`, and the list has {found.items} items"
            yield Hit(said, start=found.start, end=found.end)


class DescriptionFigure(Check):
    """The description has a figure that the answer does not have

    What a searcher is promised is not on the page, or the page says something else. A figure is found in other words,
    in another unit, and rounded.
    """

    id = "description-figure"
    severity = Severity.WARNING
    factual = True
    source = _UNSEEN
    bad = "`It lasts 4 to 6 hours` for an answer that says `6 to 8 hours`"
    good = "figures that the answer has"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        text = reading.page.description
        if not any(sign.isdigit() for sign in text):
            return  # a number in words is mostly a count of what the answer lists
        missing = missing_figures(text, [reading.answer, reading.page.question])
        for figure in (each for each in missing if not each.spelled):
            said = f"the answer says nothing of `{figure.text}`"
            yield Hit(said, "description", figure.start, figure.end)


CHECKS: tuple[type[Check], ...] = (FiguresDiffer, SumWrong, CountDiffers, DescriptionFigure)
