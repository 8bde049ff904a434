"""Are two pages too much alike? Checked over all pages of a run."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from pydantic import Field
from rensa import RMinHash, RMinHashLSH

from evals.asked import Asked, is_alike
from evals.check import Hit, TreeCheck
from evals.finding import Severity
from evals.language import Language
from evals.tree import Tree

# Of two questions that have half of their words in common, six of ten are compared; of three quarters, all.
_HASHES, _BANDS, _SEED, _SHARE = 64, 16, 1, 0.5
_FAMILY = 30  # questions that each is compared with, at most: ten thousand alike are no ten thousand twice over


class QuestionAlike(TreeCheck):
    """Two pages answer nearly the same question

    They say the same in other words, and compete for the same searchers. Questions that differ in a number, a sign, a
    negation or a name, in what they ask for (why, when, who), or in the direction of things, are different ones.
    """

    id = "question-alike"
    severity = Severity.WARNING
    source = "Keyword cannibalisation in the guides of search engines; candidates by MinHash (Broder 1997)."
    bad = "`What is the significance of osmosis in cells?` beside `Why is osmosis important in cells?`"
    good = "`Why is osmosis important?` beside `Why is diffusion important?`"

    words: int = Field(6, ge=2, description="words that count, from which on one more or less makes no other question")

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for ones, others in near_questions(tree, self.words):
            yield from _both(tree, ones, others)


def near_questions(tree: Tree, words: int) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Two wordings that ask nearly the same, each as the pages that have it.

    Args:
        tree: the pages.
        words: words that count, from which on one more or less makes no other question.
    """
    groups = list(tree.by_wording.values())
    language = Language.of(tree.site.language, (card.question for card in tree.cards))
    asked = [Asked(tree.cards[numbers[0]].question, language) for numbers in groups]
    for one, other in _candidates(asked):
        if is_alike(asked[one], asked[other], words):
            yield groups[one], groups[other]


def _both(tree: Tree, ones: Sequence[int], others: Sequence[int]) -> Iterator[tuple[int, Hit]]:
    """Each page is told of one that has the other wording; of those with its own wording `question-twice` speaks."""
    for numbers, (twin, *_) in ((ones, others), (others, ones)):
        path, question = tree.cards[twin].path, tree.cards[twin].question
        for number in numbers:
            yield number, Hit(f"{path} answers nearly the same question: `{question}`", "question")


def _candidates(asked: Sequence[Asked]) -> Iterator[tuple[int, int]]:
    """Pairs that may be alike, each once."""
    kinds: dict[Hashable, list[int]] = defaultdict(list)
    for number, question in enumerate(asked):
        kinds[question.fixed].append(number)
    for numbers in kinds.values():
        if len(numbers) > 1:
            yield from _neighbours(asked, numbers)


def _neighbours(asked: Sequence[Asked], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    index = RMinHashLSH(_SHARE, _HASHES, _BANDS)
    for number in numbers:
        signature = RMinHash(_HASHES, _SEED)
        signature.update(asked[number].words or [""])
        found = index.query(signature)
        yield from ((other, number) for other in sorted(found)[:_FAMILY])
        if len(found) < _FAMILY:
            index.insert(number, signature)


TREE_CHECKS: tuple[type[TreeCheck], ...] = (QuestionAlike,)
