"""Do two pages that answer the same question say the same? Checked over all pages of a run."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from evals.check import Hit, TreeCheck
from evals.checks.alike import QuestionAlike, near_questions
from evals.claims.statements import Statement
from evals.finding import Severity
from evals.tree import Tree

_COMPARED = 300  # statements of a page
_FAMILY = 30  # pages with one wording that are held against each other, at most


class FigureElsewhere(TreeCheck):
    """Another page that answers the same question has another figure

    One of the two is wrong. Pages are compared whose questions are the same or nearly the same, as `question-twice` and
    `question-alike` tell; of their answers, sentences that share most of their words and the unit.
    """

    id = "figure-elsewhere"
    severity = Severity.WARNING
    factual = True
    source = "Reviewers' list of what a page can contradict. No pair of 5,187 published pages does."
    bad = "`The femur is 48 cm long.` beside `The femur is 43 cm long.` on the page of the same question"
    good = "one figure on both"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for one, other in _pairs(tree):
            found = _contradiction(tree.cards[one].stated, tree.cards[other].stated)
            if found:
                for number, twin, (own, its) in ((one, other, found), (other, one, found[::-1])):
                    said = f"`{own.text}` here, and `{its.text}` of the same thing in {tree.cards[twin].path}"
                    yield number, Hit(said, "question")


def _pairs(tree: Tree) -> Iterator[tuple[int, int]]:
    """Pages that answer one question, where both state something in figures."""
    for numbers in tree.by_wording.values():
        yield from combinations(_stating(tree, numbers), 2)
    for ones, others in near_questions(tree, QuestionAlike().words):
        yield from ((one, other) for one in _stating(tree, ones) for other in _stating(tree, others))


def _stating(tree: Tree, numbers: Sequence[int]) -> list[int]:
    return [number for number in numbers if tree.cards[number].stated][:_FAMILY]


def _contradiction(ones: Sequence[str], others: Sequence[str]) -> tuple[Statement, Statement] | None:
    """The first two statements of two pages that cannot both be true."""
    held = [Statement.of_line(line) for line in others[:_COMPARED]]
    for one in map(Statement.of_line, ones[:_COMPARED]):
        for other in held:
            if one.contradicts(other):
                return one, other
    return None


TREE_CHECKS: tuple[type[TreeCheck], ...] = (FigureElsewhere,)
