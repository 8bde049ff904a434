"""Is what must be unique used by one page only? Checked over all pages of a run."""

from collections.abc import Iterator

from evals.check import Hit, TreeCheck
from evals.finding import Severity
from evals.tree import Tree

_FAULTS = "The published site: an id shared by 2,474 surplus pages, a question by 2,702."


class IdTwice(TreeCheck):
    """Two pages have one id

    Related articles and reports mean one page and get the other.
    """

    id = "id-twice"
    severity = Severity.ERROR
    source = _FAULTS
    bad = "`id: 15474` on two pages"
    good = "the next id that the ledger gives"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for number, others in tree.doubles(tree.by_id):
            yield number, Hit(f"the id is that of {others}, too", "id")


class UrlTwice(TreeCheck):
    """Two pages have one URL

    The site shows one of them; the other is lost.
    """

    id = "url-twice"
    severity = Severity.ERROR
    source = _FAULTS
    bad = "`/learn/biology/questions/what-is-osmosis` on two pages"
    good = "one page a URL"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for number, others in tree.doubles(tree.by_url):
            yield number, Hit(f"the URL is that of {others}, too", "url")


class QuestionTwice(TreeCheck):
    """Two pages answer one question

    They compete for the same searchers. Case and punctuation do not make another question.
    """

    id = "question-twice"
    severity = Severity.WARNING
    source = _FAULTS
    bad = "`What is osmosis?` in Biology and in Chemistry"
    good = "one page, related to both"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for number, others in tree.doubles(tree.by_wording):
            yield number, Hit(f"the question is that of {others}, too", "question")


TREE_CHECKS: tuple[type[TreeCheck], ...] = (IdTwice, UrlTwice, QuestionTwice)
