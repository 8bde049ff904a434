"""What a fix is: a change of a page that takes away what a check finds, and that changes nothing that is meant."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from evals.reading import Reading
from gen.page.page import Page

Keeps = Callable[[Page, Page], bool]


@dataclass(frozen=True, slots=True)
class Fix:
    """How the findings of one check are mended.

    Attributes:
        check: the check's id. Only what it finds is mended: what the settings turn off or a page waves through stays.
        what: one line for people.
        fields: the page's fields that it may change; a change of any other is refused.
        change: the page as it should be; the same page where there is nothing to mend.
        keeps: whether all that was meant is still there, told without the rules that the change was made by.
        by_name: done only where it is asked for by name.
    """

    check: str
    what: str
    fields: tuple[str, ...]
    change: Callable[[Reading], Page]
    keeps: Keeps
    by_name: bool = False


def of_answer(check: str, what: str, step: Callable[[Reading], str], keeps: Keeps) -> Fix:
    """A fix of the answer alone."""

    def change(reading: Reading) -> Page:
        answer = step(reading)
        return reading.page if answer == reading.answer else replace(reading.page, answer=answer)

    return Fix(check, what, ("answer",), change, keeps)


def same(part: Callable[[Page], object]) -> Keeps:
    """What `part` gives of a page must be the same before and after."""
    return lambda before, after: part(before) == part(after)


def same_without(pattern: str, words: str = "") -> Keeps:
    """The answer must be the same before and after, once all that matches is replaced by `words`."""
    compiled = re.compile(pattern)
    return same(lambda page: compiled.sub(words, page.answer))
