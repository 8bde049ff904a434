"""A page: what the site publishes of a question."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from gen.errors import PageError
from gen.page.values import Value
from gen.site.profile import SiteProfile

NOT_SCORED = -1.0  # in the file of a page that no check has seen; the site's own convention


@dataclass(frozen=True, slots=True)
class Related:
    """A related article, as a page names it."""

    id: int
    title: str
    subject: str
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        id: unique over the whole site.
        date: of publication.
        question: as it was asked, one line.
        answer: Markdown as the site renders it, line breaks and all.
        subject: display name.
        description: meta description without the site's prefix.
        keywords: one string, as published.
        title, article_title, seo_title, author, file_name, url: as the site profile's patterns say.
        score: 0 to 1, -1.0 not scored, None where the page says nothing.
        no_index: whether searchers are kept away.
        related: related articles, in order.
        other: what the file says beyond these fields and the profile's constants, by key: unknown keys, a constant
            that differs, an empty value where the key could have been left out. Written back where it stood.
        body: what stands below the front matter, where it is not what the profile writes there.
    """

    id: int
    date: datetime.date
    question: str
    answer: str
    subject: str
    description: str
    keywords: str
    title: str
    article_title: str
    seo_title: str
    author: str
    file_name: str
    url: str
    score: float | None = None
    no_index: bool = False
    related: tuple[Related, ...] = ()
    other: Mapping[str, Value] = field(default_factory=dict, hash=False)
    body: str | None = None


FIELDS = frozenset(item.name for item in fields(Page))
DERIVED = frozenset({"title", "article_title", "seo_title", "author", "file_name", "url"})


def derived(question: str, subject: str, profile: SiteProfile) -> dict[str, str]:
    """The fields that follow from question and subject by the profile's patterns: those of `DERIVED`."""
    slug = profile.slug(question)
    return {
        "title": profile.title(question, subject),
        "article_title": profile.article_title(question, subject),
        "seo_title": profile.seo_title(subject, question),
        "author": profile.author,
        "file_name": profile.file_name(subject, slug),
        "url": profile.url_for(subject, slug),
    }


def new_page(  # noqa: PLR0913 (a page's fields)
    *,
    id: int,
    date: datetime.date,
    question: str,
    subject: str,
    answer: str,
    description: str,
    keywords: Sequence[str],
    related: Sequence[Related] = (),
    profile: SiteProfile,
) -> Page:
    """A page that nothing has scored yet, its other fields as the profile says.

    Args:
        subject: any spelling the profile knows.
        keywords: joined by the profile's separator.
        The others: as the page's attributes.

    Raises:
        PageError: the subject is not one of the site's, or question and subject leave no path. Whether the texts can
            be written is for `dump_page` to say.
    """
    name = _subject_name(subject, profile)
    profile.draft_path(name, profile.slug(question))
    rest: dict[str, Any] = {**derived(question, name, profile)}
    return Page(
        id=id,
        date=date,
        question=question,
        answer=answer,
        subject=name,
        description=description,
        keywords=profile.keyword_separator.join(keywords),
        score=NOT_SCORED,
        related=tuple(related),
        **rest,
    )


def _subject_name(subject: str, profile: SiteProfile) -> str:
    name = profile.subject_name(subject)
    if name is None:
        known = ", ".join(profile.subjects) or "none"
        raise PageError(f"the site has no subject {subject!r}", field="subject", hint=f"Its subjects: {known}.")
    return name
