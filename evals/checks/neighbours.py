"""Do related articles lead where they say? Checked over all pages of a run."""

from collections.abc import Iterator

from pydantic import Field

from evals.card import Card
from evals.check import Hit, TreeCheck
from evals.finding import Severity
from evals.tree import Tree
from gen.page.page import Related

_FAULTS = "The published site: of 103,133 related articles the URL of 310 is no page, the id of 3,153 is no page's."
_SHARE = 0.98  # of the whole site 0.997, of a seventh of it 0.87


class RelatedDead(TreeCheck):
    """A related article leads nowhere

    No page has its URL: the site links to it without looking, and readers get an error. Said where nearly all other
    links lead to pages that were read, so that these are the whole site; of a part of it, `related-beyond` says so.
    """

    id = "related-dead"
    severity = Severity.ERROR
    source = _FAULTS
    bad = "`url: /learn/biology/questions/what-is-osmosiss`"
    good = "the URL of a page that is there"

    share: float = Field(_SHARE, ge=0, le=1, description="share of all links that lead to pages that were read")

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for number, at, related in _unresolved(tree, self.share, known=True):
            yield number, _hit("leads to no page", at, related, "url", suggestion=_elsewhere(tree, related))


class RelatedBeyond(TreeCheck):
    """A related article leads to a page that was not among those that were read

    It may be there: so many other links lead to pages that were not read that this is only a part of the site.
    """

    id = "related-beyond"
    severity = Severity.NOTE
    source = _FAULTS
    bad = "a link to a page that nobody has given to the check"
    good = "the whole site, or `--against` it"

    share: float = Field(_SHARE, ge=0, le=1, description="as of `related-dead`")

    def _hits(self, tree: Tree) -> Iterator[tuple[int, Hit]]:
        for number, at, related in _unresolved(tree, self.share, known=False):
            yield number, _hit("leads to no page among those that were read", at, related, "url")


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
        for number, card in enumerate(tree.cards):
            for at, related in enumerate(card.related, 1):
                ids = [tree.cards[target].id for target in tree.by_url.get(related.url, ())]
                if ids and related.id not in ids:
                    said = f"has the id {related.id}; the page at its URL has {ids[0]}"
                    yield number, _hit(said, at, related, "id", str(ids[0]), evidence=str(related.id))


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
        for number, card in enumerate(tree.cards):
            for at, related in enumerate(card.related, 1):
                titles = [tree.cards[target].title for target in tree.by_url.get(related.url, ())]
                if titles and related.title not in titles:
                    yield number, _hit("is not named as its page is", at, related, "title", titles[0])


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
        for number, card in enumerate(tree.cards):
            for at, related in enumerate(card.related, 1):
                targets = [tree.cards[target] for target in tree.by_url.get(related.url, ())]
                if targets and not any(card.url == back.url for target in targets for back in target.related):
                    yield number, _hit("does not lead back", at, related)


def _unresolved(tree: Tree, share: float, *, known: bool) -> Iterator[tuple[int, int, Related]]:
    """Related articles whose URL is no page's: where these are all pages of the site and the subject, or elsewhere."""
    urls = [related.url for card in tree.cards for related in card.related]
    resolved = sum(url in tree.by_url for url in urls)
    if 2 * resolved < len(urls):
        return  # a few pages: of their neighbours nobody knows anything
    is_site = resolved >= share * len(urls)
    for number, card in enumerate(tree.cards):
        for at, related in enumerate(card.related, 1):
            is_lost = related.url not in tree.by_url and _is_about(card, related)
            if is_lost and tree.whole and (is_site and tree.covers(related.subject)) is known:
                yield number, at, related


def _is_about(card: Card, related: Related) -> bool:
    """Links to the page itself by another name are for `related-self`, and those without a URL for `related-url`."""
    return bool(related.url) and related.url != card.url


def _elsewhere(tree: Tree, related: Related) -> str:
    """The URL of the page that has the article's id, if it has its title, too."""
    same = (tree.cards[target] for target in tree.by_id.get(related.id, ()))
    return next((card.url for card in same if card.title == related.title), "")


def _hit(said: str, at: int, related: Related, part: str = "", suggestion: str = "", *, evidence: str = "") -> Hit:
    words = evidence or str(getattr(related, part or "title"))
    message = f"related article {at} {said}"
    return Hit(message, "related", evidence=words, suggestion=suggestion, article=at, part=part)


TREE_CHECKS: tuple[type[TreeCheck], ...] = (RelatedDead, RelatedBeyond, RelatedId, RelatedTitle, RelatedOneWay)
