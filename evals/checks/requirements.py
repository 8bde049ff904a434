"""Has the page what pages of its subject must have, and will it still be right next year?"""

from collections.abc import Iterator

from evals.ageing import ages, due
from evals.check import Check, Hit
from evals.claims.figure import Figure
from evals.claims.figures import figures
from evals.claims.sentences import sentences
from evals.finding import Severity
from evals.reading import Reading
from evals.worded import folded, has_any
from gen.site.requirement import Requirement


class RequirementMissing(Check):
    """The page has not what pages of its subject must have

    A medical page that never says when to see a doctor, a dose without the people it is for, a rule of law without the
    country whose law it is: each may be true as it stands, and harm all the same. What must be there is a list in the
    site's profile (`requirements`, docs/site.md), for editors to keep. That words are there does not say that they are
    right, so this is a note; `review.must_settle: [requirement]` has a reviewer look at each before a page is accepted.
    """

    id = "requirement"
    severity = Severity.NOTE
    source = "The site's profile: `requirements`."
    bad = "`Take 500 mg every six hours.` on a page of Medicine"
    good = "`Adults take 500 mg by mouth every six hours.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        site = reading.site
        slug = site.slug(reading.page.subject)
        question = answer = ""
        for one in site.requirements.values():
            if one.subjects and slug not in {site.slug(subject) for subject in one.subjects}:
                continue
            question, answer = question or folded(reading.page.question), answer or folded(reading.prose)
            if one.asked and not has_any(one.asked, question):
                continue
            if not one.when or has_any(one.when, answer):
                yield from _missing(one, reading, answer)


def _missing(one: Requirement, reading: Reading, answer: str) -> Iterator[Hit]:
    message = f"pages of {reading.page.subject} say {one.says}"
    if one.beside is not None:
        yield from _alone(one, reading, message)
    elif not has_any(one.any, answer) and not (one.figure and _has_figure(one.figure, reading)):
        yield Hit(f"{message}; this one does not")


def _has_figure(kind: str, reading: Reading) -> bool:
    return any(each.kind == kind for each in figures(reading.answer))


def _alone(one: Requirement, reading: Reading, message: str) -> Iterator[Hit]:
    """Figures of the kind with none of the words in their sentence, or in one beside it."""
    for sentence in sentences(reading.answer):
        found = next((each for each in figures(sentence.text) if each.kind == one.beside and not _is_level(each)), None)
        if found is None:
            continue
        around = folded(" ".join((sentence.before, sentence.text, sentence.after, sentence.heading, sentence.intro)))
        if not has_any(one.any, around):
            yield Hit(message, start=sentence.start + found.start, end=sentence.start + found.end)


def _is_level(figure: Figure) -> bool:
    """Whether a dose is none: a concentration (`mg/dL`), or what a day takes in of water."""
    return "/" in figure.unit and "/kg" not in figure.unit


class Ages(Check):
    """The page will be out of date

    It names a year near its own date, or says `currently` and the like. The finding says by when somebody is to look at
    it again; `answerdesk verify` tells which accepted pages are past that day. What ages is a list in the site's
    profile (`ageing`, docs/site.md).
    """

    id = "ages"
    severity = Severity.NOTE
    source = "The site's profile: `ageing`."
    bad = "`The current rate is 4 %.`"
    good = "`In 1965 the rate was 4 %.`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        word = ages(reading.page, reading.site)
        if word:
            yield Hit(f"it ages ({word}): look at it again by {due(reading.page, reading.site)}")


CHECKS: tuple[type[Check], ...] = (RequirementMissing, Ages)
