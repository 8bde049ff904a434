"""Whether what was accepted still stands: the page, and what it was made from."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evals.ageing import due
from gen.errors import PageError
from gen.files import page_hash
from gen.ledger import DraftQuery, DraftRow, State, VerdictKind, standing
from gen.page.page import Page
from gen.page.reader import load_page, read_text
from gen.prompting.prompt import PromptLibrary
from gen.site.profile import SiteProfile
from review.desk import Desk

KEY = "answerdesk"  # of a page's front matter; the site ignores it
REVIEW_BY = "review_by"


class Doubt(StrEnum):
    """What speaks against an accepted page."""

    GONE = "gone"  # its file is not there, or cannot be read
    CHANGED = "changed"  # it is not the page that was accepted
    DUE = "due"  # it is past the day by which somebody was to look at it again
    TEMPLATE = "template"  # a template that it was made with has changed
    MODEL = "model"  # the settings name another model now


# What a template or a model has become since says nothing of the page that a person read; these do.
AGAINST = frozenset({Doubt.GONE, Doubt.CHANGED, Doubt.DUE})


@dataclass(frozen=True, slots=True)
class Doubted:
    """A page, and what speaks against it.

    Attributes:
        draft_id, path: the page's.
        doubt: of which kind.
        message: one sentence.
    """

    draft_id: int
    path: str
    doubt: Doubt
    message: str


def verify(desk: Desk, library: PromptLibrary, today: datetime.date) -> Iterator[Doubted]:
    """What speaks against the accepted pages, page by page.

    Args:
        desk: the workspace.
        library: its templates.
        today: against which days are held.
    """
    known = dict[tuple[str, ...], list[str]]()
    for row in desk.ledger.drafts(DraftQuery(states=(State.ACCEPTED,))):
        yield from _of_page(desk, row, today)
        for doubt, message in _of_receipt(desk, row.receipt or {}, library, known):
            yield Doubted(row.id, row.path, doubt, message)


def _of_page(desk: Desk, row: DraftRow, today: datetime.date) -> Iterator[Doubted]:
    verdict = standing(desk.ledger.history(row.id))
    try:
        text = read_text(desk.workspace.root / row.path)
        page = load_page(text, desk.workspace.settings.site)
    except (PageError, OSError) as error:
        yield Doubted(row.id, row.path, Doubt.GONE, f"it cannot be read: {error}")
        return
    if verdict is None or verdict.kind is not VerdictKind.ACCEPT or page_hash(text) != verdict.page_hash:
        who = f" by {verdict.who}" if verdict else ""
        yield Doubted(row.id, row.path, Doubt.CHANGED, f"it is not the page that was accepted{who}")
    day = review_by(page, desk.workspace.settings.site)
    if day is not None and day < today:
        yield Doubted(row.id, row.path, Doubt.DUE, f"somebody was to look at it again by {day}")


def review_by(page: Page, site: SiteProfile) -> datetime.date | None:
    """The day by which somebody is to look at a page again: the one that it names, else one that follows from its age.

    None for a page that does not age.
    """
    ours = page.other.get(KEY)
    day = ours.get(REVIEW_BY) if isinstance(ours, Mapping) else None
    return day if isinstance(day, datetime.date) else due(page, site)


def _of_receipt(
    desk: Desk, receipt: Mapping[str, Any], library: PromptLibrary, known: dict[tuple[str, ...], list[str]]
) -> Iterator[tuple[Doubt, str]]:
    templates = tuple(receipt.get("templates") or ())
    hashes = (str(receipt.get("prompt_hash", "")), str(receipt.get("seo_prompt_hash", "")))
    if templates:
        changed = known.get((*templates, *hashes))
        if changed is None:
            changed = known[(*templates, *hashes)] = _changed(library, templates, hashes)
        for name in changed:
            yield Doubt.TEMPLATE, f"prompts/{name}, or what it draws in, has changed since it was made"
    asked = str(receipt.get("model", ""))
    if asked and asked not in {desk.workspace.settings.model, *desk.workspace.settings.models}:
        yield Doubt.MODEL, f"it was made by {asked}, which the settings do not name any more"


def _changed(library: PromptLibrary, templates: tuple[str, ...], hashes: tuple[str, str]) -> list[str]:
    """The templates at the head of the answer's and of the SEO prompt that are not what they were."""
    answer = templates[0]
    seo = next((name for name in templates if name.startswith("seo/")), "")
    heads = [(answer, hashes[0]), *([(seo, hashes[1])] if seo else [])]
    return [name for name, before in heads if library.hash_of_prompt(name) != before]
