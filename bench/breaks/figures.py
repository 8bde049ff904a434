"""Pages that contradict themselves in a figure: one of their own sentences, said again with another number."""

import random
import re
from dataclasses import replace

from bench.breaks.breaking import Breaks, Victim
from evals.claims.sentences import sentences
from evals.claims.statements import statements
from gen.page.page import Page

BREAKS = Breaks()
_NUMBER = re.compile(r"\d+")


@BREAKS.by("figures-differ")
def figure_said_again_and_changed(victim: Victim, chance: random.Random) -> Page | None:
    said = _changed(victim, chance)
    return victim.appended(f"In summary, {said[0].lower()}{said[1:]}", chance) if said else None


@BREAKS.by("description-figure")
def description_with_another_figure(victim: Victim, chance: random.Random) -> Page | None:
    said = _changed(victim, chance)
    return replace(victim.page, description=said) if said and "$" not in said else None


@BREAKS.by("sum-wrong")
def sum_that_is_off_by_one(victim: Victim, chance: random.Random) -> Page | None:
    one, other = chance.randint(2, 400), chance.randint(2, 400)
    return victim.appended(f"In all, that makes {one} + {other} = {one + other + 1} of them.", chance)


def _changed(victim: Victim, chance: random.Random) -> str:
    """A sentence of the answer that states a figure, with another one in its place; `""` where none does."""
    stated = [each for each in statements(victim.answer) if not each.is_item]
    if not stated:
        return ""
    one = chance.choice(stated)
    sentence = next(each for each in sentences(victim.answer) if each.start <= one.start < each.end)
    figure = victim.answer[one.start : one.end]
    other = _NUMBER.sub(lambda number: str(int(number[0]) + 7), figure)
    return f"{victim.answer[sentence.start : one.start]}{other}{victim.answer[one.end : sentence.end]}"
