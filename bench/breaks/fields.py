"""The page's fields: wrong, empty, doubled, another page's."""

import datetime
import random
from dataclasses import fields, replace
from typing import Any

from bench.breaks.breaking import Breaks, Victim
from gen.page.page import Page, Related

BREAKS = Breaks()
_TEXTS = ("title", "article_title", "seo_title", "description", "keywords", "author", "question", "answer", "subject")
_KNOWN = {field.name for field in fields(Page)}


def _set(name: str, checks: tuple[str, ...], **values: Any) -> None:
    """A break that gives fields of the page other values; `{…}` in a text is a field of the page."""

    def make(victim: Victim, chance: random.Random) -> Page | None:
        known = {key: getattr(victim.page, key) for key in _KNOWN}
        changed: dict[str, Any] = dict(values)
        changed.update({key: said.format_map(known) for key, said in values.items() if isinstance(said, str)})
        return replace(victim.page, **changed)

    make.__name__ = name.replace(" ", "_")
    BREAKS.by(*checks)(make)


_set("id 0", ("id-invalid",), id=0)
_set("id below 0", ("id-invalid",), id=-7)
_set("date in the future", ("date-implausible",), date=datetime.date(2093, 5, 1))
_set("date of a spreadsheet", ("date-implausible",), date=datetime.date(1900, 1, 1))
_set("file name with a number", ("file-name",), file_name="copy-1-{file_name}")
_set("url of another folder", ("url",), url="/learn/astrology/questions/a-page")
_set("url with a dash", ("url",), url="{url}-")
_set("title of another question", ("title-differs",), title="What is something else?")
_set("article title without its mark", ("title-differs",), article_title="{article_title} Explained")
_set("SEO title of another pattern", ("seo-title",), seo_title="{subject} | QuickTakes")
_set("author of another site", ("author",), author="admin")
_set("subject misspelt", ("subject-unknown",), subject="{subject}s")
_set("score of a hundred", ("score-invalid",), score=87.0)
_set("hidden from search engines", ("no-index",), no_index=True)
_set("question of two lines", ("question-form",), question="{question}\nAnd why?")
_set("question in markup", ("question-markup",), question="{question} Explain **why** `it` is so?")
_set("two spaces in the question", ("field-space",), question="Why  {question}")
_set("entity in the question", ("field-entity",), question="{question} Supply &amp; demand?")
_set("entity in the description", ("field-entity",), description="{description} Supply &amp; demand&#39;s use.")
_set("description too short", ("description-length",), description="A short text.")
_set("description too long", ("description-length",), description="{description} {description} {description}")
_set("description is the question", ("description-question",), description="{question}")
_set("description with LaTeX", ("description-markup",), description=r"The area is $\pi r^2$ of it. {description}")
_set("description with bold", ("description-markup",), description="**Note**: {description}")
_set("description with a keyboard's formula", ("description-formula",), description="With y = x^2. {description}")
_set("keyword in LaTeX", ("keywords-markup",), keywords=r"{keywords}, $\Delta G$")
_set("body with the answer", ("body-differs",), body="\n{answer}")


@BREAKS.by("field-empty")
def a_field_emptied(victim: Victim, chance: random.Random) -> Page | None:
    values: dict[str, Any] = {chance.choice(_TEXTS): chance.choice(["", " "])}
    return replace(victim.page, **values)


@BREAKS.by("title-differs", "file-name", "url")
def two_keys_swapped(victim: Victim, chance: random.Random) -> Page | None:
    one, other = chance.choice([("title", "seo_title"), ("url", "file_name"), ("question", "author")])
    values: dict[str, Any] = {one: getattr(victim.page, other), other: getattr(victim.page, one)}
    return replace(victim.page, **values)


@BREAKS.by("description-topic", "keywords-separator", "description-end", "description-length", "keywords-count")
def description_and_keywords_swapped(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, description=victim.page.keywords, keywords=victim.page.description)


@BREAKS.by("description-end", "description-cut")
def description_cut(victim: Victim, chance: random.Random) -> Page | None:
    words = victim.page.description.rstrip(".").split()
    return replace(victim.page, description=" ".join(words[:-2])) if len(words) > 6 else None


@BREAKS.by("description-topic")
def description_of_another_page(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, description=victim.other.description)


@BREAKS.by("keywords-absent", "keyphrase-none")
def keywords_of_another_page(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, keywords=victim.other.keywords)


@BREAKS.by("keywords-double")
def a_keyword_twice(victim: Victim, chance: random.Random) -> Page | None:
    words = victim.page.keywords.split(", ")
    word = chance.choice(words)
    again = chance.choice([word, word.upper(), word.title()])
    return replace(victim.page, keywords=f"{victim.page.keywords}, {again}")


@BREAKS.by("keywords-separator")
def keywords_by_commas_alone(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, keywords=victim.page.keywords.replace(", ", ","))


@BREAKS.by("keywords-separator", "keywords-count")
def keywords_by_spaces_alone(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, keywords=victim.page.keywords.replace(", ", " "))


@BREAKS.by("keywords-separator")
def keywords_by_semicolons(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, keywords=victim.page.keywords.replace(", ", "; "))


@BREAKS.by("keywords-count")
def three_keywords(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, keywords=", ".join(victim.page.keywords.split(", ")[:3]))


@BREAKS.by("keyword-stuffing", "keywords-alike", "keyphrase-none")
def a_keyword_in_every_sentence(victim: Victim, chance: random.Random) -> Page | None:
    word = victim.page.keywords.split(", ")[0]
    return victim.with_answer(victim.answer.replace(". ", f", so {word} with {word}. "))


@BREAKS.by("related-self")
def related_to_itself(victim: Victim, chance: random.Random) -> Page | None:
    page = victim.page
    own = Related(page.id, page.title, page.subject, page.url)
    return replace(page, related=(*page.related[:3], own))


@BREAKS.by("related-double")
def a_related_article_twice(victim: Victim, chance: random.Random) -> Page | None:
    related = victim.page.related[:4]
    return replace(victim.page, related=(*related, chance.choice(related))) if related else None


@BREAKS.by("related-many")
def six_related_articles(victim: Victim, chance: random.Random) -> Page | None:
    more = (Related(9_000_000 + n, f"Page {n}?", "Biology", f"/learn/biology/questions/page-{n}") for n in range(6))
    return replace(victim.page, related=(*victim.page.related, *more))


@BREAKS.by("related-url")
def a_related_url_misspelt(victim: Victim, chance: random.Random) -> Page | None:
    if not victim.page.related:
        return None
    first, *rest = victim.page.related
    return replace(victim.page, related=(replace(first, url=f"{first.url}s"), *rest))
