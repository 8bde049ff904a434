"""Is what must be unique used by one page only? Checked over all pages of a run."""

from collections.abc import Callable, Iterator

from evals.check import Hit, TreeCheck
from evals.finding import Severity
from evals.tree import Groups, Tree
from evals.wording import wording

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

    They compete for the same searchers. Case and punctuation do not make another question; numbers and operators do.
    """

    id = "question-twice"
    severity = Severity.WARNING
    source = _FAULTS
    bad = "`What is osmosis?` in Biology and in Chemistry"
    good = "one page, related to both"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for number, others in tree.doubles(tree.by_wording):
            yield number, Hit(f"the question is that of {others}, too", "question")


class DescriptionTwice(TreeCheck):
    """Two pages have one description

    Searchers see the same words twice and cannot tell the pages apart; one of the two is about the other page.
    """

    id = "description-twice"
    severity = Severity.WARNING
    source = "Google Search Central: unique descriptions for every page."
    bad = "the same description on two pages"
    good = "a description of this page alone"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for number, others in tree.doubles(tree.groups(lambda card: _flat(card.description))):
            yield number, Hit(f"the description is that of {others}, too", "description")


class TitleTwice(TreeCheck):
    """Two pages have one title, and different questions

    Search results of the two look alike, and one of the titles is another page's.
    """

    id = "title-twice"
    severity = Severity.WARNING
    source = "Google Search Central: descriptive, unique titles."
    bad = "the title `What is osmosis?` on a page about diffusion, too"
    good = "the question as the title"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        titles = tree.groups(lambda card: _flat(card.title))
        for number, others in tree.doubles(_mixed(titles, lambda number: wording(tree.cards[number].question))):
            yield number, Hit(f"the title is that of {others}, too", "title")


class SlugTwice(TreeCheck):
    """The same slug in two subjects

    The site keeps them apart by the folder; people and search results do not.
    """

    id = "slug-twice"
    severity = Severity.NOTE
    source = "The published site: 2,611 pages share theirs."
    bad = "`biology/what-is-osmosis` and `chemistry/what-is-osmosis`"
    good = "one page, related to both"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        names = tree.groups(lambda card: card.file_name or None)
        subjects = _mixed(names, lambda number: tree.subject_slug(tree.cards[number].subject))
        for number, others in tree.doubles(subjects):
            yield number, Hit(f"the file name is that of {others}, too", "file_name")


def _mixed(groups: Groups, of: Callable[[int], str]) -> Groups:
    """The groups whose pages are not all the same in something else."""
    return {key: numbers for key, numbers in groups.items() if len({of(number) for number in numbers}) > 1}


def _flat(text: str) -> str | None:
    return " ".join(text.casefold().split()) or None


TREE_CHECKS: tuple[type[TreeCheck], ...] = (IdTwice, UrlTwice, QuestionTwice, TitleTwice, DescriptionTwice, SlugTwice)
