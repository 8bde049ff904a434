"""Fixes of what a page lists: keywords and related articles; and of its subject's spelling."""

import re
from collections.abc import Callable
from dataclasses import replace

from evals.fixing.fix import Fix, Keeps, same
from evals.reading import Reading
from gen.page.page import Page

_COMMA = re.compile(r"(?<!\d),|,(?!\d)")  # `1,2-dichloroethane` is one keyword
_SIGNS = re.compile("[,;]")
_SEMICOLON = re.compile(r"(?<!&amp);")


def part_keywords(text: str, separator: str) -> list[str]:
    """The keywords of a page that joins them in whatever way: trimmed, none of them empty."""
    sign = separator.strip()
    comma = _COMMA if _COMMA.search(text) else _SEMICOLON
    parts = comma.split(text) if sign == "," else text.split(sign or None)
    return [keyword for part in parts if (keyword := " ".join(part.split()))]


def join_keywords(reading: Reading) -> Page:
    """The page with its keywords joined as the site joins them."""
    separator = reading.site.keyword_separator
    return _with_keywords(reading, separator.join(part_keywords(reading.page.keywords, separator)))


def drop_double_keywords(reading: Reading) -> Page:
    """The page without keywords that stand there before, letter by letter."""
    separator = reading.site.keyword_separator
    keywords = reading.page.keywords.split(separator)
    return _with_keywords(reading, separator.join(dict.fromkeys(keywords)))


def _with_keywords(reading: Reading, keywords: str) -> Page:
    page = reading.page
    return page if keywords == page.keywords else replace(page, keywords=keywords)


def drop_double_articles(reading: Reading) -> Page:
    """The page without related articles that it names before, with the same id, title, subject and address."""
    page = reading.page
    articles = tuple(dict.fromkeys(page.related))
    return page if len(articles) == len(page.related) or _says_more(page) else replace(page, related=articles)


def drop_own_link(reading: Reading) -> Page:
    """The page without related articles that lead to itself."""
    page = reading.page
    articles = tuple(article for article in page.related if article.url != page.url)
    return page if len(articles) == len(page.related) or _says_more(page) else replace(page, related=articles)


def _says_more(page: Page) -> bool:
    """Whether the file says something of a related article that the page's fields do not hold."""
    return any(isinstance(value, dict) and "related" in key for key, value in page.other.items())


def spell_subject(reading: Reading) -> Page:
    """The page with its subject as the site's list spells it, and in its SEO title where that follows from it."""
    page, site = reading.page, reading.site
    name = site.subject_name(page.subject)
    if name is None or name == page.subject:
        return page
    follows = page.seo_title == site.seo_title(page.subject, page.question)
    title = site.seo_title(name, page.question) if follows else page.seo_title
    return replace(page, subject=name, seo_title=title)


def derive_seo_title(reading: Reading) -> Page:
    """The page with the SEO title that follows from its subject."""
    expected = reading.expected.get("seo_title", reading.page.seo_title)
    return replace(reading.page, seo_title=expected)


def _same_keywords(part: Callable[[list[str]], object]) -> Keeps:
    """The same words in the same order, whatever joins them."""
    return same(lambda page: part([word for piece in _SIGNS.split(page.keywords) if (word := " ".join(piece.split()))]))


FIXES: tuple[Fix, ...] = (
    Fix("keywords-separator", "`one, two` for `one,two`", ("keywords",), join_keywords, _same_keywords(list)),
    Fix(
        "keywords-double",
        "a keyword once where it stands twice, letter by letter",
        ("keywords",),
        drop_double_keywords,
        _same_keywords(lambda words: list(dict.fromkeys(words))),
    ),
    Fix(
        "subject-spelling",
        "the subject as the site's list spells it, in the SEO title, too",
        ("subject", "seo_title"),
        spell_subject,
        same(lambda page: (page.subject.lower(), page.seo_title.lower())),
        by_name=True,
    ),
    Fix("seo-title", "the SEO title by the site's pattern", ("seo_title",), derive_seo_title, same(bool), by_name=True),
    # Last: lines of the file go with them.
    Fix(
        "related-self",
        "no related article that leads to the page itself",
        ("related",),
        drop_own_link,
        same(lambda page: [article for article in page.related if article.url != page.url]),
    ),
    Fix(
        "related-double",
        "a related article once where it is named twice, with the same id, title and address",
        ("related",),
        drop_double_articles,
        same(lambda page: list(dict.fromkeys(page.related))),
    ),
)
