"""Are names spelled in one way? Checked over all pages of a run."""

from collections import Counter
from collections.abc import Iterator, Sequence

from evals.check import Hit, TreeCheck
from evals.finding import Severity
from evals.tree import Tree


class SubjectSpelled(TreeCheck):
    """A subject is spelled in another way than on most of its pages

    Lists of subjects show it twice. Of subjects on the site's own list `subject-spelling` speaks.
    """

    id = "subject-spelled"
    severity = Severity.WARNING
    source = "The published site: 44 spellings for 40 folders."
    bad = "`Computer science` where most pages say `Computer Science`"
    good = "one spelling"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for slug, numbers in tree.by_subject.items():
            if slug not in tree.site.subjects_by_slug:
                yield from _unusual(tree, numbers)


def _unusual(tree: Tree, numbers: Sequence[int]) -> Iterator[tuple[int, Hit]]:
    """The pages of a subject whose spelling is not that of most; of two as frequent, the first in the alphabet."""
    spellings = Counter(tree.cards[number].subject for number in numbers)
    usual = min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
    for number in numbers:
        subject = tree.cards[number].subject
        if subject != usual:
            message = f"`{usual}` is how {spellings[usual]:,} pages spell the subject"
            yield number, Hit(message, "subject", evidence=subject, suggestion=usual)


TREE_CHECKS: tuple[type[TreeCheck], ...] = (SubjectSpelled,)
