"""Are the related articles ones that the site can show? Whether they exist is a matter of the tree."""

from collections.abc import Iterator

from pydantic import Field

from evals.check import Check, Hit
from evals.finding import Severity
from evals.reading import Reading

_PAGE_FORMAT = "The page format of the site: up to five related articles, each linked to its `url` unchecked."


class RelatedMany(Check):
    """More related articles than the site shows

    What stands behind the last one shown is never seen.
    """

    id = "related-many"
    severity = Severity.WARNING
    source = _PAGE_FORMAT
    bad = "six related articles"
    good = "five"

    most: int = Field(5, ge=0, description="related articles that the site shows")

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        count = len(reading.page.related)
        if count > self.most:
            yield Hit(f"{count} related articles, the site shows {self.most}", "related")


class RelatedSelf(Check):
    """A page names itself as a related article

    The link leads readers to where they are.
    """

    id = "related-self"
    severity = Severity.ERROR
    source = _PAGE_FORMAT
    bad = "a related article with the page's own `url` or `id`"
    good = "five other pages"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        page = reading.page
        for article in page.related:
            if article.url == page.url or article.id == page.id:
                yield Hit("the page names itself as a related article", "related", evidence=article.url)


class RelatedDouble(Check):
    """A related article is named twice

    By its URL, or by its id: the same page in two subjects. One of the places could have gone to another page.
    """

    id = "related-double"
    severity = Severity.WARNING
    source = _PAGE_FORMAT
    bad = "the same `url` as first and third related article"
    good = "five different pages"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        urls, ids = set[str](), set[int]()
        for article in reading.page.related:
            if article.url in urls or article.id in ids:
                yield Hit("a related article is named twice", "related", evidence=article.url)
            urls.add(article.url)
            ids.add(article.id)


class RelatedUrl(Check):
    """The URL of a related article is not the place of a page of its title and subject

    The site links to it without a look whether there is such a page.
    """

    id = "related-url"
    severity = Severity.WARNING
    source = _PAGE_FORMAT
    bad = "`what-is-osmosis`"
    good = "`/learn/biology/questions/what-is-osmosis`"

    def _hits(self, reading: Reading) -> Iterator[Hit]:
        for article in reading.page.related:
            expected = reading.site.url_for(article.subject, reading.site.slug(article.title))
            if article.url != expected:
                message = f"`{article.url}` is not the place of `{article.title}`"
                yield Hit(message, "related", evidence=article.url, suggestion=expected)


CHECKS: tuple[type[Check], ...] = (RelatedMany, RelatedSelf, RelatedDouble, RelatedUrl)
