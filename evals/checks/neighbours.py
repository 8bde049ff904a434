"""Do related articles lead where they say? Checked over all pages of a run."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from pydantic import Field

from evals.check import Hit, TreeCheck
from evals.finding import Severity
from evals.tree import Extent, Tree
from gen.page.page import Related

_FAULTS = "The published site: of 103,133 related articles the URL of 310 is no page, the id of 3,153 is no page's."
# Of links on the whole site 0.997 lead to a page, of links within a seventh of it, chosen well, 0.87.
_SHARE = 0.99
_SHARE_OF_SITE = 0.9  # where the settings say which pages the site has
_FEW = 10  # links, of which one may be dead, whatever its share


class Link(NamedTuple):
    """A related article: of which page, the how manieth, and what it says."""

    number: int
    at: int
    related: Related


class RelatedDead(TreeCheck):
    """A related article leads nowhere

    No page has its URL: the site links to it without looking, and readers get an error.

    Said where nearly all other links lead to pages that were read, so that these are the whole site, or all of its
    pages of the link's subject; of the content tree that the settings name, nine of ten. Elsewhere `related-beyond`
    says so. `share: 0` is for those who know that they read all there is.
    """

    id = "related-dead"
    severity = Severity.ERROR
    source = _FAULTS
    bad = "`url: /learn/biology/questions/what-is-osmosiss`"
    good = "the URL of a page that is there"

    share: float = Field(_SHARE, ge=0, le=1, description="share of links that lead to pages that were read")

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        is_dead = _judge(tree, self.share)
        for link in _lost(tree):
            if is_dead(link):
                yield _hit(link, "leads to no page", "url", suggestion=_elsewhere(tree, link.related))


class RelatedBeyond(TreeCheck):
    """A related article leads to a page that was not among those that were read

    It may be there: so many other links lead to pages that were not read that this is only a part of the site. Of a few
    pages, most of whose links lead elsewhere, nothing is said.
    """

    id = "related-beyond"
    severity = Severity.NOTE
    source = _FAULTS
    bad = "a link to a page that nobody has given to the check"
    good = "the whole site, or `--against` it"

    share: float = Field(_SHARE, ge=0, le=1, description="as of `related-dead`")

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        is_dead, lost = _judge(tree, self.share), list(_lost(tree))
        if tree.whole and 2 * len(lost) <= sum(1 for _ in _links(tree)):
            for link in lost:
                if not is_dead(link):
                    yield _hit(link, "leads to no page among those that were read", "url")


class RelatedId(TreeCheck):
    """A related article has the id of another page, or of none

    Its URL leads to a page with another id: what goes by ids shows or counts the wrong article.
    """

    id = "related-id"
    severity = Severity.WARNING
    source = _FAULTS
    bad = "the URL of page 12 with `id: 21`"
    good = "id and URL of one page"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for link in _links(tree):
            ids = [tree.cards[target].id for target in tree.by_url.get(link.related.url, ())]
            if ids and link.related.id not in ids:
                others = [tree.cards[target].path for target in tree.by_id.get(link.related.id, ())]
                whose = f"the id of {others[0]}" if others else f"the id {link.related.id}"
                said = f"has {whose}; the page at its URL has {ids[0]}"
                yield _hit(link, said, "id", str(ids[0]), evidence=str(link.related.id))


class RelatedTitle(TreeCheck):
    """A related article has another title than its page

    The page was renamed, or the link was made for another one.
    """

    id = "related-title"
    severity = Severity.NOTE
    source = "The page format of the site, read off its 35,915 published pages."
    bad = "`What is osmosis` for a page `How does osmosis work?`"
    good = "the title of the page"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for link in _links(tree):
            titles = [tree.cards[target].title for target in tree.by_url.get(link.related.url, ())]
            if titles and link.related.title not in titles:
                yield _hit(link, "is not named as its page is", "title", titles[0])


class RelatedOneWay(TreeCheck):
    """A related article does not lead back

    Three of five related articles of the published site do not: only of use where both ways are a rule.
    """

    id = "related-one-way"
    severity = Severity.NOTE
    enabled = False
    source = "The published site, counted on 5,187 pages."
    bad = "a page names another that does not name it"
    good = "both name each other"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for link in _links(tree):
            url = tree.cards[link.number].url
            targets = [tree.cards[target] for target in tree.by_url.get(link.related.url, ())]
            if targets and not any(url == back.url for target in targets for back in target.related):
                yield _hit(link, "does not lead back")


class Orphan(TreeCheck):
    """No page names this one as a related article

    Readers find it from lists and search only. A third of the published pages: of use where each is to be linked.
    """

    id = "orphan"
    severity = Severity.NOTE
    enabled = False
    source = "The published site, counted on 5,187 pages."
    bad = "a page that no other page names"
    good = "a page that two others name"

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        named = {link.related.url for link in _links(tree) if link.related.url != tree.cards[link.number].url}
        for number, card in enumerate(tree.cards):
            if tree.whole and card.url not in named:
                yield number, Hit("no page names this one as a related article", "url")


def _links(tree: Tree) -> Iterator[Link]:
    for number, card in enumerate(tree.cards):
        for at, related in enumerate(card.related, 1):
            yield Link(number, at, related)


def _lost(tree: Tree) -> Iterator[Link]:
    """Links to no page. Those to the page itself are for `related-self`, those without a URL for `related-url`."""
    for link in _links(tree):
        url = link.related.url
        if url and url not in tree.by_url and url != tree.cards[link.number].url:
            yield link


def _judge(tree: Tree, share: float) -> Callable[[Link], bool]:
    """Whether a link that leads to none of the pages leads to none at all."""
    if not tree.whole:
        return lambda link: False
    share = min(share, _SHARE_OF_SITE) if tree.extent is Extent.SITE else share
    if _is_all(len(list(_lost(tree))), sum(1 for _ in _links(tree)), share):
        return lambda link: True
    inside = sum(tree.covers(link.related.subject) for link in _links(tree))
    lost_inside = sum(tree.covers(link.related.subject) for link in _lost(tree))
    if _is_all(lost_inside, inside, share):
        return lambda link: tree.covers(link.related.subject)
    return lambda link: False


def _is_all(lost: int, links: int, share: float) -> bool:
    """Whether so few links lead nowhere that the pages are all there are."""
    return links - lost >= share * links or (lost <= 1 and links >= _FEW)


def _elsewhere(tree: Tree, related: Related) -> str:
    """The URL of the page that has the article's id, if it has its title, too."""
    same = (tree.cards[target] for target in tree.by_id.get(related.id, ()))
    return next((card.url for card in same if card.title == related.title), "")


def _hit(link: Link, said: str, part: str = "", suggestion: str = "", *, evidence: str = "") -> tuple[int, Hit]:
    words = evidence or str(getattr(link.related, part or "title"))
    message = f"related article {link.at} {said}"
    return link.number, Hit(message, "related", evidence=words, suggestion=suggestion, article=link.at, part=part)


TREE_CHECKS: tuple[type[TreeCheck], ...] = (
    *(RelatedDead, RelatedBeyond, RelatedId, RelatedTitle, RelatedOneWay),
    Orphan,
)
