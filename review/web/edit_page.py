"""Editing a draft: the text, the page beside it, and the findings as one types."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from evals.score import score_of
from gen.ledger import DraftRow, Inspected, edits
from review.dossier import as_finding
from review.editing import FIELDS, edited, page_of, save_edit
from review.filters import Filter
from review.judging import waiting_draft
from review.tasks import tasks_on
from review.web.article import article
from review.web.asked import asked
from review.web.house import address, house_of, page
from review.web.queue_page import query_of
from review.web.signin import person_of

_LARGEST = 1_000_000  # characters of a field


def show(request: Request) -> Response:
    """The editor, with what the person had written and not saved."""
    desk, person = house_of(request).desk, person_of(request)
    draft = waiting_draft(desk, request.path_params["draft_id"])
    standing, page_hash = page_of(desk, draft)
    with desk.ledger.read() as connection:
        kept = edits.find(connection, draft.id, person.name)
    wanted = Filter.read(request.query_params)
    values = {
        "draft": draft,
        "fields": _kept_fields(kept) or {name: getattr(standing, name) for name in FIELDS},
        "hash": page_hash,
        "kept": kept,
        "tab": secrets.token_hex(8),
        "is_stale": kept is not None and kept.base_hash != page_hash,
        "query": query_of(wanted.said()),
    }
    return page(request, "edit.html.j2", values)


async def check(request: Request) -> Response:
    """What the checks and the site make of the fields as they stand in the editor. Nothing is written."""
    return await asked(request, _check)


def _check(request: Request, said: Mapping[str, Any]) -> Response:
    desk, draft = house_of(request).desk, _waiting(request)
    done = edited(desk, draft, _fields(said))
    tasks = tasks_on(desk, draft, done.inspected)
    shown = article(done.page, tasks)
    told = {**_told(done.inspected), "html": shown.html, "trouble": shown.trouble}
    return JSONResponse({**told, "tasks": [task.as_dict() for task in tasks]})


async def keep(request: Request) -> Response:
    """Keep unsaved words: `text` (JSON of the fields) and `base`, the hash of the page that they are a change of.

    `tab` and `turn` order it among what a tab keeps and saves: one that was overtaken does nothing.
    """

    def answer(request: Request, said: Mapping[str, Any]) -> Response:
        draft, text, base = _waiting(request), str(said.get("text", "")), str(said.get("base", ""))
        if len(text) > _LARGEST * len(FIELDS):
            raise HTTPException(413, "That is too large.")
        with house_of(request).desk.ledger.transaction() as connection:
            if not _is_newest(request, said, draft):
                return JSONResponse({"overtaken": True})
            if text:
                edits.keep(connection, draft.id, person_of(request).name, base, text)
            else:
                edits.drop(connection, draft.id, person_of(request).name)
        return JSONResponse({})

    return await asked(request, answer)


async def save(request: Request) -> Response:
    """Save the fields: these, and `base`, `tab` and `turn` as in `keep`."""

    def answer(request: Request, said: Mapping[str, Any]) -> Response:
        desk, draft = house_of(request).desk, _waiting(request)
        done = save_edit(desk, draft, _fields(said), str(said.get("base", "")))
        with desk.ledger.transaction() as connection:
            _is_newest(request, said, draft)
            edits.drop(connection, draft.id, person_of(request).name)
        return JSONResponse({**_told(done.inspected), "address": address(request, "draft", draft_id=draft.id)})

    return await asked(request, answer)


def _is_newest(request: Request, said: Mapping[str, Any], draft: DraftRow) -> bool:
    """Whether nothing that the same tab said later is here already; in a transaction."""
    whose = (draft.id, person_of(request).name, str(said.get("tab", ""))[:100])
    return "turn" not in said or house_of(request).turns.take(whose, int(said["turn"]))


def _kept_fields(kept: edits.Edit | None) -> dict[str, str]:
    """The fields as they were kept; empty where they were not."""
    try:
        said = json.loads(kept.text) if kept else {}
        return {name: str(said[name]) for name in FIELDS} if said else {}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


def _waiting(request: Request) -> DraftRow:
    return waiting_draft(house_of(request).desk, request.path_params["draft_id"])


def _fields(said: Mapping[str, Any]) -> dict[str, str]:
    fields = {name: said[name] for name in FIELDS if name in said}
    if not all(isinstance(value, str) and len(value) <= _LARGEST for value in fields.values()):
        raise HTTPException(400, "A field is text of at most a million characters.")
    return fields


def _told(inspected: Inspected) -> dict[str, Any]:
    scored = inspected.score >= 0
    why = str(score_of(as_finding(finding) for finding in inspected.findings)) if scored else ""
    return {"score": inspected.score, "needs_person": inspected.needs_person, "why": why, "hash": inspected.page_hash}
