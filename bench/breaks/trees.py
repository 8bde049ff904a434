"""The page among the others: what belongs to one of them only, and links between them."""

import random
from dataclasses import replace
from typing import Any

from bench.breaks.breaking import Breaks, Victim
from gen.page.page import Page

BREAKS = Breaks()


@BREAKS.by("id-twice", together=True)
def id_of_another_page(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, id=victim.other.id)


@BREAKS.by("question-twice", together=True)
def question_of_another_page(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, question=victim.other.question.lower().rstrip("?"))


@BREAKS.by("url-twice", together=True)
def url_of_another_page(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, url=victim.other.url)


@BREAKS.by("title-twice", together=True)
def title_of_another_page(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, title=victim.other.title)


@BREAKS.by("description-twice", together=True)
def description_shared_with_another_page(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, description=victim.other.description)


@BREAKS.by("slug-twice", together=True)
def file_name_of_another_page(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, file_name=victim.other.file_name)


@BREAKS.by("question-alike", together=True)
def question_of_another_page_in_other_words(victim: Victim, chance: random.Random) -> Page | None:
    first, rest = victim.other.question[:1], victim.other.question[1:]
    if first + rest[:3] not in {"What", "How ", "Why "} or len(rest.split()) < 7:
        return None
    opening = chance.choice(["Can you explain", "Please explain", "Could you explain"])
    return replace(victim.page, question=f"{opening} {first.lower()}{rest}")


@BREAKS.by("subject-spelled", "subject-spelling", together=True)
def subject_in_small_letters(victim: Victim, chance: random.Random) -> Page | None:
    subject = victim.page.subject
    spelled = victim.reading.site.subject_name(subject) == subject
    return replace(victim.page, subject=subject.lower()) if spelled else None


@BREAKS.by("file-place", together=True)
def question_with_another_word(victim: Victim, chance: random.Random) -> Page | None:
    return replace(victim.page, question=f"Briefly, {victim.page.question}")


# Said as `related-dead` of a whole site, and as `related-beyond` of a part of it.
@BREAKS.by("related-dead", "related-beyond", together=True)
def a_related_url_of_no_page(victim: Victim, chance: random.Random) -> Page | None:
    return _related(victim, url="/learn/biology/questions/no-such-page-anywhere")


@BREAKS.by("related-id", together=True)
def a_related_id_of_no_page(victim: Victim, chance: random.Random) -> Page | None:
    return _related(victim, id=9_999_999)


@BREAKS.by("related-title", together=True)
def a_related_title_changed(victim: Victim, chance: random.Random) -> Page | None:
    return _related(victim, title="What is something else?")


def _related(victim: Victim, **values: Any) -> Page | None:
    """The page with its first related article that is in the tree changed."""
    related = list(victim.page.related)
    at = next((at for at, each in enumerate(related) if each.url in victim.urls), None)
    if at is None:
        return None
    related[at] = replace(related[at], **values)
    return replace(victim.page, related=tuple(related))
